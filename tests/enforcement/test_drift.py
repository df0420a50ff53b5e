"""What somebody lifted on the platform is noticed, shown, and restored under its own decision."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from staydown.cases.models import Decision, Measure
from staydown.connectors.base import MeasureKind, Reading
from staydown.connectors.registry import Registry
from staydown.enforcement import actions, carrying, drift, leases, queries
from staydown.enforcement.errors import NoSuchDrift, NotDrifting
from staydown.enforcement.models import Delivery, Drift
from staydown.kernel import actors, clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.permissions import BY_ROLE, Role
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from tests.support import world
from tests.support.flow import decided, entries, lifted
from tests.support.scripted import NEVER, UNREADABLE, ScriptedPlatform, Step
from tests.support.world import PRESS

REF = "x:handle:specimen_river"
REMOVE, HOLD = MeasureKind.REMOVE, MeasureKind.HOLD


@pytest.fixture
def removed(tmp_path: Path, senior: Actor, platform: ScriptedPlatform) -> UUID:
    """The case of an account that was removed and read back."""
    case = decided(senior, tmp_path)
    world.work_off(platform)
    return case


@pytest.fixture
def restores(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was lost is restored without being asked."""
    monkeypatch.setattr(load(), "drift_restore", True)


@pytest.fixture
def warnings() -> Iterator[list[logging.LogRecord]]:
    found: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = found.append  # type: ignore[method-assign]
    drift.log.addHandler(handler)
    yield found
    drift.log.removeHandler(handler)


def look(platform: ScriptedPlatform) -> None:
    """Read everything back that is in force."""
    drift.look_at_all(Registry([platform]))


def look_when_due(platform: ScriptedPlatform, **later: float) -> bool:
    """Take one step some time from now; whether there was anything to look at."""
    with clock.frozen(clock.now() + timedelta(**later)):
        return drift.step(Registry([platform]))


def somebody_lifts(platform: ScriptedPlatform, ref: str = REF) -> None:
    """On the platform itself, past us."""
    platform.in_force[ref] = set()


def found(platform: ScriptedPlatform) -> Drift:
    somebody_lifts(platform)
    look(platform)
    return Drift.objects.get(state="found")


def states() -> list[str]:
    return list(Drift.objects.order_by("id").values_list("state", flat=True))


def test_a_removal_that_holds_is_no_drift(removed: UUID, platform: ScriptedPlatform) -> None:
    look(platform)
    assert states() == []
    assert entries("enforcement.drift_found") == []


def test_a_removal_that_somebody_lifted_is_found_and_shown(
    removed: UUID, platform: ScriptedPlatform, senior: Actor, warnings: list[logging.LogRecord]
) -> None:
    somebody_lifts(platform)
    look(platform)
    [view] = queries.drifts(senior)
    assert (view.case, view.ref, view.kind, view.state) == (removed, REF, "remove", "found")
    assert view.detail == "read in memory"
    assert view.open
    assert queries.of_case_drifts(removed) == [view]
    assert queries.drift_counts() == {"found": 1, "restoring": 0, "restored": 0, "moot": 0}
    [entry] = entries("enforcement.drift_found")
    assert (entry["actor"], entry["data"]) == (
        "system:drift", {"measure": str(view.measure), "case": str(removed)},
    )  # fmt: skip
    assert [record.levelname for record in warnings] == ["WARNING"]


def test_it_is_found_once_however_often_we_look(removed: UUID, platform: ScriptedPlatform) -> None:
    somebody_lifts(platform)
    for _ in range(3):
        look(platform)
    assert states() == ["found"]
    assert len(entries("enforcement.drift_found")) == 1
    assert platform.calls == ["apply"]  # nothing is done about it unasked


def test_each_is_looked_at_when_its_time_has_come(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    somebody_lifts(platform)
    minutes = load().drift_minutes
    assert not look_when_due(platform, minutes=minutes - 1)
    assert look_when_due(platform, minutes=minutes + 1)
    assert states() == ["found"]
    assert not look_when_due(platform, minutes=2 * minutes - 1)
    assert look_when_due(platform, minutes=2 * minutes + 2)


def test_a_platform_that_cannot_be_read_says_nothing_and_is_asked_again_soon(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    somebody_lifts(platform)
    platform.readings = [UNREADABLE]
    look(platform)
    assert states() == []
    assert look_when_due(platform, minutes=6)
    assert states() == ["found"]


def test_an_account_that_no_connector_serves_any_more_is_asked_for_later(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    somebody_lifts(platform)
    drift.look_at_all(Registry([]))
    assert states() == []
    assert look_when_due(platform, minutes=6)
    assert states() == ["found"]


def test_who_is_gone_is_no_drift(removed: UUID, platform: ScriptedPlatform) -> None:
    platform.unknown = frozenset({REF})
    look(platform)
    assert states() == []


def test_drift_of_an_account_that_is_gone_now_is_moot(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    found(platform)
    platform.unknown = frozenset({REF})
    look(platform)
    assert states() == ["moot"]


def test_what_somebody_put_back_has_ended(removed: UUID, platform: ScriptedPlatform) -> None:
    one = found(platform)
    platform.in_force[REF] = {REMOVE}
    look(platform)
    one.refresh_from_db()
    assert (one.state, one.ended_at is not None) == ("restored", True)
    assert [entry["data"] for entry in entries("enforcement.drift_ended")] == [
        {"measure": str(one.measure_id), "case": str(removed), "state": "restored"}
    ]
    somebody_lifts(platform)
    look(platform)
    assert states() == ["restored", "found"]


def test_a_person_restores_it_under_the_decision_that_made_it(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    one = found(platform)
    delivery = actions.restore(senior, one.id)
    assert (delivery.measure_id, delivery.verb, delivery.round) == (one.measure_id, "apply", 2)
    assert states() == ["restoring"]
    world.work_off(platform)
    assert platform.holds(REF) == {REMOVE}
    assert states() == ["restored"]
    first, second = queries.of_case(removed)
    assert (first.confirmed, second.confirmed, second.ref) == (True, True, REF)
    [entry] = entries("enforcement.drift_restore")
    assert entry["actor"] == f"user:{senior.id}"
    assert (Decision.objects.count(), Measure.objects.count()) == (1, 1)


def test_the_order_that_restores_has_a_key_of_its_own(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    """A platform that acts once for each key would not act again for that of the first."""
    actions.restore(senior, found(platform).id)
    world.work_off(platform)
    first, second = (order.key for _, order in platform.orders)
    assert first != second


def test_what_was_restored_is_read_back_in_its_turn(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    for _ in range(2):
        actions.restore(senior, found(platform).id)
        world.work_off(platform)
    assert states() == ["restored", "restored"]
    assert [one.round for one in Delivery.objects.order_by("id")] == [1, 2, 3]
    assert Delivery.objects.filter(check_at__isnull=False).count() == 1


def test_while_it_is_being_restored_it_is_not_looked_at(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    actions.restore(senior, found(platform).id)
    look(platform)
    assert states() == ["restoring"]
    assert len(entries("enforcement.drift_found")) == 1


def test_a_restoring_that_the_platform_refuses_is_a_stuck_delivery_and_stays_open(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    platform.script = [Step(NEVER)]
    delivery = actions.restore(senior, found(platform).id)
    world.work_off(platform)
    assert queries.counts()["stuck"] == 1
    assert states() == ["restoring"]
    actions.retry(senior, delivery.id)
    world.work_off(platform)
    assert states() == ["restored"]


@pytest.mark.usefixtures("restores")
def test_it_is_restored_by_itself_where_the_settings_say_so(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    somebody_lifts(platform)
    look(platform)
    assert states() == ["restoring"]
    world.work_off(platform)
    assert (platform.holds(REF), states()) == ({REMOVE}, ["restored"])
    [entry] = entries("enforcement.drift_restore")
    assert entry["actor"] == "system:drift"


def test_drift_that_was_found_before_is_restored_when_the_settings_say_so_now(
    removed: UUID, platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    found(platform)
    monkeypatch.setattr(load(), "drift_restore", True)
    look(platform)
    assert states() == ["restoring"]


def test_a_measure_that_is_lifted_has_no_drift(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    lifted(senior, removed)
    world.work_off(platform)
    look(platform)
    assert states() == []
    assert not Delivery.objects.filter(check_at__isnull=False).exists()


def test_drift_of_a_measure_that_is_lifted_is_moot(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    found(platform)
    lifted(senior, removed)
    world.work_off(platform)
    assert states() == ["moot"]


def test_a_restoring_under_way_is_dropped_when_the_measure_is_lifted(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    actions.restore(senior, found(platform).id)
    lifted(senior, removed)
    world.work_off(platform)
    assert platform.holds(REF) == set()
    assert [one.state for one in queries.of_case(removed)] == ["done", "void", "done"]
    assert states() == ["moot"]


def test_nothing_is_restored_that_was_lifted_a_moment_ago(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    """The news of the lift has not been heard yet."""
    one = found(platform)
    lifted(senior, removed)
    with pytest.raises(NotDrifting) as caught:
        actions.restore(senior, one.id)
    assert caught.value.code == "measure-lifted"
    assert states() == ["moot"]
    world.work_off(platform)
    assert platform.calls == ["apply", "lift"]


def test_no_drift_is_written_of_a_measure_that_was_lifted_during_the_look(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    class Lifts(ScriptedPlatform):
        def read(self, _ref: object) -> Reading:
            lifted(senior, removed)
            return Reading(True, True, frozenset(), "lifted just now")

    drift.look_at_all(Registry([Lifts()]))
    assert states() == []


def test_it_is_restored_once(removed: UUID, platform: ScriptedPlatform, senior: Actor) -> None:
    one = found(platform)
    actions.restore(senior, one.id)
    with pytest.raises(NotDrifting) as caught:
        actions.restore(senior, one.id)
    assert caught.value.code == "not-drifting"
    assert Delivery.objects.count() == 2


def test_drift_that_is_not_there_is_said_not_to_be(senior: Actor) -> None:
    with pytest.raises(NoSuchDrift):
        actions.restore(senior, uuid4())


@pytest.mark.parametrize("role", [role for role in Role if "deliveries.retry" not in BY_ROLE[role]])
def test_who_may_not_restore_does_not(
    removed: UUID, platform: ScriptedPlatform, role: Role
) -> None:
    one = found(platform)
    with pytest.raises(PermissionDenied):
        actions.restore(world.person("somebody", role).as_actor(), one.id)
    assert states() == ["found"]


def test_the_list_of_drift_is_for_who_reads_deliveries_and_on_record(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    found(platform)
    assert len(queries.drifts(senior, state="open")) == 1
    assert queries.drifts(senior, state="moot") == []
    assert [entry["data"] for entry in entries("drifts.list")] == [
        {"state": "open", "shown": 1}, {"state": "moot", "shown": 0},
    ]  # fmt: skip
    administrator = world.person("administrator", Role.ADMINISTRATOR).as_actor()
    with pytest.raises(PermissionDenied):
        queries.drifts(administrator)


def test_two_processes_do_not_read_the_same_measure_at_once(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    class Slow(ScriptedPlatform):
        reads = 0

        def read(self, _ref: object) -> Reading:
            self.reads += 1
            drift.step(Registry([self]))  # another process, while we read
            return Reading(True, True, frozenset(), "gone")

    slow = Slow()
    drift.look_at_all(Registry([slow]))
    assert slow.reads == 1
    assert states() == ["found"]


def test_a_look_that_died_is_taken_again(removed: UUID, platform: ScriptedPlatform) -> None:
    class Breaks(ScriptedPlatform):
        def read(self, _ref: object) -> Reading:
            raise RuntimeError("a bug of a connector")

    somebody_lifts(platform)
    with pytest.raises(RuntimeError):
        drift.look_at_all(Registry([Breaks()]))
    assert not look_when_due(platform, seconds=1)
    assert look_when_due(platform, seconds=load().delivery_lease_seconds + 1)
    assert states() == ["found"]


def test_an_account_that_something_is_being_done_to_is_left_until_that_is_done(
    removed: UUID, tmp_path: Path, platform: ScriptedPlatform, senior: Actor
) -> None:
    somebody_lifts(platform)
    decided(senior, tmp_path, "limit", name="second.csv")
    events.work_off()
    look(platform)
    assert states() == []
    world.work_off(platform)
    look(platform)
    assert states() == ["found"]


def test_each_measure_is_looked_at_by_itself(
    removed: UUID, tmp_path: Path, platform: ScriptedPlatform, senior: Actor
) -> None:
    other = decided(senior, tmp_path, line=PRESS, name="second.csv")
    world.work_off(platform)
    somebody_lifts(platform, "instagram:handle:specimen.desk")
    look(platform)
    assert [one.case_id for one in Drift.objects.all()] == [other]


def held(case: UUID) -> Measure:
    """A hold on the account of a case, as a standing policy would want it."""
    with transaction.atomic():
        decision = Decision.objects.get(case_id=case)
        hold = Measure(case_id=case, decision=decision, ref=REF, kind="hold")
        hold.save(force_insert=True)
        events.record("cases.measure_wanted", {"measure": str(hold.id)})
        record("specimen.hold", actors.system(), rows=[hold])
    return hold


def test_a_hold_beneath_a_removal_holds_while_the_removal_does(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    held(removed)
    world.work_off(platform)
    platform.in_force[REF] = {REMOVE}  # a platform that shows the stronger one alone
    look(platform)
    assert states() == []
    somebody_lifts(platform)
    look(platform)
    assert sorted(one.kind for one in Drift.objects.all()) == ["hold", "remove"]


def test_a_removal_of_which_the_hold_is_left_has_drifted(
    removed: UUID, platform: ScriptedPlatform
) -> None:
    held(removed)
    world.work_off(platform)
    platform.in_force[REF] = {HOLD}
    look(platform)
    assert [one.kind for one in Drift.objects.all()] == ["remove"]


def test_a_worker_too_slow_to_restore_ends_no_drift(
    removed: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    """Its lease is gone when it writes: whoever has the delivery now ends the drift."""
    actions.restore(senior, found(platform).id)
    [mine] = leases.take_deliveries("slow", timedelta(minutes=1), 1)
    Delivery.objects.filter(pk=mine.pk).update(leased_by="other")
    carrying.carry_out(mine, platform)
    assert states() == ["restoring"]
