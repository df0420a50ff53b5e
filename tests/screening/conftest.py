"""A removed account on the watchlist, people, and a platform of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from staydown.mirrors.model import Model
from staydown.screening import model_store
from staydown.screening import screener as screening
from tests.support import world
from tests.support.flow import decided, quick_passwords, the_ledger_holds
from tests.support.returning import coming_back, signing_up
from tests.support.scripted import ScriptedPlatform

__all__ = ["coming_back", "quick_passwords", "signing_up", "the_ledger_holds"]


@pytest.fixture(autouse=True)
def lists_and_peers(db: None) -> None:
    world.load_lists()
    world.add_peers()


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """This process has not opened any watchlist, and looks at its version at every call."""
    monkeypatch.setattr(screening, "_screener", [])
    monkeypatch.setattr(screening, "POLL", 0.0)


@pytest.fixture
def senior(db: None) -> Actor:
    return world.person("senior", Role.SENIOR_REVIEWER).as_actor()


@pytest.fixture
def legal(db: None) -> Actor:
    return world.person("legal", Role.LEGAL).as_actor()


@pytest.fixture
def asker(db: None) -> Actor:
    """The platform's own program."""
    return world.person("integrator", Role.INTEGRATOR).as_actor()


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> ScriptedPlatform:
    """The platform that serves the accounts of these tests."""
    platform = ScriptedPlatform()
    world.serve(monkeypatch, platform)
    return platform


@pytest.fixture
def removed(senior: Actor, platform: ScriptedPlatform, tmp_path: Path) -> UUID:
    """The case of an account that was removed, read back, and is remembered."""
    case = decided(senior, tmp_path)
    world.work_off(platform)
    return case


@pytest.fixture
def lenient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By the model in use less is needed to be possible: the old biography alone is enough."""
    monkeypatch.setattr(model_store, "folder", lambda: tmp_path / "models")
    model = Model.load()
    thresholds = {"likely": model.thresholds["likely"], "possible": 0.05}
    replace(model, name="lenient", thresholds=thresholds).save(tmp_path / "lenient.json")
    model_store.activate(actors.shell(), tmp_path / "lenient.json", override="a test")
