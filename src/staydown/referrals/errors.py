"""What can go wrong with a referral that arrives."""

from __future__ import annotations

from staydown.kernel.errors import ConfigurationError, InputError, NotFound


class IncompleteDemand(InputError):
    """The instrument asks for something that the whole batch lacks, so no clock can start."""


class NotItsInstrument(InputError):
    """The peer has no power to issue a demand under this instrument."""


class CannotKeepFile(ConfigurationError):
    """The file could not be kept: the disk is full or cannot be written. Nothing was stored."""


class NoSuchBatch(NotFound):
    """There is no batch of that id."""
