"""Programs with keys, and screening that answers at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from staydown.kernel import actors, keys
from staydown.screening import actions as screening
from tests.api.screener import Screener
from tests.support import world

With = Callable[..., Client]


@pytest.fixture
def with_key(db: None) -> With:
    """`with_key("cases.read")`: a program that shows a key with these scopes."""

    def make(*scopes: str, peer: str = "") -> Client:
        _, text = keys.make(actors.shell(), "specimen", scopes, peer=peer)
        return Client(headers={"Authorization": f"Bearer {text}"})

    return make


@pytest.fixture
def screener(monkeypatch: pytest.MonkeyPatch) -> Screener:
    screener = Screener()
    monkeypatch.setattr(screening, "screen", screener.screen)
    return screener


@pytest.fixture
def lists_and_peers(db: None) -> None:
    world.load_lists()
    world.add_peers()
