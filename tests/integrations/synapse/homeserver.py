"""A real homeserver that has the module, and people who use it as their clients would."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from staydown.cli.demo.homeserver import Homeserver
from tests.support.synapse import as_admin

MODULE_FOLDER = Path(__file__).resolve().parents[3] / "integrations/synapse"
MODULE = "staydown_synapse.module.Staydown"
PASSWORD = "a long specimen of a password"


@contextmanager
def running(python: Path, folder: Path, config: dict[str, Any]) -> Iterator[Homeserver]:
    """Synapse with the module configured so, where anybody may register."""
    with make(python, folder, config) as server:
        yield server


def make(python: Path, folder: Path, config: dict[str, Any], **additions: Any) -> Homeserver:
    """The same, not started yet."""
    additions = {**_with_module(config), "log_config": str(_log_config(folder)), **additions}
    return Homeserver(python, folder, additions=additions, modules_folder=MODULE_FOLDER)


def log_of(folder: Path) -> str:
    """What the homeserver wrote since it was started last."""
    return (folder / "homeserver.log").read_text(encoding="utf-8", errors="replace")


def _log_config(folder: Path) -> Path:
    """All that an operator who looks for a fault might switch on around the module's calls."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "talkative.yaml"
    document = {
        "version": 1,
        "formatters": {"plain": {"format": "%(levelname)s %(name)s %(message)s"}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stdout",
                "formatter": "plain",
            }
        },
        "loggers": {"synapse.http.client": {"level": "DEBUG"}, "staydown_synapse": {"level": 10}},
        "root": {"level": "INFO", "handlers": ["console"]},
    }
    path.write_text(json.dumps(document))
    return path


def _with_module(config: dict[str, Any]) -> dict[str, Any]:
    return {
        "modules": [{"module": MODULE, "config": config}],
        "enable_registration": True,
        "enable_registration_without_verification": True,
        "allow_guest_access": True,
    }


@dataclass(frozen=True)
class Person:
    """A logged-in user of a homeserver."""

    server: Homeserver
    user_id: str
    token: str

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Call the client API; `path` is what follows `/_matrix/client/v3/`."""
        return _call(self.server, method, path, body, self.token)

    def rename(self, display_name: str) -> httpx.Response:
        """Change the display name."""
        path = f"profile/{_escaped(self.user_id)}/displayname"
        return self.ask("PUT", path, {"displayname": display_name})

    def describe(self, text: str) -> httpx.Response:
        """Write a profile field of one's own (MSC4133)."""
        path = f"profile/{_escaped(self.user_id)}/org.staydown.bio"
        return self.ask("PUT", path, {"org.staydown.bio": text})

    def open_room(self, **settings: Any) -> str:
        """Make a room, public unless said otherwise; gives its id."""
        answer = self.ask("POST", "createRoom", {"preset": "public_chat", **settings})
        return str(answer.raise_for_status().json()["room_id"])

    def join(self, room: str) -> httpx.Response:
        """Join a room by id or alias."""
        return self.ask("POST", f"join/{_escaped(room)}", {})

    def say(self, room: str, text: str, **content: Any) -> httpx.Response:
        """Post a message."""
        message = {"msgtype": "m.text", "body": text, **content}
        path = f"rooms/{_escaped(room)}/send/m.room.message/{next(_TRANSACTIONS)}"
        return self.ask("PUT", path, message)

    @staticmethod
    def refusal(answer: httpx.Response) -> tuple[int, str | None]:
        """The status of an answer, and Matrix's error code."""
        return answer.status_code, answer.json().get("errcode")


_TRANSACTIONS = itertools.count()


def register(server: Homeserver, name: str) -> Person:
    """Register as anybody does, through the client API."""
    body = {"username": name, "password": PASSWORD, "auth": {"type": "m.login.dummy"}}
    answer = _call(server, "POST", "register", body).raise_for_status().json()
    return Person(server, answer["user_id"], answer["access_token"])


def register_guest(server: Homeserver) -> Person:
    """Come as a guest, who has no account to keep."""
    answer = _call(server, "POST", "register?kind=guest", {}).raise_for_status().json()
    return Person(server, answer["user_id"], answer["access_token"])


def register_for_bridge(server: Homeserver, name: str, token: str) -> None:
    """Register as an application service does for a user in its namespace."""
    body = {"username": name, "type": "m.login.application_service", "inhibit_login": True}
    _call(server, "POST", "register", body, token).raise_for_status()


def is_suspended(server: Homeserver, user_id: str) -> bool:
    """Whether the account is suspended, as the Admin API tells it."""
    url = f"{server.base_url}/_synapse/admin/v2/users/{_escaped(user_id)}"
    headers = {"Authorization": f"Bearer {server.admin_token}"}
    answer = httpx.get(url, headers=headers, trust_env=False, timeout=30)
    return bool(answer.raise_for_status().json()["suspended"])


def suspend(server: Homeserver, user_id: str, suspended: bool) -> None:
    """Suspend or restore, as a human does with the Admin API."""
    as_admin(server, "PUT", f"v1/suspend/{_escaped(user_id)}", {"suspend": suspended})


def _call(
    server: Homeserver, method: str, path: str, body: object, token: str = ""
) -> httpx.Response:
    url = f"{server.base_url}/_matrix/client/v3/{path}"
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(method, url, json=body, headers=headers, trust_env=False, timeout=30)


def _escaped(text: str) -> str:
    return quote(text, safe="")
