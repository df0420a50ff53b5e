"""A door that answers screening calls by rule and remembers them: what the module sees of Staydown.

A rule is a function of the request's body. It gives a status and a document, or raises `Silence`.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sdk_specimen_0123456789"
CASE = "0b9d3a52-5d1c-4c57-9d0e-3b1f6f0a4e11"
UNTIL = "2099-11-28T10:00:00Z"
WAIT_SECONDS = 30

Body = Mapping[str, Any]
Reply = tuple[int, Any]
Rule = Callable[[Body], Reply]


def none(body: Body) -> Reply:
    """Nobody's mirror."""
    return 200, _answer(body, "none")


def likely(body: Body) -> Reply:
    """A mirror, with a case, and a hold where the module can place one."""
    hold = {"measure": "hold", "until": UNTIL} if body["mode"] == "hold" else None
    return 200, _answer(body, "likely", hold)


def overloaded(_body: Body) -> Reply:
    """Shed load."""
    return 503, {"code": "overloaded"}


def garbage(_body: Body) -> Reply:
    """What a wrong address answers."""
    return 200, "<html>welcome</html>"


def _answer(body: Body, verdict: str, hold: object = None) -> dict[str, Any]:
    account = body["account"]["id"]
    match = {
        "account": account, "entry": "specimen-entry", "probability": 0.97, "tier": verdict,
        "evidence": [], "match": CASE, "case": CASE,
    }  # fmt: skip
    return {
        "event": body["event"], "account": account, "verdict": verdict,
        "matches": [] if verdict == "none" else [match], "hold": hold, "model": "specimen",
        "watchlist_version": 1, "replayed": False, "warnings": [],
    }  # fmt: skip


@dataclass
class Door:
    """Where it is, what it was asked, and how it answers about the accounts with a handle (“*” for
    all others; nobody's mirror where nothing is said)."""

    url: str = ""
    rules: dict[str, Rule] = field(default_factory=dict)
    silent: threading.Event = field(default_factory=threading.Event)
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def answer(self, body: Body) -> Reply:
        """What the rules say about the account."""
        rule = self.rules.get(body["account"]["handle"]) or self.rules.get("*") or none
        return rule(body)

    def about(self, user_id: str, occasion: str | None = None) -> list[dict[str, Any]]:
        """The calls that concern an account, oldest first."""
        return [
            body
            for body in list(self.asked)
            if body["account"]["id"] == user_id and occasion in {None, body["occasion"]}
        ]


def eventually(found: Callable[[], Any]) -> Any:
    """What `found` gives once it gives something; fails where it does not within half a minute."""
    until = time.monotonic() + WAIT_SECONDS
    while not (value := found()):
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)
    return value


@contextmanager
def open_door(port: int = 0) -> Iterator[Door]:
    """A door on this machine, for as long as the `with` block lasts."""
    door = Door()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(door))
    server.daemon_threads = True
    door.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield door
    finally:
        door.silent.clear()
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(door: Door) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            door.keys.add(self.headers["Authorization"])
            door.asked.append({"path": self.path, **body})
            until = time.monotonic() + WAIT_SECONDS
            while door.silent.is_set() and time.monotonic() < until:
                time.sleep(0.05)
            status, document = door.answer(body)
            content = (
                document.encode() if isinstance(document, str) else json.dumps(document).encode()
            )
            with suppress(ConnectionError):  # who asked may have given up
                self.send_response(status)
                if status == 503:
                    self.send_header("Retry-After", "1")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler
