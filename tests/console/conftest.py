"""The people, the lists and the clients of the console's tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from staydown.cases import actions as cases
from staydown.cases.queries import PolicyDraft
from staydown.kernel import clock
from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from staydown.screening import actions as screening
from staydown.screening import screener
from staydown.screening.values import Answer
from tests.screening.conftest import coming_back
from tests.support import world
from tests.support.flow import decided
from tests.support.scripted import ScriptedPlatform

As = Callable[..., Client]


@pytest.fixture
def signed_in(db: None) -> As:
    """`signed_in(Role.REVIEWER)`: a browser in which somebody with these roles has signed in."""

    def sign_in(*roles: Role) -> Client:
        client = Client()
        client.force_login(world.person("_".join(roles) or "nobody", *roles))
        return client

    return sign_in


@pytest.fixture
def lists_and_peers(db: None) -> None:
    world.load_lists()
    world.add_peers()


@pytest.fixture
def batch(lists_and_peers: None, tmp_path: Path) -> Submission:
    """A direction with a true claim, a false one, a possible journalist, and no account."""
    lines = (world.SUPPORTED, world.CONTRADICTED, world.PRESS, world.NOT_AN_ACCOUNT)
    return world.refer(tmp_path, *lines, instrument="pk-peca-37")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> world.MemoryPlatform:
    """A platform whose connector serves the accounts of the batch."""
    platform = world.MemoryPlatform()
    world.serve(monkeypatch, platform)
    return platform


@dataclass(frozen=True)
class Return:
    """A removed account came back: `case` is the return's, open and on hold under `policy`."""

    case: UUID
    removed: UUID
    policy: UUID
    platform: ScriptedPlatform


def signed_policy(**changes: object) -> UUID:
    """A policy in force: likely returns are held for two days."""
    first = world.person("first_signer", Role.SENIOR_REVIEWER).as_actor()
    second = world.person("second_signer", Role.LEGAL).as_actor()
    draft = PolicyDraft(
        **{
            "name": "Likely returns",
            "tier": "likely",
            "hours": 48,
            "ground": "policy",
            "basis": "Rule 4.2: no returns of removed accounts.",
            "ends_at": clock.now() + timedelta(days=30),
        }
        | changes  # type: ignore[arg-type]
    )
    policy = cases.draft_policy(first, draft)
    cases.sign_policy(first, policy.id)
    cases.sign_policy(second, policy.id)
    return policy.id


@pytest.fixture
def returned(lists_and_peers: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Return:
    """An account that was removed signs up again, under a policy that holds it."""
    return a_return(tmp_path, monkeypatch)


def a_return(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Return:
    """The same, for tests with fixtures of their own; lists and peers are there."""
    monkeypatch.setattr(screener, "_screener", [])
    monkeypatch.setattr(screener, "POLL", 0.0)
    platform = ScriptedPlatform()
    world.serve(monkeypatch, platform)
    removed = decided(world.person("remover", Role.SENIOR_REVIEWER).as_actor(), folder)
    world.work_off(platform)
    policy = signed_policy()
    asker = world.person("platform_program", Role.INTEGRATOR).as_actor()
    [answer] = screening.screen(asker, [coming_back()])
    assert isinstance(answer, Answer)
    assert answer.hold_until
    case = answer.matches[0].case
    assert case
    world.work_off(platform)
    return Return(case, removed, policy, platform)
