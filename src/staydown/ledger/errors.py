"""What can go wrong with the ledger's own keys and files."""

from __future__ import annotations

from staydown.kernel.errors import ConfigurationError, InputError


class KeyMissing(ConfigurationError):
    """Checkpoints were signed with a key that is not in the keys folder any more."""


class BadCheckpoint(InputError):
    """A file that is no checkpoint of this ledger, or whose signature does not hold."""
