"""The API behind the real web server: streams, connections that break, a database at work."""

from __future__ import annotations

import http.client
import json
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import pytest

from staydown.api.streams import AT_ONCE
from staydown.client import Staydown
from tests.support.installation import ROOT, Installation

pytestmark = pytest.mark.slow

PATIENCE = 60


@dataclass(frozen=True)
class Served:
    """Where it is, a key for it, and its files."""

    port: int
    key: str
    installation: Installation

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        with closing(self.connect()) as connection:
            connection.request("POST", path, body, {"Authorization": f"Bearer {self.key}"})
            response = connection.getresponse()
            return response.status, response.read()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    installation = Installation.new(tmp_path_factory.mktemp("served") / "data")
    made = installation.command("keys", "add", "specimen", "--scope", "screening.screen")
    assert made.status == 0, made.err
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "4", "--no-ws",
        "--log-level", "warning", "tests.api.served:application",
    ]  # fmt: skip
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment = {**installation.environment(), "PYTHONPATH": paths}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        _wait_for(port, process)
        yield Served(port, made.out.strip(), installation)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + PATIENCE
    while monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            sleep(0.05)
    raise AssertionError("the web server does not start")


def document(number: int) -> dict[str, object]:
    account = {"id": str(number), "platform": "x", "bio": "specimen " * 20}
    return {"event": f"e{number}", "occasion": "profile", "account": account}


def lines(count: int) -> bytes:
    return b"".join(json.dumps(document(number)).encode() + b"\n" for number in range(count))


def _opened(served: Served, head: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", served.port), PATIENCE)
    start = "POST /api/v1/screen/batch HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    connection.sendall(f"{start}{served.key}\r\n{head}\r\n\r\n".encode())
    return connection


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def test_answers_come_while_the_request_is_still_being_sent(served: Served) -> None:
    with _opened(served, "Transfer-Encoding: chunked\r\nConnection: close") as connection:
        connection.sendall(_chunk(lines(600)))
        seen = b""
        while b'"e0"' not in seen:
            part = connection.recv(65536)
            assert part, seen
            seen += part
        connection.sendall(_chunk(lines(100)) + b"0\r\n\r\n")
        while part := connection.recv(65536):
            seen += part
    assert seen.startswith(b"HTTP/1.1 200")
    assert seen.count(b'"verdict":"none"') == 700


def test_connections_that_break_keep_no_slot(served: Served) -> None:
    for number in range(2 * AT_ONCE + 1):
        length = f"Content-Length: {len(lines(600))}"
        with _opened(served, length) as connection:
            connection.sendall(lines(100 if number % 2 else 500))
            if not number % 2:
                assert connection.recv(1000)
    end = monotonic() + PATIENCE
    while True:
        answers = [served.post("/api/v1/screen/batch", lines(3)) for _ in range(AT_ONCE + 1)]
        if {status for status, _ in answers} == {200} or monotonic() > end:
            break
        sleep(0.1)
    assert [body.count(b'"verdict":"none"') for _, body in answers] == [3] * (AT_ONCE + 1)


def test_a_document_of_unknown_length_is_screened(served: Served) -> None:
    body = json.dumps(document(1)).encode()
    with closing(served.connect()) as connection:
        headers = {"Authorization": f"Bearer {served.key}"}
        parts = iter([body[:10], body[10:]])
        connection.request("POST", "/api/v1/screen", parts, headers, encode_chunked=True)
        response = connection.getresponse()
        assert (response.status, json.loads(response.read())["event"]) == (200, "e1")


def test_a_body_beyond_the_limit_is_refused_and_the_server_goes_on(served: Served) -> None:
    assert served.post("/api/v1/screen", b" " * 1_000_001)[0] == 413
    assert served.post("/api/v1/screen", json.dumps(document(1)).encode())[0] == 200


def test_the_client_screens_one_and_many(served: Served) -> None:
    def one(number: int) -> str:
        found = client.screen(**document(number))  # type: ignore[arg-type]
        return found.reason or found.verdict

    with (
        Staydown(served.url, served.key, timeout=PATIENCE) as client,
        ThreadPoolExecutor(8) as pool,
    ):
        assert set(pool.map(one, range(200))) == {"none"}
        many = list(client.screen_many(document(number) for number in range(1_000)))
    assert [found.event for found in many if not found.failed] == [f"e{n}" for n in range(1_000)]


def test_a_sign_up_does_not_wait_for_a_long_import(served: Served, tmp_path: Path) -> None:
    if served.installation.database_url:
        pytest.skip("on PostgreSQL an import locks no other rows")
    made = served.installation.command("keys", "add", "other", "--scope", "screening.screen")
    fresh = Served(served.port, made.out.strip(), served.installation)
    file = served.installation.folder / "staydown.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None)) as importing:
        importing.execute("BEGIN IMMEDIATE")
        # Without its own patience the database's, a minute, would be waited out.
        with Staydown(fresh.url, fresh.key, timeout=30) as client:
            found = client.screen(**document(1))  # type: ignore[arg-type]
        importing.execute("ROLLBACK")
    assert (found.reason, found.verdict) == ("", "none")
