"""News from the domains below is acted on exactly once, and never lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from staydown.cases import actions as cases
from staydown.cases.queries import Draft
from staydown.enforcement import carrying, handlers, leases, queries
from staydown.enforcement.models import Delivery, SnapshotRequest
from staydown.kernel import events
from staydown.kernel.actors import Actor
from staydown.kernel.models import EventTask
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, lifted
from tests.support.scripted import ScriptedPlatform
from tests.support.world import PRESS, SUPPORTED


def failing(_payload: dict[str, Any]) -> None:
    raise RuntimeError("a fault of ours")


def wanted_task() -> EventTask:
    return EventTask.objects.get(event__name="cases.measure_wanted")


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The handler of a wanted measure fails until `broken.undo()`."""
    [label] = events._handlers["cases.measure_wanted"]
    monkeypatch.setitem(events._handlers["cases.measure_wanted"], label, failing)
    return monkeypatch


def test_a_wanted_measure_becomes_one_delivery_however_often_we_look(
    tmp_path: Path, senior: Actor
) -> None:
    case = decided(senior, tmp_path)
    assert events.work_off() > 0
    assert events.work_off() == 0
    assert delivery(case).state == "waiting"
    assert len(entries("deliveries.make")) == 1


def test_an_event_is_not_heard_before_its_action_is_committed(
    tmp_path: Path, senior: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The entry comes last: if it cannot be written, neither decision nor event remains."""

    def disk_full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    case = world.case_of(world.refer(tmp_path, SUPPORTED))
    events.work_off()
    draft = Draft("remove", "Facts.", ground="policy", policy_ground="Rule 4")
    with monkeypatch.context() as patch:
        patch.setattr(cases, "record", disk_full)
        with pytest.raises(OSError, match="No space"):
            cases.decide(senior, case, draft)
    assert events.waiting() == 0
    cases.decide(senior, case, draft)
    assert events.waiting() == 2  # the decision for screening, the measure for enforcement


def test_a_handler_that_fails_leaves_nothing_and_is_visible(
    tmp_path: Path, senior: Actor, broken: pytest.MonkeyPatch
) -> None:
    decided(senior, tmp_path)
    events.work_off()
    task = wanted_task()
    assert (task.attempts, task.done_at) == (1, None)
    assert task.problem == "RuntimeError: a fault of ours"
    assert events.waiting() == 1
    assert Delivery.objects.count() == 0


def test_a_handler_that_failed_is_tried_again_and_then_acts_once(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, broken: pytest.MonkeyPatch
) -> None:
    case = decided(senior, tmp_path)
    for _ in range(20):
        events.work_off()
        let_time_pass(hours=2)
    assert wanted_task().attempts == 20
    broken.undo()
    world.serve(broken, platform)
    world.work_off(platform)
    assert events.waiting() == 0
    assert delivery(case).confirmed


def test_it_waits_longer_after_each_failure(
    tmp_path: Path, senior: Actor, broken: pytest.MonkeyPatch
) -> None:
    decided(senior, tmp_path)
    events.work_off()
    assert events.work_off() == 0
    assert wanted_task().attempts == 1  # not due again at once


def test_one_failing_handler_does_not_hold_up_the_others(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, broken: pytest.MonkeyPatch
) -> None:
    decided(senior, tmp_path)
    world.work_off(platform)
    assert [one.state for one in SnapshotRequest.objects.all()] == ["done"]


def test_a_handler_half_way_through_leaves_nothing_of_its_work(
    tmp_path: Path, senior: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided(senior, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(handlers, "record", failing_record)
        events.work_off()
    assert Delivery.objects.count() == 0
    assert wanted_task().problem == "RuntimeError: no entry"
    let_time_pass(hours=2)
    events.work_off()
    assert Delivery.objects.count() == 1


def failing_record(*_: object, **__: object) -> None:
    raise RuntimeError("no entry")


def test_a_wanted_measure_that_is_heard_of_after_its_lift_is_not_applied(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, broken: pytest.MonkeyPatch
) -> None:
    case = decided(senior, tmp_path)
    events.work_off()
    lifted(senior, case)
    world.work_off(platform)
    assert platform.calls == ["lift"]
    broken.undo()
    let_time_pass(hours=2)
    world.work_off(platform)
    assert events.waiting() == 0
    assert platform.calls == ["lift"]
    assert [one.verb for one in queries.of_case(case)] == ["lift"]


def test_a_lift_that_is_not_heard_of_yet_stops_the_delivery_all_the_same(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path)
    events.work_off()
    lifted(senior, case)
    carrying.carry_out(taken(), platform)
    assert platform.calls == []
    assert (delivery(case).state, delivery(case).problem) == ("void", "lifted")
    world.work_off(platform)
    assert delivery(case, "lift").confirmed


def taken() -> Delivery:
    (found,) = leases.take_deliveries("test", timedelta(minutes=1), 1)
    return found


def test_a_batch_of_many_accounts_is_heard_as_one_piece_of_news(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    world.refer(tmp_path, SUPPORTED, PRESS)
    events.work_off()
    assert SnapshotRequest.objects.count() == 2
    assert len(entries("snapshots.request")) == 1
