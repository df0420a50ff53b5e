"""What can go wrong in liaison.

::

    UnknownPeer        NotFound            no peer bears this slug
    UnknownInstrument  NotFound            no rule sheet bears this id
    UnknownClock       NotFound            no clock bears this id
    PeerDiffers        Conflict            the slug is taken by a peer with other facts
    ClockRefuses       Conflict            the clock is not in a state that allows this
    BadPeer            InputError          a fact about a peer cannot be used
    BadRuleSheet       ConfigurationError  a rule sheet cannot be used; names the file and the field
"""

from __future__ import annotations

from staydown.kernel.errors import ConfigurationError, Conflict, InputError, NotFound


class UnknownPeer(NotFound):
    """No peer bears this slug."""


class UnknownInstrument(NotFound):
    """No rule sheet bears this id."""


class UnknownClock(NotFound):
    """No clock bears this id."""


class PeerDiffers(Conflict):
    """The slug is taken by a peer about whom other facts are recorded."""


class ClockRefuses(Conflict):
    """The clock is not in a state that allows what was asked."""


class BadPeer(InputError):
    """A fact given about a peer cannot be used."""


class BadRuleSheet(ConfigurationError):
    """A rule sheet cannot be used; `file` and `field` say where."""
