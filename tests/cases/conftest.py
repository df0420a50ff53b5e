"""The people, the lists and the referrals of these tests."""

from __future__ import annotations

import pytest

from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from tests.support import world
from tests.support.flow import quick_passwords, the_ledger_holds

__all__ = ["quick_passwords", "the_ledger_holds"]


@pytest.fixture
def lists_and_peers(db: None) -> None:
    world.load_lists()
    world.add_peers()


@pytest.fixture
def reviewer(db: None) -> Actor:
    return world.person("reviewer", Role.REVIEWER).as_actor()


@pytest.fixture
def senior(db: None) -> Actor:
    return world.person("senior", Role.SENIOR_REVIEWER).as_actor()
