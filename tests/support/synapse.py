"""A real Matrix homeserver for the tests: one for the whole run, started when first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import httpx
import pytest

from staydown.cli.demo.homeserver import Homeserver, find_python
from staydown.kernel.errors import ConfigurationError


@pytest.fixture(scope="session")
def synapse_python() -> Path:
    """The Python of an environment with Synapse; skips where none is installed."""
    try:
        return find_python()
    except ConfigurationError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def homeserver(
    synapse_python: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Homeserver]:
    """Synapse with an admin, for the whole run."""
    with Homeserver(synapse_python, tmp_path_factory.mktemp("synapse")) as server:
        yield server


class OtherNotices(Homeserver):
    """A homeserver whose operator has set up its server notices in another way, or not at all."""

    server_notices: Mapping[str, object] | None = None

    def _configuration(self, port: int) -> dict[str, Any]:
        return {**super()._configuration(port), "server_notices": self.server_notices}


def log_in(server: Homeserver, name: str, password: str) -> str:
    """The access token of a new session."""
    body = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": name},
        "password": password,
    }
    answer = httpx.post(f"{server.base_url}/_matrix/client/v3/login", json=body, trust_env=False)
    return str(answer.raise_for_status().json()["access_token"])


def as_admin(server: Homeserver, method: str, path: str, body: object) -> None:
    """Ask the Admin API for what no connector does; `path` is what follows `/_synapse/admin/`."""
    url = f"{server.base_url}/_synapse/admin/{path}"
    headers = {"Authorization": f"Bearer {server.admin_token}"}
    httpx.request(method, url, json=body, headers=headers, trust_env=False).raise_for_status()


class Inbox:
    """What a user of the homeserver is told, read with a session of their own."""

    def __init__(self, server: Homeserver, name: str, password: str) -> None:
        headers = {"Authorization": f"Bearer {log_in(server, name, password)}"}
        url = f"{server.base_url}/_matrix/client/v3/"
        self._client = httpx.Client(base_url=url, headers=headers, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def rooms(self) -> list[str]:
        """The rooms that the user is in."""
        found: list[str] = (
            self._client.get("joined_rooms").raise_for_status().json()["joined_rooms"]
        )
        return found

    def read(self) -> list[tuple[str, str]]:
        """Sender and text of each message in them, the oldest first."""
        return [told for room in self.rooms() for told in self._messages(room)]

    def _messages(self, room: str) -> list[tuple[str, str]]:
        answer = self._client.get(f"rooms/{room}/messages", params={"dir": "f", "limit": 100})
        return [
            (one["sender"], one["content"]["body"])
            for one in answer.raise_for_status().json()["chunk"]
            if one["type"] == "m.room.message"
        ]
