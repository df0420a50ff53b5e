"""Trying a stuck delivery again, and what can be seen of deliveries."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest

from staydown.connectors.base import Ability, MeasureKind
from staydown.enforcement import actions, queries
from staydown.enforcement.errors import NoSuchDelivery, NotStuck
from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.permissions import BY_ROLE, Role
from staydown.kernel.settings import load
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, outcomes
from tests.support.scripted import NEVER, NOT_NOW, ScriptedPlatform, Step
from tests.support.world import PRESS

REF = "x:handle:specimen_river"


def test_a_stuck_delivery_is_tried_again_by_hand_and_done(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NEVER)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    actions.retry(senior, delivery(case).id)
    waiting = delivery(case)
    assert (waiting.state, waiting.problem, waiting.ended_at) == ("waiting", "", None)
    world.work_off(platform)
    assert delivery(case).confirmed
    assert outcomes(case) == ["refused", "applied"]
    [entry] = entries("deliveries.retry_stuck")
    assert entry["actor"] == f"user:{senior.id}"


def test_trying_again_gives_all_tries_again(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    tries = load().delivery_attempts
    platform.script = [Step(NOT_NOW)] * (2 * tries - 1)
    case = decided(senior, tmp_path)
    for _ in range(tries):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert delivery(case).state == "stuck"
    actions.retry(actors.shell(), delivery(case).id)
    for _ in range(tries):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert delivery(case).confirmed
    assert len(outcomes(case)) == 2 * tries


def test_a_connector_that_comes_later_carries_what_was_stuck_without_one(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    case = decided(senior, tmp_path)
    world.work_off()
    assert delivery(case).problem == "no-connector"
    actions.retry(senior, delivery(case).id)
    world.work_off(platform)
    assert delivery(case).confirmed


def test_a_snapshot_that_can_be_taken_now_lets_a_stuck_removal_go_on(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.pictures = [NEVER, NEVER]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert delivery(case).problem == "no-snapshot: protected"
    actions.retry(senior, delivery(case).id)
    world.work_off(platform)
    assert delivery(case).confirmed
    assert [one.occasion for one in queries.snapshots_of(case)] == ["before-acting"]


@pytest.mark.parametrize("end", ["waiting", "done"])
def test_only_a_stuck_delivery_is_tried_again(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, end: str
) -> None:
    platform.script = [Step(NOT_NOW)] if end == "waiting" else []
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert delivery(case).state == end
    with pytest.raises(NotStuck):
        actions.retry(senior, delivery(case).id)


def test_a_delivery_that_is_not_there_is_said_not_to_be(senior: Actor) -> None:
    with pytest.raises(NoSuchDelivery):
        actions.retry(senior, uuid4())


@pytest.mark.parametrize("role", [role for role in Role if "deliveries.retry" not in BY_ROLE[role]])
def test_who_may_not_retry_does_not(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, role: Role
) -> None:
    platform.script = [Step(NEVER)]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    person = world.person("somebody", role).as_actor()
    with pytest.raises(PermissionDenied):
        actions.retry(person, delivery(case).id)
    assert delivery(case).state == "stuck"


def test_deliveries_are_listed_by_state_and_the_reading_is_on_record(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.script = [Step(NEVER)]
    stuck = decided(senior, tmp_path)
    world.work_off(platform)
    done = decided(senior, tmp_path, line=PRESS, name="second.csv")
    world.work_off(platform)
    assert [one.case for one in queries.deliveries(senior)] == [done, stuck]
    assert [one.case for one in queries.deliveries(senior, state="stuck")] == [stuck]
    assert queries.deliveries(senior, state="void") == []
    assert [one["data"] for one in entries("deliveries.list")] == [
        {"state": "", "shown": 2}, {"state": "stuck", "shown": 1}, {"state": "void", "shown": 0},
    ]  # fmt: skip
    assert queries.counts() == {"waiting": 0, "done": 1, "stuck": 1, "void": 0, "confirmed": 1}


def test_an_administrator_sees_no_deliveries() -> None:
    person = world.person("administrator", Role.ADMINISTRATOR).as_actor()
    with pytest.raises(PermissionDenied):
        queries.deliveries(person)


def test_nothing_delivered_counts_as_nothing() -> None:
    assert set(queries.counts().values()) == {0}
    assert queries.waiting() == 0


def test_the_moment_of_the_read_back_is_known_for_each_case(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    now = clock.now()
    with clock.frozen(now):
        case = decided(senior, tmp_path)
        world.work_off(platform)
    assert queries.confirmed_of([case]) == {case: now}


def test_the_plan_names_who_would_carry_a_measure_and_how_far_it_is_reversible(
    platform: ScriptedPlatform,
) -> None:
    plan = queries.plan(REF, "remove")
    assert (plan.connector, plan.able, plan.reversible) == ("memory", True, "fully")
    assert plan.note == "Nothing is lost."


def test_the_plan_says_that_nobody_serves_an_account(platform: ScriptedPlatform) -> None:
    plan = queries.plan("facebook:id:1", "remove")
    assert (plan.connector, plan.able) == ("", False)


def test_the_plan_says_that_a_platform_has_no_such_measure(platform: ScriptedPlatform) -> None:
    platform.abilities = {MeasureKind.REMOVE: Ability.none("It only hides.")}
    assert not queries.plan(REF, "remove").able
    assert not queries.plan(REF, "limit").able
    assert platform.calls == []
