"""A small platform that speaks the webhook protocol, in a process of its own.

The demonstration uses it in place of five platforms, and the tests use its bad manners::

    python -m staydown.connectors.webhook.sample_platform \\
        --accounts accounts.json --state journal.jsonl --secret-file secret.txt

It prints its port on the first line. `accounts.json` lists `{"ref", "account"}`, the account as an
account record. What is in force, and what users are told, goes into the journal, line by line, and
survives a restart.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Mapping, Sequence
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from standardwebhooks import Webhook, WebhookVerificationError

Document: TypeAlias = dict[str, Any]

MOST_BYTES = 64 * 1024


class Fault(StrEnum):
    """How the platform misbehaves towards the first messages, as `--fail-first` counts them."""

    ERROR = "error"  # 500, nothing done
    RATE_LIMIT = "rate-limit"  # 429, nothing done
    GARBAGE = "garbage"  # done, and answered with something that is no JSON
    DROP = "drop"  # done, and the connection closed in the middle of the answer
    DIE = "die"  # done, and the whole process ends before it answers


class Book:
    """Which accounts there are, what is in force on each, and which messages are done."""

    def __init__(self, accounts: Mapping[str, Document], journal: Path) -> None:
        self._accounts = dict(accounts)
        self._in_force: dict[str, set[str]] = {}
        self._done: set[str] = set()
        self._journal = journal
        self._lock = Lock()
        if journal.exists():
            self._remember(journal.read_text(encoding="utf-8").splitlines())

    def answer(self, message: Document) -> Document:
        """Do what the message asks, once for each id, and say how the account stands."""
        with self._lock:
            ref = message["account"]["ref"]
            account = self._accounts.get(ref)
            if account is None:
                return {"state": {"exists": False}, "outcome": "refused", "reason": "no account"}
            answer: Document = {}
            if message["type"].startswith("measure."):
                answer["outcome"] = "applied" if self._do(ref, message) else "already"
            if message["type"] == "account.notice":
                answer["outcome"] = "applied" if self._tell(ref, message) else "already"
            if message["type"] == "account.snapshot":
                answer["account"] = account
            in_force = sorted(self._in_force.get(ref, ()))
            return {**answer, "state": {"exists": True, "in_force": in_force}}

    def _do(self, ref: str, message: Document) -> bool:
        """Whether the message changed anything."""
        before = self._in_force.get(ref, set())
        after = _after(message, before)
        if message["id"] in self._done or after == before:
            return False
        self._write({"id": message["id"], "ref": ref, "in_force": sorted(after)})
        return True

    def _tell(self, ref: str, message: Document) -> bool:
        """Whether the user had not been told yet."""
        if message["id"] in self._done:
            return False
        self._write({"id": message["id"], "ref": ref, "notice": message["notice"]})
        return True

    def _write(self, entry: Document) -> None:
        with self._journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(entry) + "\n")
        self._keep(entry)

    def _remember(self, lines: Sequence[str]) -> None:
        for line in lines:
            self._keep(json.loads(line))

    def _keep(self, entry: Document) -> None:
        self._done.add(entry["id"])
        if "in_force" in entry:
            self._in_force[entry["ref"]] = set(entry["in_force"])


def _after(message: Document, before: set[str]) -> set[str]:
    """What is in force once the order is done: a lift leaves what stands."""
    if message["type"] == "measure.apply":
        return before | {message["measure"]}
    return (before - {message["measure"]}) | set(message["standing"])


class SamplePlatform(ThreadingHTTPServer):
    """The server, and how it is told to misbehave."""

    daemon_threads = True

    def __init__(
        self, port: int, webhook: Webhook, book: Book, *, fault: Fault, first: int, delay: float
    ) -> None:
        super().__init__(("127.0.0.1", port), Receiver)
        self.webhook = webhook
        self.book = book
        self._fault = fault
        self._left = first
        self._delay = delay
        self._count = Lock()

    def next_fault(self) -> Fault | None:
        """The fault for this message, if it is one of the first; waits `--delay` in any case."""
        time.sleep(self._delay)
        with self._count:
            if self._left <= 0:
                return None
            self._left -= 1
            return self._fault


class Receiver(BaseHTTPRequestHandler):
    """Verifies each message, acts, answers with the account's state."""

    server: SamplePlatform
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        """One message."""
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 < length <= MOST_BYTES:
            self._send(413, b"")
            return
        body = self.rfile.read(length)
        try:
            message = self.server.webhook.verify(body, dict(self.headers.items()))
        except WebhookVerificationError:
            self._send(401, b"")
            return
        self._answer(message)

    def _answer(self, message: Document) -> None:
        fault = self.server.next_fault()
        if fault is Fault.ERROR:
            self._send(500, b"")
            return
        if fault is Fault.RATE_LIMIT:
            self._send(429, b"", {"Retry-After": "1"})
            return
        answer = json.dumps(self.server.book.answer(message)).encode()
        if fault is Fault.DIE:
            os._exit(1)
        if fault is Fault.DROP:
            self._send(200, answer[: len(answer) // 2], {"Content-Length": str(len(answer))})
            self.close_connection = True
            return
        self._send(200, b"<html>not what you hoped for" if fault is Fault.GARBAGE else answer)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        told = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in {**told, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: standard output is for the port."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until told to stop."""
    options = _options(arguments)
    known = json.loads(options.accounts.read_text(encoding="utf-8"))
    accounts = {each["ref"]: each["account"] for each in known}
    platform = SamplePlatform(
        options.port,
        Webhook(options.secret_file.read_text(encoding="utf-8").strip()),
        Book(accounts, options.state),
        fault=options.fault,
        first=options.fail_first,
        delay=options.delay,
    )
    sys.stdout.write(f"{platform.server_address[1]}\n")
    sys.stdout.flush()
    platform.serve_forever()


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="A small platform for the demonstration")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--accounts", type=Path, required=True, help="JSON list of accounts")
    parser.add_argument("--state", type=Path, required=True, help="journal of what is in force")
    parser.add_argument("--secret-file", type=Path, required=True, help="holds whsec_...")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--fault", type=Fault, default=Fault.ERROR, choices=list(Fault))
    parser.add_argument("--fail-first", type=int, default=0, help="messages that meet the fault")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
