"""An event is heard by everybody who asked, once, and if and only if the action happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

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
