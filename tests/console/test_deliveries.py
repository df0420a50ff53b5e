"""Deliveries in the console, and trying a stuck one again."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from staydown.cases import actions
from staydown.cases.queries import Draft
from staydown.connectors.registry import Registry
from staydown.enforcement import drift
from staydown.enforcement import queries as enforcement
from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world
from tests.support.flow import decided
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.django_db

REMOVE = Draft(outcome="remove", facts="It recruits.", ground="policy", policy_ground="Rule 4.")


@pytest.fixture
def stuck(batch: Submission) -> str:
    """A delivery that no connector carries."""
    decider = world.person("decider", Role.REVIEWER).as_actor()
    actions.decide(decider, world.case_of(batch), REMOVE)
    world.work_off()
    [delivery] = enforcement.of_case(world.case_of(batch))
    return str(delivery.id)


def test_it_shows_why_a_delivery_is_stuck(signed_in: As, stuck: str) -> None:
    page = signed_in(Role.AUDITOR).get("/deliveries?state=stuck").content.decode()
    assert "no connector serves this account" in page
    assert "x:handle:specimen_river" in page


def test_it_shows_those_of_one_state_only(signed_in: As, stuck: str) -> None:
    page = signed_in(Role.AUDITOR).get("/deliveries?state=done").content.decode()
    assert "No delivery is in this state" in page


def test_it_gives_a_stuck_delivery_its_tries_again(signed_in: As, stuck: str) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    answer = client.post(f"/deliveries/{stuck}/retry", follow=True)
    assert "waits for its next try" in answer.content.decode()
    platform = world.MemoryPlatform()
    world.work_off(platform)
    assert "read back from the platform" in client.get("/deliveries").content.decode()


def test_it_does_not_retry_what_is_not_stuck(signed_in: As, stuck: str) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    client.post(f"/deliveries/{stuck}/retry")
    assert client.post(f"/deliveries/{stuck}/retry").status_code == 409


def test_it_does_not_let_an_auditor_retry(signed_in: As, stuck: str) -> None:
    client = signed_in(Role.AUDITOR)
    assert "/retry" not in client.get("/deliveries").content.decode()
    answer = client.post(f"/deliveries/{stuck}/retry")
    assert answer.status_code == 403
    assert "deliveries.retry" in answer.content.decode()


@pytest.fixture
def lost(
    lists_and_peers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[UUID, ScriptedPlatform]:
    """The case of an account whose removal was undone on its platform, and that platform."""
    platform = ScriptedPlatform()
    world.serve(monkeypatch, platform)
    case = decided(world.person("remover", Role.SENIOR_REVIEWER).as_actor(), tmp_path)
    world.work_off(platform)
    platform.in_force.clear()
    drift.look_at_all(Registry([platform]))
    return case, platform


Lost = tuple[UUID, ScriptedPlatform]


def test_it_shows_what_was_lost_on_its_platform(signed_in: As, lost: Lost) -> None:
    client = signed_in(Role.AUDITOR)
    for address in ("/deliveries", f"/cases/{lost[0]}"):
        page = client.get(address).content.decode()
        assert "Lost on the platform" in page
        assert "/restore" not in page
    assert "The platform did not keep up the measure (removal)." in page


def test_it_says_nothing_of_drift_where_there_is_none(signed_in: As, stuck: str) -> None:
    assert "Lost on the platform" not in signed_in(Role.AUDITOR).get("/deliveries").content.decode()


@pytest.mark.parametrize("back", ["", "case", "https://example.org/"])
def test_it_restores_what_was_lost(signed_in: As, lost: Lost, back: str) -> None:
    (case, platform), client = lost, signed_in(Role.SENIOR_REVIEWER)
    [found] = enforcement.of_case_drifts(case)
    assert f"/drifts/{found.id}/restore" in client.get(f"/cases/{case}").content.decode()
    answer = client.post(f"/drifts/{found.id}/restore", {"back": back})
    assert answer.headers["Location"] == (f"/cases/{case}" if back == "case" else "/deliveries")
    page = client.get("/deliveries").content.decode()
    assert "being restored" in page
    assert "/restore" not in page
    world.work_off(platform)
    assert "restored" in client.get(f"/cases/{case}").content.decode()
    assert "1 was lost and restored" in client.get("/deliveries").content.decode()
    assert client.post(f"/drifts/{found.id}/restore").status_code == 409


def test_it_does_not_let_an_auditor_restore(signed_in: As, lost: Lost) -> None:
    [found] = enforcement.of_case_drifts(lost[0])
    answer = signed_in(Role.AUDITOR).post(f"/drifts/{found.id}/restore")
    assert answer.status_code == 403
    assert "deliveries.retry" in answer.content.decode()
