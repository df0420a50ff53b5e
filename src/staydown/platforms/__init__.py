"""What an account address means on each platform: read it, make it canonical, print it."""

from __future__ import annotations

from staydown.platforms.refs import AccountRef, AddressError, Found

__all__ = ["AccountRef", "AddressError", "Found"]
