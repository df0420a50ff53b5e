"""An event is heard by everybody who asked, once, and if and only if the action happened."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from staydown.kernel import clock, events
from staydown.kernel.models import Event, EventTask

pytestmark = pytest.mark.django_db

NAME = "specimen.happened"


class Ear:
    """A handler that remembers what it heard, and can fail."""

    __module__ = "tests.kernel"

    def __init__(self, name: str) -> None:
        self.__qualname__ = name
        self.heard: list[dict[str, Any]] = []
        self.problem: Exception | None = None

    def __call__(self, payload: dict[str, Any]) -> None:
        if self.problem:
            raise self.problem
        self.heard.append(payload)


@pytest.fixture(autouse=True)
def nobody_else_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_handlers", {})


@pytest.fixture
def ear() -> Ear:
    ear = Ear("left")
    events.on(NAME, ear)
    return ear


def tell(number: int = 1) -> None:
    with transaction.atomic():
        events.record(NAME, {"number": number})


@pytest.mark.django_db(transaction=True)
def test_it_is_recorded_in_the_transaction_of_what_it_tells_only() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        events.record(NAME, {})


def test_it_is_gone_with_the_action_that_failed(ear: Ear) -> None:
    with transaction.atomic():
        events.record(NAME, {})
        transaction.set_rollback(True)
    assert events.waiting() == 0
    assert events.work_off() == 0
    assert ear.heard == []


def test_what_nobody_asked_to_hear_is_not_kept() -> None:
    tell()
    assert not Event.objects.exists()


def test_everybody_who_asked_hears_it_once(ear: Ear) -> None:
    other = Ear("right")
    events.on(NAME, other)
    tell()
    assert events.waiting() == 2
    assert events.work_off() == 2
    assert events.work_off() == 0
    assert ear.heard == other.heard == [{"number": 1}]


def test_asking_twice_is_asking_once(ear: Ear) -> None:
    events.on(NAME, ear)
    tell()
    assert events.work_off() == 1


def test_they_are_heard_in_the_order_in_which_they_happened(ear: Ear) -> None:
    for number in range(5):
        tell(number)
    assert events.work_off(limit=3) == 3
    assert [one["number"] for one in ear.heard] == [0, 1, 2]
    events.work_off()
    assert [one["number"] for one in ear.heard] == [0, 1, 2, 3, 4]


def test_a_handler_that_fails_is_tried_again_later_and_its_problem_shows(ear: Ear) -> None:
    ear.problem = LookupError("no such measure")
    tell()
    assert events.work_off() == 0
    task = EventTask.objects.get()
    assert (task.attempts, task.done_at) == (1, None)
    assert task.problem == "LookupError: no such measure"
    ear.problem = None
    assert events.work_off() == 0  # it is not due yet
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        assert events.work_off() == 1
    assert ear.heard == [{"number": 1}]


def test_a_handler_that_fails_holds_up_no_other(ear: Ear) -> None:
    other = Ear("right")
    events.on(NAME, other)
    ear.problem = LookupError("")
    tell()
    assert events.work_off() == 1
    assert other.heard == [{"number": 1}]


def test_what_a_handler_wrote_before_it_failed_is_undone(ear: Ear) -> None:
    def write_and_fail(_payload: dict[str, Any]) -> None:
        Event.objects.create(name="half a deed", payload={})
        raise LookupError

    events.on(NAME, write_and_fail)
    tell()
    events.work_off()
    assert not Event.objects.filter(name="half a deed").exists()


def test_the_waits_grow_and_stay_below_an_hour(ear: Ear) -> None:
    ear.problem = LookupError("")
    tell()
    waits = []
    for _ in range(16):
        now = EventTask.objects.get().next_at
        with clock.frozen(now):
            events.work_off()
        waits.append((EventTask.objects.get().next_at - now).total_seconds())
    assert waits == [*(2**tries for tries in range(12)), 3600, 3600, 3600, 3600]


def test_a_task_for_a_handler_that_is_gone_waits_and_says_so(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell()
    monkeypatch.setattr(events, "_handlers", {})
    assert events.work_off() == 0
    assert EventTask.objects.get().problem.startswith("KeyError")


def tell_in_private(text: str = "specimen") -> None:
    with transaction.atomic():
        events.record(NAME, {"account": text}, private=True)


def test_a_private_event_is_gone_once_it_is_heard(ear: Ear) -> None:
    tell_in_private()
    assert events.work_off() == 1
    assert ear.heard == [{"account": "specimen"}]
    assert not Event.objects.exists()
    assert not EventTask.objects.exists()


def test_what_is_not_private_stays(ear: Ear) -> None:
    tell()
    events.work_off()
    assert Event.objects.count() == EventTask.objects.count() == 1


def test_a_private_event_waits_for_the_last_who_has_to_hear_it(ear: Ear) -> None:
    other = Ear("right")
    events.on(NAME, other)
    other.problem = LookupError("specimen")
    tell_in_private()
    assert events.work_off() == 1
    assert Event.objects.get().payload == {"account": "specimen"}
    other.problem = None
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        assert events.work_off() == 1
    assert other.heard == [{"account": "specimen"}]
    assert not Event.objects.exists()


def test_the_problem_of_a_private_event_quotes_nothing_of_it(ear: Ear) -> None:
    ear.problem = LookupError("no such account: specimen")
    tell_in_private()
    events.work_off()
    assert EventTask.objects.get().problem == "LookupError"


def test_a_private_event_whose_handler_dies_at_the_end_is_heard_again(
    ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_event: Event) -> None:
        raise OSError(28, "No space left on device")

    tell_in_private()
    with monkeypatch.context() as patch:
        patch.setattr(events, "_forget_private", fails)
        assert events.work_off() == 0
    assert EventTask.objects.get().done_at is None
    with clock.frozen(clock.now() + timedelta(seconds=2)):
        assert events.work_off() == 1
    assert not Event.objects.exists()


class Slow(Ear):
    """Hears nothing to its end before it is let go."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, payload: dict[str, Any]) -> None:
        super().__call__(payload)
        self.begun.set()
        assert self.go.wait(30)


@contextmanager
def elsewhere(act: Callable[[], object]) -> Iterator[None]:
    """Do something in another thread, which ends with the block."""

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    yield
    thread.join(30)
    assert not thread.is_alive()


ONLY_WITH_ROW_LOCKS = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer at a time"
)


@ONLY_WITH_ROW_LOCKS
@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_slow_handler() -> None:
    slow, quick = Slow("slow"), Ear("quick")
    events.on(NAME, slow)
    tell_in_private()
    with elsewhere(events.work_off):
        assert slow.begun.wait(30)
        events.on("specimen.next", quick)
        with transaction.atomic():
            events.record("specimen.next", {})
        assert events.work_off() == 1
        slow.go.set()
    assert (slow.heard, quick.heard) == ([{"account": "specimen"}], [{}])


@ONLY_WITH_ROW_LOCKS
@pytest.mark.django_db(transaction=True)
def test_of_two_that_hear_it_at_once_the_later_deletes_it() -> None:
    slow, quick = Slow("a slow one"), Ear("quick")
    events.on(NAME, slow)
    events.on(NAME, quick)
    tell_in_private()
    with elsewhere(events.work_off):
        assert slow.begun.wait(30)
        assert events.work_off() == 1  # the quick one; it does not see the other's end
        assert Event.objects.exists()
        slow.go.set()
    assert not Event.objects.exists()
    assert quick.heard == [{"account": "specimen"}]
