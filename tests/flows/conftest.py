"""The people, the lists and the platforms of whole flows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from tests.support import world
from tests.support.flow import quick_passwords, the_ledger_holds
from tests.support.installation import Installation
from tests.support.sample_platform import SamplePlatform, sample_platform
from tests.support.synapse import homeserver, synapse_python

__all__ = ["homeserver", "quick_passwords", "synapse_python", "the_ledger_holds"]

REF = "x:handle:specimen_river"


@pytest.fixture
def senior(db: None) -> Actor:
    return world.person("senior", Role.SENIOR_REVIEWER).as_actor()


@pytest.fixture
def lists_and_peers(db: None) -> None:
    world.load_lists()
    world.add_peers()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[SamplePlatform]:
    """The sample platform, in a process of its own, with the account of these tests."""
    with sample_platform(tmp_path / "platform", REF) as platform:
        yield platform


@pytest.fixture(scope="session")
def referred(
    tmp_path_factory: pytest.TempPathFactory,
) -> Installation:
    """An installation with lists, peers, a senior reviewer and one referred account; to copy."""
    installation = Installation.new(tmp_path_factory.mktemp("installation") / "data")
    installation.do("populate")
    return installation


@pytest.fixture
def installation(referred: Installation, platform: SamplePlatform, tmp_path: Path) -> Installation:
    """A copy of it, connected to the sample platform."""
    copy = referred.copy(tmp_path / "data")
    copy.connect(platform)
    return copy
