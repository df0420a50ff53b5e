"""A real Synapse homeserver of one's own, for the demonstration and for the tests.

It runs in an environment and a process of its own, listens on this machine only, talks to no other
server, keeps everything in one folder and ends with its `with` block.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx

from staydown.kernel.errors import ConfigurationError, StaydownError

SERVER_NAME = "specimen.example"
START_SECONDS = 120
STOP_SECONDS = 15
AT_ONCE = 8
"""Requests at a time: Synapse is one process, and more would only queue up."""

_Item = TypeVar("_Item")

_NO_LIMIT = {"per_second": 10_000, "burst_count": 10_000}


class HomeserverError(StaydownError):
    """The demonstration's homeserver did not start, or does not do what it was asked."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """An account to make; `name` is the part before the colon."""

    name: str
    password: str = field(repr=False)
    display_name: str
    bio: str = ""
    admin: bool = False


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A public room, with posts as (name of the user, text); whoever posts joins it first."""

    alias: str
    title: str
    posts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class LogIn:
    """What came of an attempt to log in; `reason` is the server's error code where refused."""

    allowed: bool
    reason: str


def find_python() -> Path:
    """The Python of the environment that has Synapse; raises ConfigurationError without one."""
    named = os.environ.get("STAYDOWN_SYNAPSE_PYTHON")
    root = Path(__file__).resolve().parents[4]
    usual = [folder / ".synapse/bin/python" for folder in (root, Path.cwd())]
    places = [Path(named)] if named else usual
    for place in places:
        if place.is_file():
            return place
    raise ConfigurationError(
        "synapse-missing",
        "There is no environment with matrix-synapse: run `make setup`, or set "
        "STAYDOWN_SYNAPSE_PYTHON to the Python of one.",
    )


class Homeserver:
    """Synapse on SQLite in `folder`, run by `python`, for as long as the `with` block lasts.

    `additions` outweigh the configuration's own; modules are looked for in `modules_folder` too.
    """

    def __init__(
        self,
        python: Path,
        folder: Path,
        server_name: str = SERVER_NAME,
        *,
        additions: Mapping[str, Any] | None = None,
        modules_folder: Path | None = None,
    ) -> None:
        self.server_name = server_name
        self._additions = additions or {}
        self._modules_folder = modules_folder
        self.admin_token = ""
        self.base_url = ""
        self._port = 0
        self._python = python
        self._folder = folder
        self._shared_secret = secrets.token_urlsafe(32)
        self._signing_key = f"ed25519 a_demo {_unpadded(secrets.token_bytes(32))}"
        self._macaroon_secret = secrets.token_urlsafe(32)
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx.Client(timeout=60, trust_env=False)
        self._tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self.start()
            self.register([NewUser("admin", secrets.token_urlsafe(), "Admin", admin=True)])
        except BaseException:
            self.stop()
            raise
        self.admin_token = self._tokens["admin"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process else None

    def user_id(self, name: str) -> str:
        """The full Matrix id of the user `name`."""
        return f"@{name}:{self.server_name}"

    def start(self) -> None:
        """Write the configuration, start the process and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._port = self._port or _free_port()
        self.base_url = f"http://127.0.0.1:{self._port}"
        config = self._folder / "homeserver.yaml"
        config.write_text(json.dumps(self._configuration(self._port), indent=1))
        config.chmod(0o600)
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [self._python, "-m", "synapse.app.homeserver", "-c", config],
                cwd=self._folder,
                env=self._environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def stop(self) -> None:
        """End the process, at first politely; what it stored stays in the folder."""
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self, additions: Mapping[str, Any], modules_folder: Path) -> None:
        """Start again at the same address and with what is stored, with modules of its own."""
        self.stop()
        self._additions, self._modules_folder = additions, modules_folder
        self.start()

    def sign_up(self, user: NewUser, address: str) -> bool:
        """Register as anybody does, from a network address, and write the profile.

        Whether the profile could be written: whoever is on hold cannot.
        """
        body = {
            "username": user.name,
            "password": user.password,
            "auth": {"type": "m.login.dummy"},
        }
        answer = self._client.post(
            f"{self.base_url}/_matrix/client/v3/register",
            json=body,
            headers={"X-Forwarded-For": address},
        )
        if not answer.is_success:
            raise HomeserverError("homeserver-refused", f"no registration: {answer.text[:300]}")
        self._tokens[user.name] = answer.json()["access_token"]
        fields = {"displayname": user.display_name, "org.staydown.bio": user.bio}
        return all(self._write_field(user, name, text) for name, text in fields.items() if text)

    def may_write(self, name: str, room: str) -> LogIn:
        """Try to join a public room and write in it; `reason` is the error code where refused."""
        for method, path, body in (
            ("POST", f"join/%23{room}:{self.server_name}", {}),
            ("PUT", self._message_path(room), {"msgtype": "m.text", "body": "Good evening."}),
        ):
            answer = self._as_user(name, method, path, body)
            if not answer.is_success:
                return LogIn(False, str(answer.json().get("errcode", answer.status_code)))
        return LogIn(True, "")

    def say(self, name: str, room: str, texts: Iterable[str]) -> bool:
        """Join a public room and write there; whether all of it was taken."""
        if not self._as_user(name, "POST", f"join/%23{room}:{self.server_name}", {}).is_success:
            return False
        return all(
            self._as_user(
                name, "PUT", self._message_path(room), {"msgtype": "m.text", "body": text}
            ).is_success
            for text in texts
        )

    def _message_path(self, room: str) -> str:
        room_id = self._ask(
            "GET", f"/_matrix/client/v3/directory/room/%23{room}:{self.server_name}"
        )
        return f"rooms/{room_id['room_id']}/send/m.room.message/{secrets.token_hex(8)}"

    def _write_field(self, user: NewUser, name: str, text: str) -> bool:
        path = f"profile/{self.user_id(user.name)}/{name}"
        return self._as_user(user.name, "PUT", path, {name: text}).is_success

    def _as_user(self, name: str, method: str, path: str, body: object) -> httpx.Response:
        return self._client.request(
            method,
            f"{self.base_url}/_matrix/client/v3/{path}",
            json=body,
            headers={"Authorization": f"Bearer {self._tokens[name]}"},
        )

    def register(self, users: Iterable[NewUser]) -> None:
        """Make accounts by the shared-secret API, several at a time."""
        _each(self._register, users)

    def write_bios(self, users: Iterable[NewUser]) -> None:
        """Give users their bio as a profile field of their own (MSC4133)."""
        _each(self._write_bio, [user for user in users if user.bio])

    def open_rooms(self, rooms: Iterable[NewRoom]) -> None:
        """Make public rooms, let their writers join, and post; users must be registered here."""
        _each(self._open_room, rooms)

    def can_log_in(self, name: str, password: str) -> LogIn:
        """Try to log in with a password, as anybody's client would."""
        body = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": name},
            "password": password,
        }
        answer = self._client.post(f"{self.base_url}/_matrix/client/v3/login", json=body)
        document = answer.json()
        if answer.is_success:
            return LogIn(True, f"logged in as {document['user_id']}")
        return LogIn(False, str(document.get("errcode", answer.status_code)))

    @property
    def _log(self) -> Path:
        return self._folder / "homeserver.log"

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if self._process is None or self._process.poll() is not None:
                raise HomeserverError("homeserver-died", f"Synapse ended: {self._tail()}")
            try:
                if self._client.get(f"{self.base_url}/health").is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise HomeserverError("homeserver-slow", f"Synapse does not answer: {self._tail()}")

    def _tail(self) -> str:
        """The last lines that the server wrote."""
        text = self._log.read_text(encoding="utf-8", errors="replace")
        return "\n".join(text.splitlines()[-15:]) or "(it wrote nothing)"

    def _register(self, user: NewUser) -> None:
        path = "/_synapse/admin/v1/register"
        nonce = self._ask("GET", path)["nonce"]
        parts = [nonce, user.name, user.password, "admin" if user.admin else "notadmin"]
        proof = hmac.new(self._shared_secret.encode(), "\0".join(parts).encode(), hashlib.sha1)
        body = {
            "nonce": nonce,
            "username": user.name,
            "displayname": user.display_name,
            "password": user.password,
            "admin": user.admin,
            "mac": proof.hexdigest(),
        }
        self._tokens[user.name] = self._ask("POST", path, body)["access_token"]

    def _write_bio(self, user: NewUser) -> None:
        path = f"/_matrix/client/v3/profile/{self.user_id(user.name)}/org.staydown.bio"
        self._ask("PUT", path, {"org.staydown.bio": user.bio}, self._tokens[user.name])

    def _open_room(self, room: NewRoom) -> None:
        body = {
            "preset": "public_chat",
            "visibility": "public",
            "room_alias_name": room.alias,
            "name": room.title,
        }
        room_id = self._ask("POST", "/_matrix/client/v3/createRoom", body, self.admin_token)[
            "room_id"
        ]
        for name in dict.fromkeys(name for name, _ in room.posts):
            self._ask("POST", f"/_matrix/client/v3/join/{room_id}", {}, self._tokens[name])
        for number, (name, text) in enumerate(room.posts):
            path = f"/_matrix/client/v3/rooms/{room_id}/send/m.room.message/{number}"
            message = {"msgtype": "m.text", "body": text}
            self._ask("PUT", path, message, self._tokens[name])

    def _ask(self, method: str, path: str, body: object = None, token: str = "") -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = self.base_url + path
        answer = self._client.request(method, url, json=body, headers=headers)
        if not answer.is_success:
            raise HomeserverError(
                "homeserver-refused", f"Synapse refused {method} {path}: {answer.text[:300]}"
            )
        document: dict[str, Any] = answer.json()
        return document

    def _configuration(self, port: int) -> dict[str, Any]:
        """https://element-hq.github.io/synapse/latest/usage/configuration/config_documentation.html

        Written as JSON, which YAML includes. Nothing leaves this machine: no federation, no key
        servers, no statistics. Rate limits and password hashing are loosened because the whole
        community moves in within seconds, and nothing here is worth guarding.
        """
        folder = self._folder.resolve()
        return {
            "server_name": self.server_name,
            "public_baseurl": f"{self.base_url}/",
            "listeners": [
                {
                    "port": port,
                    "bind_addresses": ["127.0.0.1"],
                    "type": "http",
                    "tls": False,
                    "x_forwarded": True,  # everybody here comes from this machine
                    "resources": [{"names": ["client"], "compress": False}],
                }
            ],
            "database": {
                "name": "sqlite3",
                "args": {"database": str(folder / "homeserver.db")},
            },
            "log_config": self._log_configuration(folder),
            "media_store_path": str(folder / "media"),
            "pid_file": str(folder / "homeserver.pid"),
            "signing_key": self._signing_key,
            "registration_shared_secret": self._shared_secret,
            "macaroon_secret_key": self._macaroon_secret,
            "form_secret": secrets.token_urlsafe(32),
            "report_stats": False,
            "trusted_key_servers": [],
            "suppress_key_server_warning": True,
            "federation_domain_whitelist": [],
            "bcrypt_rounds": 4,
            "background_updates": {"sleep_enabled": False, "background_update_duration_ms": 1000},
            "presence": {"enabled": False},
            "url_preview_enabled": False,
            "experimental_features": {"msc3823_account_suspension": True},
            "server_notices": {
                "system_mxid_localpart": "notices",
                "system_mxid_display_name": "Notices",
                "room_name": "Notices",
                "auto_join": True,  # a suspended user cannot accept an invitation
            },
            **_without_limits(),
            **self._additions,
        }

    def _environment(self) -> dict[str, str]:
        if self._modules_folder is None:
            return dict(os.environ)
        return {**os.environ, "PYTHONPATH": str(self._modules_folder.resolve())}

    def _log_configuration(self, folder: Path) -> str:
        path = folder / "log.yaml"
        handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"}
        document = {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": handler},
            "root": {"level": "WARNING", "handlers": ["console"]},
        }
        path.write_text(json.dumps(document))
        return str(path)


def _without_limits() -> dict[str, Any]:
    return {
        "rc_message": _NO_LIMIT,
        "rc_registration": _NO_LIMIT,
        "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT, "failed_attempts": _NO_LIMIT},
        "rc_joins": {"local": _NO_LIMIT, "remote": _NO_LIMIT},
        "rc_joins_per_room": _NO_LIMIT,
        "rc_room_creation": _NO_LIMIT,
    }


def _each(action: Callable[[_Item], None], items: Iterable[_Item]) -> None:
    """Do `action` for every item, several at a time; the first failure is raised."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(action, items):
            pass


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _unpadded(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")
