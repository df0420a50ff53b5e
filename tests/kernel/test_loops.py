"""A background loop goes on whatever happens, and ends when it is told to."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator

import pytest

from staydown.kernel import loops

#: The loop renews its connections, which a test's own transaction would not outlive.
pytestmark = pytest.mark.django_db(transaction=True)


class Waits(threading.Event):
    """Waits for nothing, and keeps how long it was asked to; set after `most` waits."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.asked: list[float | None] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        self.asked.append(timeout)
        if len(self.asked) == self._most:
            self.set()
        return self.is_set()


@pytest.fixture
def errors() -> Iterator[list[logging.LogRecord]]:
    """What the loops log."""
    found: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = found.append  # type: ignore[method-assign]
    loops.log.addHandler(handler)
    yield found
    loops.log.removeHandler(handler)


def test_it_waits_between_steps_that_found_nothing() -> None:
    stop = Waits(3)
    loops.repeat("specimen", lambda: False, 0.2).run(stop)
    assert stop.asked == [0.2, 0.2, 0.2]


def test_it_goes_on_at_once_while_there_is_more() -> None:
    stop, more = Waits(1), [True, True, False]
    loops.repeat("specimen", lambda: more.pop(0), 0.2).run(stop)
    assert more == []
    assert stop.asked == [0.2]


def test_it_outlives_a_step_that_fails_and_waits_longer(errors: list[logging.LogRecord]) -> None:
    stop, results = Waits(2), [OSError("no database"), False]

    def step() -> bool:
        result = results.pop(0)
        if isinstance(result, Exception):
            raise result
        return bool(result)

    loops.repeat("specimen", step, 0.2).run(stop)
    assert stop.asked == [loops.AFTER_A_FAULT, 0.2]
    assert [record.__dict__["worker"] for record in errors] == ["specimen"]


def test_each_loop_has_a_thread_that_ends_when_told() -> None:
    stop, met = threading.Event(), threading.Barrier(3, timeout=30)

    def meet() -> bool:
        met.wait()
        stop.wait(30)
        return False

    threads = loops.start([loops.repeat(name, meet, 60) for name in ("one", "two")], stop)
    met.wait()  # both are at it, at the same time
    stop.set()
    for thread in threads:
        thread.join(30)
    assert [(thread.name, thread.is_alive()) for thread in threads] == [
        ("one", False), ("two", False),
    ]  # fmt: skip
