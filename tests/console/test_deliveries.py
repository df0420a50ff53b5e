"""Deliveries in the console, and trying a stuck one again."""

from __future__ import annotations

import pytest

from staydown.cases import actions
from staydown.cases.queries import Draft
from staydown.enforcement import queries as enforcement
from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world

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
