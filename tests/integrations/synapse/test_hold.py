"""Hold mode on a real homeserver: what Staydown answers is done at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.cli.demo.homeserver import Homeserver
from tests.integrations.synapse.door import KEY, Door, likely
from tests.integrations.synapse.homeserver import (
    PASSWORD,
    is_suspended,
    register,
    running,
    suspend,
)

pytestmark = pytest.mark.synapse


@pytest.fixture(scope="module")
def server(
    synapse_python: Path, tmp_path_factory: pytest.TempPathFactory, module_door: Door
) -> Iterator[Homeserver]:
    config = {"url": module_door.url, "key": KEY, "mode": "hold"}
    with running(synapse_python, tmp_path_factory.mktemp("hold"), config) as server:
        yield server


def test_a_mirror_exists_but_cannot_post_until_a_human_restores_it(server: Homeserver, door: Door):
    room = register(server, "specimen_host").open_room()
    door.rule = likely
    mirror = register(server, "specimen_mirror")

    assert server.can_log_in("specimen_mirror", PASSWORD).allowed
    assert mirror.ask("GET", "account/whoami").json()["user_id"] == mirror.user_id
    refused = mirror.join(room)
    assert (refused.status_code, refused.json()["errcode"]) == (403, "M_USER_SUSPENDED")

    suspend(server, mirror.user_id, False)
    assert mirror.join(room).is_success
    assert mirror.say(room, "restored").is_success
    suspend(server, mirror.user_id, True)
    assert mirror.say(room, "again").json()["errcode"] == "M_USER_SUSPENDED"


def test_whoever_resembles_nobody_is_let_alone(server: Homeserver, door: Door):
    newcomer = register(server, "specimen_newcomer")
    assert newcomer.say(newcomer.open_room(), "hello").is_success
    assert not is_suspended(server, newcomer.user_id)
    [asked] = door.about(newcomer.user_id, "registration")
    created = asked["account"].pop("created_at")
    assert created.endswith("Z")
    assert asked == {
        "path": "/api/v1/screen",
        "event": f"registration:{newcomer.user_id}",
        "occasion": "registration",
        "mode": "hold",
        "account": {
            "id": newcomer.user_id,
            "platform": "matrix",
            "handle": "specimen_newcomer",
            "display_name": "specimen_newcomer",
            "bio": None,
            "groups": [],
            "posts": [],
        },
    }
    assert door.keys == {f"Bearer {KEY}"}
