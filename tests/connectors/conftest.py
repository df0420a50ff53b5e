"""Fixtures of the connectors' tests."""

from tests.support.synapse import homeserver

__all__ = ["homeserver"]
