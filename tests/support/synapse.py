"""A real Matrix homeserver for the tests: one for the whole run, started when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

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
