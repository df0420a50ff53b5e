"""The door to screening in one process: so many at once, and the others are sent away at once.

A sign-up that is told to come back can go on by its platform's own rule; one that waits in a queue
that grows cannot. So there are more threads in a web process than are let in here.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from staydown.screening.errors import Overloaded

MOST_AT_ONCE = 6
"""Requests that are being screened in one process at a time; each takes some two milliseconds."""

_free = threading.BoundedSemaphore(MOST_AT_ONCE)


@contextmanager
def entered() -> Iterator[None]:
    """While the block lasts one more is inside. Raises Overloaded at once where it is full."""
    if not _free.acquire(blocking=False):
        text = "too many accounts are being screened: ask again in a second"
        raise Overloaded("overloaded", text, retry_after=1)
    try:
        yield
    finally:
        _free.release()
