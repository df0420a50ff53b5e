"""Who is at a delivery: one worker at a time, and another one if that does not come back."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from staydown.connectors.base import Order, SnapshotOutcome
from staydown.connectors.registry import Registry
from staydown.enforcement import carrying, leases
from staydown.enforcement.models import Delivery, Job, SnapshotRequest
from staydown.enforcement.worker import Worker
from staydown.kernel import clock, events
from staydown.kernel.actors import Actor
from staydown.platforms import AccountRef
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, outcomes
from tests.support.scripted import NOT_NOW, ScriptedPlatform, Step
from tests.support.world import PRESS, SUPPORTED

MINUTE = timedelta(minutes=1)


def made(senior: Actor, folder: Path) -> UUID:
    """The case of a removal whose delivery nobody has taken yet."""
    case = decided(senior, folder)
    events.work_off()
    return case


def take(worker: str) -> Delivery | None:
    return next(iter(leases.take_deliveries(worker, MINUTE, 1)), None)


def test_a_delivery_belongs_to_one_worker(tmp_path: Path, senior: Actor) -> None:
    made(senior, tmp_path)
    mine = take("one")
    assert mine is not None
    assert mine.leased_by == "one"
    assert take("two") is None
    assert take("one") is None


def test_a_lease_that_ended_lets_another_take_over(tmp_path: Path, senior: Actor) -> None:
    made(senior, tmp_path)
    mine = take("one")
    let_time_pass(minutes=2)
    theirs = take("two")
    assert mine == theirs
    assert mine is not None
    assert theirs is not None
    assert not leases.holds(mine)
    assert leases.holds(theirs)


def test_a_delivery_given_back_can_be_taken_at_once(tmp_path: Path, senior: Actor) -> None:
    made(senior, tmp_path)
    mine = take("one")
    assert mine is not None
    leases.give_back(mine)
    assert take("two") is not None


def test_nobody_gives_back_what_another_holds(tmp_path: Path, senior: Actor) -> None:
    made(senior, tmp_path)
    mine = take("one")
    assert mine is not None
    let_time_pass(minutes=2)
    assert take("two") is not None
    leases.give_back(mine)
    assert take("three") is None


@pytest.mark.parametrize("state", [Job.State.DONE, Job.State.STUCK, Job.State.VOID])
def test_only_what_waits_is_taken(tmp_path: Path, senior: Actor, state: str) -> None:
    made(senior, tmp_path)
    Delivery.objects.update(state=state)
    assert take("one") is None
    Delivery.objects.update(state=Job.State.WAITING)  # as recorded


def test_what_is_due_first_is_taken_first_and_what_is_not_due_not_at_all(
    tmp_path: Path, senior: Actor
) -> None:
    late = made(senior, tmp_path)
    soon = decided(senior, tmp_path, line=PRESS, name="second.csv")
    events.work_off()
    Delivery.objects.filter(case_id=soon).update(next_at=delivery(soon).next_at - timedelta(days=1))
    taken = [take("one"), take("one"), take("one")]
    assert [one and one.case_id for one in taken] == [soon, late, None]


def test_the_deliveries_of_an_account_are_taken_one_after_another(
    tmp_path: Path, senior: Actor
) -> None:
    first = decided(senior, tmp_path, "limit")
    decided(senior, tmp_path, "remove", name="second.csv")
    events.work_off()
    mine = take("one")
    assert mine is not None
    assert mine.case_id == first
    assert take("two") is None


def test_a_candidate_that_another_worker_tried_meanwhile_is_left_alone(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between looking for candidates and taking one, another worker tries it and gives it back."""
    case = made(senior, tmp_path)
    platform.script = [Step(NOT_NOW)]
    now, asked = clock.now, []

    def another_is_faster() -> datetime:
        asked.append(True)
        if len(asked) == 2:  # the first time is before looking
            world.work_off(platform)
        return now()

    monkeypatch.setattr(clock, "now", another_is_faster)
    assert take("slow") is None
    assert outcomes(case) == ["retry"]


class SlowToShow(ScriptedPlatform):
    """Takes longer over a snapshot than the lease lasts, and another worker comes."""

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        shown = super().snapshot(ref)
        if self.pictured == 1:
            let_time_pass(minutes=2)
            world.work_off(self)
        return shown


def test_a_worker_that_lost_its_lease_over_the_snapshot_does_not_call(
    tmp_path: Path, senior: Actor
) -> None:
    platform = SlowToShow()
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert platform.calls == ["apply"]
    assert outcomes(case) == ["applied"]
    assert delivery(case).confirmed
    assert len(entries("deliveries.attempt")) == 1


def test_a_worker_that_lost_its_lease_records_no_second_snapshot(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    slow = SlowToShow()
    world.refer(tmp_path, SUPPORTED)
    world.work_off(slow)
    assert slow.pictured == 2
    assert len(entries("snapshots.take")) == 1
    assert SnapshotRequest.objects.get().state == "done"


@pytest.mark.parametrize("acts_first", [True, False])
def test_a_worker_that_lost_its_lease_in_the_call_writes_nothing(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, acts_first: bool
) -> None:
    def takes_too_long(order: Order) -> None:
        platform.during = lambda _order: None
        if acts_first:
            platform.in_force[str(order.ref)] = {order.kind}
        let_time_pass(minutes=2)
        world.work_off(platform)

    platform.during = takes_too_long
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert outcomes(case) == ["unknown"]  # what the second worker read, not what the first heard
    let_time_pass(hours=2)
    world.work_off(platform)
    assert outcomes(case) == (["unknown"] if acts_first else ["unknown", "already"])
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)


def test_a_fault_of_our_own_leaves_the_delivery_to_be_taken_again(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = made(senior, tmp_path)

    def fails(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    with monkeypatch.context() as patch:
        patch.setattr(carrying, "_begin", fails)
        with pytest.raises(RuntimeError):
            world.work_off(platform)
    assert delivery(case).state == "waiting"
    let_time_pass(minutes=2)
    world.work_off(platform)
    assert delivery(case).confirmed


def test_each_worker_has_a_name_of_its_own() -> None:
    registry = Registry([])
    assert Worker(registry).name != Worker(registry).name
