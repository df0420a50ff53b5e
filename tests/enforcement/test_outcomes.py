"""Carrying a measure to its platform: what each outcome of a call leads to."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from staydown.connectors.base import (
    Ability,
    AlreadySo,
    Applied,
    MeasureKind,
    Order,
    Outcome,
    Reading,
    RetryAt,
    Reversible,
    SnapshotOutcome,
)
from staydown.enforcement.models import Delivery
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.models import Event
from staydown.kernel.settings import load
from staydown.platforms import AccountRef
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, lifted, outcomes
from tests.support.scripted import (
    NEVER,
    NO_ANSWER,
    NOT_NOW,
    UNREADABLE,
    Died,
    ScriptedPlatform,
    Step,
    dies,
)

REF = "x:handle:specimen_river"
REMOVED = {MeasureKind.REMOVE}


@pytest.mark.parametrize("outcome", ["remove", "withhold", "limit"])
def test_a_measure_is_applied_read_back_and_done(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, outcome: str
) -> None:
    case = decided(senior, tmp_path, outcome)
    world.work_off(platform)
    done = delivery(case)
    assert (done.state, done.confirmed, done.connector) == ("done", True, "memory")
    assert outcomes(case) == ["applied"]
    assert platform.holds(REF) == {MeasureKind(outcome)}


def test_an_account_that_is_so_already_is_done_without_a_change(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.in_force[REF] = {MeasureKind.REMOVE}
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)
    assert outcomes(case) == ["already"]


def test_withholding_tells_the_platform_where(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    decided(senior, tmp_path, "withhold")
    world.work_off(platform)
    [(_, order)] = platform.orders
    assert (order.kind, order.territories) == (MeasureKind.WITHHOLD, ("PK",))


def test_a_failing_platform_is_asked_again_and_again_under_one_key(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NOT_NOW), Step(NOT_NOW)]
    case = decided(senior, tmp_path)
    for _ in range(3):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert outcomes(case) == ["retry", "retry", "applied"]
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)
    assert {order.key for _, order in platform.orders} == {f"staydown-{delivery(case).id}"}


def test_it_is_not_asked_before_it_said(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(RetryAt(timedelta(minutes=30), "HTTP 429"))]
    now = clock.now()
    with clock.frozen(now):
        case = decided(senior, tmp_path)
        world.work_off(platform)
        assert delivery(case).next_at == now + timedelta(minutes=30)
    with clock.frozen(now + timedelta(minutes=29)):
        world.work_off(platform)
    assert platform.calls == ["apply"]
    with clock.frozen(now + timedelta(minutes=31)):
        world.work_off(platform)
    assert delivery(case).state == "done"


def test_the_waits_grow_whatever_little_the_platform_asks_for(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NOT_NOW)] * 6
    now = clock.now()
    case = decided(senior, tmp_path)
    for step in (2, 4, 8, 16, 32, 64):
        now += timedelta(hours=1)
        with clock.frozen(now):
            world.work_off(platform)
        wait = delivery(case).next_at - now
        assert timedelta(seconds=step / 2) <= wait <= timedelta(seconds=step)


def test_a_refusal_stops_it_for_a_person_to_look(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NEVER)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    let_time_pass(hours=2)
    world.work_off(platform)
    stuck = delivery(case)
    assert (stuck.state, stuck.problem, stuck.confirmed) == ("stuck", "protected", False)
    assert stuck.detail == "it runs the platform"
    assert platform.calls == ["apply"]
    [entry] = entries("deliveries.stuck")
    assert entry["data"]["outcome"] == "refused"  # type: ignore[index]


def test_an_account_that_is_gone_stops_it(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path, "limit")
    platform.unknown = frozenset({REF})
    world.work_off(platform)
    assert (delivery(case).state, delivery(case).problem) == ("stuck", "no-such-account")


def test_a_lost_answer_is_found_out_by_reading(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NO_ANSWER, acts=True)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)
    assert outcomes(case) == ["unknown"]
    assert platform.calls == ["apply"]


def test_a_lost_answer_of_a_call_that_did_nothing_is_called_again(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NO_ANSWER, acts=False)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert delivery(case).state == "waiting"
    let_time_pass(hours=2)
    world.work_off(platform)
    assert outcomes(case) == ["unknown", "applied"]
    assert delivery(case).confirmed


def test_a_lost_answer_that_cannot_be_read_either_is_called_again_under_the_same_key(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script, platform.readings = [Step(NO_ANSWER, acts=True)], [UNREADABLE]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    let_time_pass(hours=2)
    world.work_off(platform)
    assert outcomes(case) == ["unknown", "already"]
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)


@pytest.mark.parametrize(
    "reading", [UNREADABLE, Reading(True, True, frozenset(), "nothing in force")]
)
def test_what_cannot_be_read_back_is_not_called_done(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, reading: Reading
) -> None:
    platform.readings = [reading]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    waiting = delivery(case)
    assert (waiting.state, waiting.confirmed) == ("waiting", False)
    assert waiting.detail.startswith("not read back: ")
    let_time_pass(hours=2)
    world.work_off(platform)
    assert outcomes(case) == ["applied", "already"]
    assert (delivery(case).state, delivery(case).confirmed) == ("done", True)


def test_a_platform_that_only_says_so_runs_out_of_tries(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    tries = load().delivery_attempts
    platform.script = [Step(Applied("done"))] * tries
    case = decided(senior, tmp_path)
    for _ in range(tries + 2):
        world.work_off(platform)
        let_time_pass(hours=2)
    stuck = delivery(case)
    assert (stuck.state, stuck.problem, stuck.confirmed) == ("stuck", "tries-used-up", False)
    assert outcomes(case) == ["applied"] * tries
    assert platform.holds(REF) == set()


def test_a_platform_that_cannot_be_read_is_done_and_not_confirmed(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    blind = Ability(
        apply=True, lift=True, read=False, reversible=Reversible.FULLY, note="It tells nothing."
    )
    platform.abilities = dict.fromkeys(MeasureKind, blind)
    platform.readings = [UNREADABLE]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert (delivery(case).state, delivery(case).confirmed) == ("done", False)
    assert not Event.objects.filter(name="enforcement.apply_confirmed").exists()


def test_used_up_tries_are_a_visible_stuck_item(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    tries = load().delivery_attempts
    platform.script = [Step(NOT_NOW)] * 100
    case = decided(senior, tmp_path)
    for _ in range(tries + 5):
        world.work_off(platform)
        let_time_pass(hours=2)
    stuck = delivery(case)
    assert (stuck.state, stuck.problem, stuck.detail) == ("stuck", "tries-used-up", "HTTP 500")
    assert platform.calls == ["apply"] * tries
    assert outcomes(case) == ["retry"] * tries
    assert len(entries("deliveries.retry")) == tries - 1
    assert len(entries("deliveries.stuck")) == 1


def test_without_a_connector_it_stops_visibly(tmp_path: Path, senior: Actor) -> None:
    case = decided(senior, tmp_path)
    world.work_off()
    stuck = delivery(case)
    assert (stuck.state, stuck.problem, stuck.attempts) == ("stuck", "no-connector", [])


def test_each_attempt_leaves_an_entry_before_the_call_and_one_after(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    told: list[int] = []
    platform.during = lambda _order: told.append(len(entries("deliveries.attempt")))
    decided(senior, tmp_path)
    world.work_off(platform)
    assert told == [1]
    assert len(entries("deliveries.done")) == 1


class Watching(ScriptedPlatform):
    """Notes of each verb whether it was called within a transaction."""

    def __init__(self, *script: Step) -> None:
        super().__init__(script=list(script))
        self.within: list[tuple[str, bool]] = []

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        self._note("snapshot")
        return super().snapshot(ref)

    def read(self, ref: AccountRef) -> Reading:
        self._note("read")
        return super().read(ref)

    def apply(self, order: Order) -> Outcome:
        self._note("apply")
        return super().apply(order)

    def lift(self, order: Order) -> Outcome:
        self._note("lift")
        return super().lift(order)

    def _note(self, verb: str) -> None:
        self.within.append((verb, connection.in_atomic_block))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_called_within_a_transaction(tmp_path: Path, senior: Actor) -> None:
    watching = Watching(Step(NO_ANSWER, acts=True))
    case = decided(senior, tmp_path)
    world.work_off(watching)
    lifted(senior, case)
    world.work_off(watching)
    verbs = ["snapshot", "apply", "read", "lift", "read"]
    assert watching.within == [(verb, False) for verb in verbs]


def test_a_worker_that_dies_in_the_call_leaves_it_to_the_next(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.during = dies
    case = decided(senior, tmp_path)
    with pytest.raises(Died):
        world.work_off(platform)
    platform.during = lambda _order: None
    world.work_off(platform)
    assert platform.calls == ["apply"]  # the lease still lasts
    let_time_pass(minutes=2)
    world.work_off(platform)
    assert delivery(case).state == "waiting"  # the first effect was read: none
    let_time_pass(hours=2)
    world.work_off(platform)
    assert outcomes(case) == ["unknown", "applied"]
    assert delivery(case).confirmed


def test_a_confirmed_measure_is_told_to_the_domains_above_only_where_somebody_listens(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    decided(senior, tmp_path)
    world.work_off(platform)
    assert not Event.objects.filter(name__startswith="enforcement.").exists()


def test_long_words_of_a_platform_are_cut_to_the_column(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(AlreadySo("x" * 2000), acts=True)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert [len(one.detail) for one in delivery(case).attempts] == [500]
    assert Delivery.objects.get().state == "done"
