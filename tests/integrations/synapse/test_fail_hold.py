"""`fail: hold` on a real homeserver: who cannot be asked about is suspended, and not for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from staydown.cli.demo.homeserver import Homeserver
from tests.integrations.synapse.door import (
    KEY,
    Door,
    eventually,
    likely,
    open_door,
    overloaded,
)
from tests.integrations.synapse.homeserver import (
    Person,
    is_suspended,
    log_of,
    make,
    register,
    running,
    suspend,
)

pytestmark = pytest.mark.synapse

SETTINGS = {"key": KEY, "mode": "hold", "fail": "hold", "timeout_ms": 2000}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fail-hold")


@pytest.fixture(scope="module")
def server(synapse_python: Path, folder: Path, module_door: Door) -> Iterator[Homeserver]:
    with running(synapse_python, folder, {**SETTINGS, "url": module_door.url}) as server:
        yield server


def _waiting(folder: Path, person: Person) -> list[str]:
    """The tries that are noted of an account that waits."""
    query = "SELECT tries FROM staydown_waiting WHERE user_id = ?"
    connection = sqlite3.connect(folder / "homeserver.db")
    try:
        return list(connection.execute(query, (person.user_id,)))
    finally:
        connection.close()


def _is_released(server: Homeserver, folder: Path, person: Person) -> bool:
    return not _waiting(folder, person) and not is_suspended(server, person.user_id)


def test_who_was_suspended_for_silence_is_free_once_staydown_asks_for_no_hold(
    server: Homeserver, door: Door, folder: Path
):
    door.silent.set()
    person = register(server, "specimen_silence")
    assert is_suspended(server, person.user_id)
    assert f"{person.user_id} is suspended until Staydown answers" in log_of(folder)
    door.silent.clear()
    eventually(lambda: _is_released(server, folder, person))
    assert person.open_room()
    events = {body["event"] for body in door.about(person.user_id)}
    assert f"registration:{person.user_id}" in events


@pytest.mark.parametrize("human_restores", [False, True])
def test_who_waited_and_is_a_mirror_stays_held(
    server: Homeserver, door: Door, folder: Path, human_restores: bool
):
    name = f"specimen_returned_{human_restores}".lower()
    door.rules[name] = overloaded
    person = register(server, name)
    assert is_suspended(server, person.user_id)
    eventually(lambda: len(door.about(person.user_id)) > 2)
    door.rules[name] = likely
    eventually(lambda: not _waiting(folder, person))
    assert is_suspended(server, person.user_id)
    if human_restores:
        suspend(server, person.user_id, False)
        calls = len(door.about(person.user_id))
        eventually(lambda: _a_round_passes(server, door))
        assert not is_suspended(server, person.user_id)
        assert len(door.about(person.user_id)) == calls


def _a_round_passes(server: Homeserver, door: Door) -> bool:
    """Somebody else came to wait, and waits no more: the list was looked through meanwhile."""
    door.rules["specimen_round"] = overloaded
    other = register(server, "specimen_round")
    door.rules.pop("specimen_round")
    return bool(eventually(lambda: not is_suspended(server, other.user_id)))


def test_a_new_accounts_profile_waits_too_and_only_once(
    server: Homeserver, door: Door, folder: Path
):
    person = register(server, "specimen_renamed")
    door.rules["specimen_renamed"] = overloaded
    assert person.rename("Another").is_success
    assert is_suspended(server, person.user_id)
    assert person.rename("A third").status_code == 403
    assert len(_waiting(folder, person)) == 1
    door.rules.clear()
    eventually(lambda: _is_released(server, folder, person))


def test_a_restart_forgets_nobody_and_old_accounts_are_never_suspended_for_silence(
    synapse_python: Path, tmp_path: Path
):
    with open_door() as closed:
        url = closed.url
    server = make(synapse_python, tmp_path, {**SETTINGS, "url": url})
    try:
        server.start()
        waiting = register(server, "specimen_waiting")
        settled = register(server, "specimen_settled")
        assert _is_suspended_in(tmp_path, waiting)
        assert "Staydown does not answer: ConnectionRefusedError" in log_of(tmp_path)
        server.stop()
        _age(tmp_path, settled)
        with open_door(int(url.rpartition(":")[2])) as door:
            server.start()
            eventually(lambda: not _is_suspended_in(tmp_path, waiting))
            eventually(lambda: not _is_suspended_in(tmp_path, settled))
            door.rules["*"] = overloaded
            assert settled.rename("Another").is_success
            assert len(door.about(settled.user_id, "profile")) == 1
            assert not _is_suspended_in(tmp_path, settled)
    finally:
        server.stop()


def _is_suspended_in(folder: Path, person: Person) -> bool:
    """The same, read from the database."""
    query = "SELECT suspended FROM users WHERE name = ?"
    connection = sqlite3.connect(folder / "homeserver.db")
    try:
        [(suspended,)] = connection.execute(query, (person.user_id,))
    finally:
        connection.close()
    return bool(suspended)


def _age(folder: Path, person: Person) -> None:
    """Let an account have been made in 2001, as no API can."""
    connection = sqlite3.connect(folder / "homeserver.db")
    with connection:
        change = "UPDATE users SET creation_ts = 1000000000 WHERE name = ?"
        connection.execute(change, (person.user_id,))
    connection.close()


def test_silence_holds_nobody_longer_than_the_operator_said(synapse_python: Path, tmp_path: Path):
    with open_door() as door:
        door.rules["*"] = overloaded
        config = {**SETTINGS, "url": door.url, "fail_hold_hours": 1 / 3600}
        with running(synapse_python, tmp_path, config) as server:
            person = register(server, "specimen_forgotten")
            eventually(lambda: _is_released(server, tmp_path, person))
            assert "no longer suspended: Staydown answered too late" in log_of(tmp_path)
