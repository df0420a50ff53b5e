"""Screening: a platform's accounts against the live watchlist, and what a match does."""
