"""Shadow and flag mode on a real homeserver: Staydown is told, and nothing changes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.cli.demo.homeserver import Homeserver, NewUser
from tests.integrations.synapse.door import CASE, KEY, Door, eventually, likely, open_door
from tests.integrations.synapse.homeserver import (
    PASSWORD,
    Person,
    is_suspended,
    log_of,
    make,
    register,
    register_for_bridge,
    running,
)
from tests.support.synapse import log_in

pytestmark = pytest.mark.synapse

BRIDGE = {
    "id": "bridge",
    "url": None,
    "as_token": "specimen-as-token",
    "hs_token": "specimen-hs-token",
    "sender_localpart": "_specimen_bridge",
    "namespaces": {"users": [{"exclusive": True, "regex": "@_specimen_.*"}]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shadow")


@pytest.fixture(scope="module")
def server(synapse_python: Path, folder: Path, module_door: Door) -> Iterator[Homeserver]:
    key_file = folder / "key"
    key_file.write_text(f"{KEY}\n")
    config = {"url": module_door.url, "key_file": str(key_file)}
    with running(synapse_python, folder, {**config, "client": True, "message_text": True}) as made:
        yield made


def test_a_mirror_goes_on_as_anybody_and_the_call_came(
    server: Homeserver, door: Door, folder: Path
):
    door.rules["*"] = likely
    mirror = register(server, "specimen_mirror")
    room = mirror.open_room(room_alias_name="mirror")
    mirror.rename("Specimen Voice").raise_for_status()
    mirror.say(room, "Murmured words #tag").raise_for_status()
    told = eventually(
        lambda: [b for b in door.about(mirror.user_id, "activity") if b["account"]["posts"]]
    )
    assert [post["text"] for post in told[0]["account"]["posts"]] == ["Murmured words #tag"]
    assert {body["mode"] for body in door.about(mirror.user_id)} == {"shadow"}
    assert not is_suspended(server, mirror.user_id)
    lines = [line for line in log_of(folder).splitlines() if " staydown_synapse" in line]
    assert [line for line in lines if mirror.user_id in line] == []


def test_raw_identifiers_are_told_at_registration_alone_where_the_operator_wants(
    server: Homeserver, door: Door
):
    person = register(server, "specimen_person")
    person.rename("Another").raise_for_status()
    [registered] = eventually(lambda: door.about(person.user_id, "registration"))
    [renamed] = eventually(lambda: door.about(person.user_id, "profile"))
    assert registered["client"] == {"ips": ["127.0.0.1"]}
    assert "client" not in renamed


def test_what_a_bridge_registers_is_left_out_unless_wanted(synapse_python: Path, tmp_path: Path):
    bridge = tmp_path / "bridge.yaml"
    bridge.write_text(json.dumps(BRIDGE))
    with open_door() as door:
        for skips in (True, False):
            config = {"url": door.url, "key": KEY, "skip_appservices": skips}
            files = {"app_service_config_files": [str(bridge)]}
            with make(synapse_python, tmp_path / str(skips), config, **files) as server:
                register_for_bridge(server, "_specimen_puppet", BRIDGE["as_token"])
                person = register(server, "specimen_person")
                eventually(lambda who=person: door.about(who.user_id))
                puppet = server.user_id("_specimen_puppet")
                if skips:
                    assert door.about(puppet) == []
                else:
                    assert eventually(lambda who=puppet: door.about(who))


def test_nobody_waits_for_the_answer(server: Homeserver, door: Door):
    door.silent.set()
    person = register(server, "specimen_unhurried")
    person.rename("Another").raise_for_status()
    assert door.silent.is_set()
    assert len(eventually(lambda: door.about(person.user_id, "registration"))) == 1


@pytest.fixture
def staff(synapse_python: Path, tmp_path: Path) -> Iterator[tuple[Person, str, Homeserver, Door]]:
    """The staff's writer, their room, and a homeserver in flag mode that knows both."""
    with open_door() as door:
        config = {"url": door.url, "key": KEY, "mode": "flag"}
        before = make(synapse_python, tmp_path, config)
        with before:
            before.register([NewUser("specimen_staff", PASSWORD, "Staff")])
            writer = Person(before, "", log_in(before, "specimen_staff", PASSWORD))
            room = writer.open_room(preset="private_chat")
        sender = before.user_id("specimen_staff")
        after = make(synapse_python, tmp_path, {**config, "flag_room": room, "flag_sender": sender})
        try:
            after.start()
            yield Person(after, sender, writer.token), room, after, door
        finally:
            after.stop()


def _notices(writer: Person, room: str) -> list[str]:
    page = writer.ask("GET", f"rooms/{room}/messages?dir=b&limit=50").raise_for_status().json()
    return [
        event["content"]["body"]
        for event in page["chunk"]
        if event["content"].get("msgtype") == "m.notice"
    ]


def test_staff_are_told_of_each_case_once_in_their_room_or_else_in_the_log(
    staff: tuple[Person, str, Homeserver, Door], tmp_path: Path
):
    writer, room, server, door = staff
    door.rules["specimen_mirror"] = likely
    mirror = register(server, "specimen_mirror")
    address = f"{door.url}/cases/{CASE}"
    note = f"{mirror.user_id} may continue a removed account (likely): {address}"
    eventually(lambda: _notices(writer, room))
    mirror.rename("Another").raise_for_status()
    eventually(lambda: door.about(mirror.user_id, "profile"))
    assert _notices(writer, room) == [note]
    assert server.can_log_in("specimen_mirror", PASSWORD).allowed
    assert mirror.open_room()
    assert note not in log_of(tmp_path)

    writer.ask("POST", f"rooms/{room}/leave", {}).raise_for_status()
    door.rules["specimen_second"] = likely
    second = register(server, "specimen_second")
    line = f"WARNING staydown_synapse.module Staydown: {second.user_id} may continue"
    eventually(lambda: line in log_of(tmp_path))
