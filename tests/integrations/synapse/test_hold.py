"""Hold mode on a real homeserver: what Staydown answers is done at once."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.cli.demo.homeserver import Homeserver, NewUser
from staydown.connectors.base import AlreadySo, Applied, MeasureKind
from staydown.platforms import AccountRef
from tests.connectors.contract import order
from tests.connectors.test_synapse import connected
from tests.integrations.synapse.door import (
    KEY,
    Body,
    Door,
    Reply,
    Rule,
    eventually,
    garbage,
    likely,
    overloaded,
)
from tests.integrations.synapse.homeserver import (
    PASSWORD,
    Person,
    is_suspended,
    log_of,
    register,
    register_guest,
    running,
    suspend,
)

pytestmark = pytest.mark.synapse

SUSPENDED = (403, "M_USER_SUSPENDED")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hold")


@pytest.fixture(scope="module")
def server(synapse_python: Path, folder: Path, module_door: Door) -> Iterator[Homeserver]:
    config = {"url": module_door.url, "key": KEY, "mode": "hold", "timeout_ms": 5000}
    with running(synapse_python, folder, config) as server:
        yield server


@pytest.fixture(scope="module")
def host(server: Homeserver) -> Person:
    """Somebody who makes rooms and is no newcomer to these tests."""
    return register(server, "specimen_host")


@pytest.fixture(scope="module")
def square(host: Person) -> str:
    """A public room."""
    return host.open_room(room_alias_name="square", name="Square")


def test_a_mirror_exists_but_cannot_post_until_a_human_restores_it(
    server: Homeserver, door: Door, square: str
):
    door.rules["specimen_mirror"] = likely
    mirror = register(server, "specimen_mirror")

    assert server.can_log_in("specimen_mirror", PASSWORD).allowed
    assert mirror.ask("GET", "account/whoami").json()["user_id"] == mirror.user_id
    assert mirror.refusal(mirror.join(square)) == SUSPENDED

    suspend(server, mirror.user_id, False)
    assert mirror.join(square).is_success
    assert mirror.say(square, "restored").is_success
    suspend(server, mirror.user_id, True)
    assert mirror.refusal(mirror.say(square, "held anew")) == SUSPENDED


def test_staydowns_connector_finds_the_hold_done_and_lifts_it(
    server: Homeserver, door: Door, square: str
):
    door.rules["specimen_delivered"] = likely
    mirror = register(server, "specimen_delivered")
    ref = AccountRef("matrix", "id", mirror.user_id)
    with connected(server.base_url, server.server_name, server.admin_token) as connector:
        holding = order(ref, MeasureKind.HOLD)
        assert isinstance(connector.apply(holding), AlreadySo)
        assert connector.read(ref).in_force == {MeasureKind.HOLD}
        assert isinstance(connector.lift(order(ref, MeasureKind.HOLD)), Applied)
    assert mirror.join(square).is_success


def test_whoever_resembles_nobody_is_let_alone(server: Homeserver, door: Door, square: str):
    newcomer = register(server, "specimen_newcomer")
    assert newcomer.join(square).is_success
    assert newcomer.say(square, "hello").is_success
    [asked] = door.about(newcomer.user_id, "registration")
    assert asked["account"].pop("created_at").endswith("Z")
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


def test_a_new_name_is_screened_and_held_before_it_is_answered(
    server: Homeserver, door: Door, host: Person, square: str
):
    turning = register(server, "specimen_turning")
    assert turning.join(square).is_success
    assert turning.describe("we are back").is_success
    door.rules["specimen_turning"] = likely
    assert turning.rename("Specimen Voice").is_success
    assert turning.refusal(turning.say(square, "hello")) == SUSPENDED

    described, renamed = door.about(turning.user_id, "profile")
    assert described["account"]["bio"] == "we are back"
    assert renamed["account"]["display_name"] == "Specimen Voice"
    assert renamed["event"].startswith(f"profile:{turning.user_id}:")
    assert described["event"] != renamed["event"]
    # The rooms that it is in go on knowing it under its old name.
    members = host.ask("GET", f"rooms/{square}/joined_members").json()["joined"]
    assert members[turning.user_id]["display_name"] == "specimen_turning"


def test_what_a_newcomer_then_does_can_hold_it(server: Homeserver, door: Door, square: str):
    acting = register(server, "specimen_acting")
    door.rules["specimen_acting"] = likely
    assert acting.join(square).is_success
    eventually(lambda: is_suspended(server, acting.user_id))
    assert acting.refusal(acting.say(square, "hello")) == SUSPENDED


def test_guests_and_admins_are_not_asked_about(server: Homeserver, door: Door):
    guest = register_guest(server)
    server.register([NewUser("specimen_chief", PASSWORD, "Chief", admin=True)])
    server.register([NewUser("specimen_clerk", PASSWORD, "Clerk")])
    assert door.about(guest.user_id) == []
    assert door.about(server.user_id("specimen_chief")) == []
    [asked] = door.about(server.user_id("specimen_clerk"))
    assert asked["account"]["display_name"] == "Clerk"


def _answers(**changes: object) -> Rule:
    return lambda body: (200, {**likely(body)[1], **changes})


def _error(body: Body) -> Reply:
    return 500, likely(body)[1]


NOT_A_HOLD = [
    overloaded,
    garbage,
    _error,
    _answers(verdict=None),
    _answers(matches=7),
    _answers(hold={"measure": "remove", "until": "2099-01-01T00:00:00Z"}),
    _answers(hold={"measure": "hold", "until": "soon"}),
    _answers(hold={"measure": "hold", "until": "2099-01-01T00:00:00"}),
    _answers(hold={"measure": "hold", "until": "2020-01-01T00:00:00Z"}),
    _answers(hold=None),
    _answers(replayed=True),
]


@pytest.mark.parametrize("number", range(len(NOT_A_HOLD)))
def test_an_answer_that_is_none_or_names_no_present_hold_holds_nobody(
    server: Homeserver, door: Door, square: str, number: int
):
    name = f"specimen_case_{number}"
    door.rules[name] = NOT_A_HOLD[number]
    person = register(server, name)
    assert len(door.about(person.user_id)) == 1
    assert person.join(square).is_success
    assert not is_suspended(server, person.user_id)


def test_nobody_waits_for_an_answer_that_does_not_come(
    server: Homeserver, door: Door, square: str, folder: Path
):
    door.silent.set()
    person = register(server, "specimen_patient")
    assert door.silent.is_set()
    assert len(door.about(person.user_id)) == 1
    assert person.join(square).is_success
    warning = "WARNING staydown_synapse.client Staydown does not answer: it took too long"
    assert warning in log_of(folder)


def test_of_messages_the_signals_are_told_and_of_closed_rooms_nothing(
    server: Homeserver, door: Door, host: Person, square: str, folder: Path
):
    secret = "m.megolm.v1.aes-sha2"
    encryption = {
        "type": "m.room.encryption", "state_key": "", "content": {"algorithm": secret},
    }  # fmt: skip
    sealed = host.open_room(room_alias_name="sealed", initial_state=[encryption])
    closed = host.open_room(preset="private_chat", name="Closed")
    person = register(server, "specimen_speaker")
    host.ask("POST", f"rooms/{closed}/invite", {"user_id": person.user_id}).raise_for_status()
    for room in (sealed, closed):
        person.join(room).raise_for_status()
        person.say(room, "whisper #whispered").raise_for_status()
    person.join("#square:specimen.example").raise_for_status()
    reply = {"m.in_reply_to": {"event_id": "$specimen"}}
    quoting = "> <@other:specimen.example> quoted #quoted\n\nanswered #answered"
    person.say(
        square, "Murmured words #واپسی with @specimen_host at t.me/specimen"
    ).raise_for_status()
    person.say(square, quoting, **{"m.relates_to": reply}).raise_for_status()
    person.say(square, "picture.jpg", msgtype="m.image").raise_for_status()

    told = eventually(
        lambda: [
            body
            for body in door.about(person.user_id, "activity")
            if len(body["account"]["posts"]) == 2
        ]
    )[0]["account"]
    assert told["groups"] == ["#square:specimen.example"]
    first, second = (post["text"] for post in told["posts"])
    assert first == "#واپسی @specimen_host t.me/specimen"
    assert second == "#answered"
    everything = json.dumps(door.asked, ensure_ascii=False)
    for untold in ("whisper", "Murmured", "quoted", "picture", "Closed", closed, sealed):
        assert untold not in everything
    log = log_of(folder)
    assert "api/v1/screen" in log
    for unwritten in ("Murmured", "#واپسی", "specimen_host at", KEY):
        assert unwritten not in log


def test_a_room_that_a_newcomer_makes_is_told(server: Homeserver, door: Door):
    maker = register(server, "specimen_maker")
    maker.open_room(room_alias_name="specimen_channel")
    told = eventually(lambda: door.about(maker.user_id, "activity"))
    assert told[-1]["account"]["groups"] == ["#specimen_channel:specimen.example"]


def test_a_burst_makes_few_calls_and_the_limits_end_them(
    server: Homeserver, door: Door, host: Person, square: str
):
    rooms = [host.open_room(room_alias_name=f"burst{number}") for number in range(12)]
    began = time.monotonic()
    person = register(server, "specimen_eager")
    for room in rooms:
        person.join(room).raise_for_status()
    for number in range(60):
        person.say(rooms[0], f"#number{number}").raise_for_status()
    last = eventually(
        lambda: [
            body["account"]
            for body in door.about(person.user_id, "activity")
            if len(body["account"]["posts"]) == 20
        ]
    )[-1]
    assert last["groups"] == [f"#burst{number}:specimen.example" for number in range(10)]
    assert [post["text"] for post in last["posts"]] == [f"#number{each}" for each in range(20)]
    calls = len(door.about(person.user_id))
    assert calls <= 2 + (time.monotonic() - began) / 2  # the registration, and one in two seconds

    person.say(rooms[0], "#more").raise_for_status()
    other = register(server, "specimen_clock")
    other.join(square).raise_for_status()
    eventually(lambda: door.about(other.user_id, "activity"))
    assert len(door.about(person.user_id)) == calls
