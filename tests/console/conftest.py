"""The people, the lists and the clients of the console's tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.support import world

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
