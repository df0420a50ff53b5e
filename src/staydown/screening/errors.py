"""What can go wrong with screening."""

from __future__ import annotations

from staydown.kernel.errors import Conflict, NotFound, StaydownError


class Busy(StaydownError):
    """Screening cannot answer now; `facts["retry_after"]` says in how many seconds to ask again."""


class Overloaded(Busy):
    """More requests than this process can take: it sheds them rather than let them wait."""


class NotReady(Busy):
    """The watchlist is being opened or rebuilt."""


class NoSuchMatch(NotFound):
    """There is no match of that id."""


class AlreadyJudged(Conflict):
    """Somebody has judged the match, or its entry has ended."""


class ModelRefused(Conflict):
    """The model did not prove better than the one in use."""
