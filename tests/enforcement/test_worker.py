"""The loop of a worker: it goes on whatever happens, and ends when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.connectors.base import Order
from staydown.connectors.registry import Registry
from staydown.enforcement import worker
from staydown.enforcement.worker import Worker
from staydown.kernel.actors import Actor
from tests.support import world
from tests.support.flow import decided, delivery, let_time_pass, outcomes
from tests.support.scripted import ScriptedPlatform
from tests.support.world import PRESS

#: The loop renews its connections, which a test's own transaction would not outlive.
OUTSIDE = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_PAUSE", 0)


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """What tells the worker to stop; it does so by itself should a test forget to."""
    event = threading.Event()
    timer = threading.Timer(60, event.set)
    timer.start()
    yield event
    timer.cancel()


def test_nothing_due_is_no_step(platform: ScriptedPlatform) -> None:
    one = Worker(Registry([platform]))
    assert not one.step()
    assert one.run_until_idle() == 0


def test_it_does_no_more_pieces_than_it_is_told(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    decided(senior, tmp_path)
    one = Worker(Registry([platform]))
    assert one.run_until_idle(limit=1) == 1
    assert one.run_until_idle() > 0


@OUTSIDE
def test_it_works_until_it_is_told_to_stop(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, stop: threading.Event
) -> None:
    platform.during = lambda _order: stop.set()
    case = decided(senior, tmp_path)
    Worker(Registry([platform])).run(stop)
    assert delivery(case).confirmed


@OUTSIDE
def test_what_it_had_taken_and_not_begun_is_free_when_it_stops(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, stop: threading.Event
) -> None:
    platform.during = lambda _order: stop.set()
    cases = [
        decided(senior, tmp_path),
        decided(senior, tmp_path, line=PRESS, name="second.csv"),
    ]
    Worker(Registry([platform])).run(stop)
    platform.during = lambda _order: None
    world.work_off(platform)
    assert [delivery(case).state for case in cases] == ["done", "done"]


@OUTSIDE
def test_it_outlives_a_fault_of_a_connector(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    stop: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A connector raises nothing; one that does so anyway has a bug, and its call is unknown."""

    def fails_once(_order: Order) -> None:
        platform.during = lambda _order: stop.set()
        raise RuntimeError("a bug of a connector")

    def pass_time(_seconds: float) -> bool:
        let_time_pass(hours=2)
        return False

    monkeypatch.setattr(stop, "wait", pass_time)
    platform.during = fails_once
    case = decided(senior, tmp_path)
    Worker(Registry([platform])).run(stop)
    assert outcomes(case) == ["unknown", "applied"]
    assert delivery(case).confirmed
