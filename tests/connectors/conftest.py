"""Fixtures of the connectors' tests."""

from tests.support.synapse import homeserver, synapse_python

__all__ = ["homeserver", "synapse_python"]
