"""Undoing: what was applied is taken back, and what was not is not applied any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.connectors.base import MeasureKind, Order
from staydown.enforcement import queries
from staydown.kernel.actors import Actor
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, lifted, outcomes
from tests.support.scripted import (
    NEVER,
    NO_ANSWER,
    NOT_NOW,
    Died,
    ScriptedPlatform,
    Step,
    dies,
)

REF = "x:handle:specimen_river"


def states(case: object) -> dict[str, str]:
    return {one.verb: one.state for one in queries.of_case(case)}  # type: ignore[arg-type]


@pytest.mark.parametrize("outcome", ["remove", "withhold", "limit"])
def test_what_was_applied_is_taken_back_and_read_back(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, outcome: str
) -> None:
    case = decided(senior, tmp_path, outcome)
    world.work_off(platform)
    lifted(senior, case)
    world.work_off(platform)
    assert platform.holds(REF) == set()
    lift = delivery(case, "lift")
    assert (lift.state, lift.confirmed) == ("done", True)
    assert platform.calls == ["apply", "lift"]


def test_a_measure_that_waits_is_not_applied_once_it_is_lifted(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NOT_NOW)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    for _ in range(3):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert states(case) == {"apply": "void", "lift": "done"}
    assert platform.calls == ["apply", "lift"]
    assert outcomes(case, "lift") == ["already"]


def test_a_measure_lifted_before_anybody_carried_it_never_reaches_the_platform(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path)
    lifted(senior, case)
    world.work_off(platform)
    assert states(case) == {"lift": "done"}
    assert platform.calls == ["lift"]


def test_a_stuck_measure_is_void_once_it_is_lifted(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NEVER)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    world.work_off(platform)
    assert states(case) == {"apply": "void", "lift": "done"}


def test_a_lift_during_the_call_comes_after_it_and_the_call_is_on_record(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    def lifts_meanwhile(_order: Order) -> None:
        platform.during = lambda _order: None
        lifted(senior, case)
        world.work_off(platform)
        assert platform.calls == ["apply"]  # the lift waits for the call to end

    platform.during = lifts_meanwhile
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert platform.calls == ["apply", "lift"]
    assert platform.holds(REF) == set()
    assert states(case) == {"apply": "void", "lift": "done"}
    assert outcomes(case) == ["applied"]
    assert len(entries("deliveries.void")) == 1


def test_a_lift_waits_for_the_lease_of_a_worker_that_died_in_the_call(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.during = dies
    case = decided(senior, tmp_path)
    with pytest.raises(Died):
        world.work_off(platform)
    platform.during = lambda _order: None
    lifted(senior, case)
    world.work_off(platform)
    assert platform.calls == ["apply"]
    let_time_pass(minutes=2)
    world.work_off(platform)
    assert platform.calls == ["apply", "lift"]
    assert states(case) == {"apply": "void", "lift": "done"}
    assert platform.holds(REF) == set()


def test_a_lift_leaves_what_another_decision_wants_on_the_account(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    limited = decided(senior, tmp_path, "limit")
    removed = decided(senior, tmp_path, "remove", name="second.csv")
    world.work_off(platform)
    assert platform.holds(REF) == {MeasureKind.LIMIT, MeasureKind.REMOVE}
    lifted(senior, removed)
    world.work_off(platform)
    assert platform.holds(REF) == {MeasureKind.LIMIT}
    _, order = platform.orders[-1]
    assert order.standing == {MeasureKind.LIMIT}
    assert states(limited) == {"apply": "done"}


def test_a_measure_that_another_decision_wants_too_is_kept(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    first = decided(senior, tmp_path)
    second = decided(senior, tmp_path, name="second.csv")
    world.work_off(platform)
    lifted(senior, first)
    world.work_off(platform)
    kept = delivery(first, "lift")
    assert (kept.state, kept.problem, kept.attempts) == ("done", "kept", [])
    assert "lift" not in platform.calls
    assert platform.holds(REF) == {MeasureKind.REMOVE}
    lifted(senior, second)
    world.work_off(platform)
    assert platform.holds(REF) == set()


def test_a_lift_that_broke_off_is_closed_when_the_measure_is_wanted_again(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    first = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, first)
    platform.during = dies
    with pytest.raises(Died):
        world.work_off(platform)
    platform.during = lambda _order: None
    second = decided(senior, tmp_path, name="second.csv")
    let_time_pass(minutes=2)
    world.work_off(platform)
    assert (delivery(first, "lift").problem, outcomes(first, "lift")) == ("kept", ["unknown"])
    assert delivery(second).confirmed
    assert platform.holds(REF) == {MeasureKind.REMOVE}


def test_a_lost_answer_to_a_lift_is_found_out_by_reading(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    platform.script = [Step(NO_ANSWER, acts=True)]
    world.work_off(platform)
    assert (delivery(case, "lift").state, delivery(case, "lift").confirmed) == ("done", True)
    assert platform.calls == ["apply", "lift"]


def test_a_refused_lift_is_a_stuck_item_and_not_forgotten(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    platform.script = [Step(NEVER)]
    world.work_off(platform)
    assert delivery(case, "lift").problem == "protected"
    assert platform.holds(REF) == {MeasureKind.REMOVE}


def test_a_new_removal_waits_until_the_lift_before_it_is_through(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    first = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, first)
    platform.script = [Step(NOT_NOW)]
    world.work_off(platform)
    second = decided(senior, tmp_path, name="second.csv")
    world.work_off(platform)
    assert delivery(second).attempts == []
    let_time_pass(hours=2)
    world.work_off(platform)
    assert delivery(second).confirmed
    assert platform.holds(REF) == {MeasureKind.REMOVE}
