"""Background loops: what an installation does again and again beside its web server.

A loop is a name and a function that goes on until it is told to stop. Most are `repeat` with a
step; `start` gives each a thread of its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

log = logging.getLogger(__name__)

#: Seconds to wait after a step that failed, at least: a lost database is not asked on and on.
AFTER_A_FAULT = 1.0


@dataclass(frozen=True, slots=True)
class Loop:
    """Something to be done until `stop` is set; `name` says in logs and thread lists what it is."""

    name: str
    run: Callable[[threading.Event], None]


def repeat(name: str, step: Callable[[], bool], seconds: float) -> Loop:
    """The loop that takes `step` again at once while it answers True, and else after `seconds`.

    A step that fails, for a lost database or a full disk, is logged and taken again later.
    """

    def run(stop: threading.Event) -> None:
        while not stop.is_set():
            wait = _wait_after(name, step, seconds)
            if wait:
                stop.wait(wait)

    return Loop(name, run)


def start(loops: Iterable[Loop], stop: threading.Event) -> list[threading.Thread]:
    """Run each loop in a thread until `stop` is set; the caller joins them."""
    threads = [
        threading.Thread(target=_run_in_thread, args=(loop, stop), name=loop.name) for loop in loops
    ]
    for thread in threads:
        thread.start()
    return threads


def _wait_after(name: str, step: Callable[[], bool], seconds: float) -> float:
    from django.db import close_old_connections

    close_old_connections()
    try:
        return 0 if step() else seconds
    except Exception:
        log.exception("a background loop's step failed", extra={"worker": name})
        return max(seconds, AFTER_A_FAULT)


def _run_in_thread(loop: Loop, stop: threading.Event) -> None:
    from django.db import connections

    try:
        loop.run(stop)
    finally:
        connections.close_all()
