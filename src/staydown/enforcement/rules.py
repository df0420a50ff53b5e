"""What to do next with a delivery, as a function of plain values."""

from __future__ import annotations

from datetime import timedelta

#: The first wait after a failure, doubled each time, and the longest.
FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(hours=1)

#: Measures after which somebody cannot use the account: for these a snapshot must come first.
DESTRUCTIVE = frozenset({"remove"})


def wait_before(attempt: int, chance: float) -> timedelta:
    """How long to wait after failed attempt number `attempt` (from 1).

    Exponential back-off with full jitter over the upper half: between half of the step and the
    whole of it, `chance` in [0, 1) deciding, so that a platform that comes back is not met by
    everybody at once.
    """
    doublings: int = min(attempt - 1, 16)
    step = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return step * (0.5 + chance / 2)


def key_of(delivery_id: object) -> str:
    """The idempotency key of a delivery: the same on every attempt."""
    return f"staydown-{delivery_id}"
