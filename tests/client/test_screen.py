"""Screening from Python while a sign-up waits: it goes on, whatever becomes of the server."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from pytest_django.live_server_helper import LiveServer

from staydown.client import Screening, Staydown
from staydown.kernel import actors, keys
from staydown.screening import actions as screening
from tests.api.screener import Screener
from tests.connectors import faulty
from tests.connectors.faulty import Behaviour, misbehaving

KEY = f"sdk_{'0' * 32}_{'0' * 64}"
ACCOUNT = {"id": "81", "platform": "matrix", "handle": "specimen"}
OVERLOADED = json.dumps({"code": "overloaded", "detail": "later", "status": 503}).encode()


@pytest.fixture
def screener(monkeypatch: pytest.MonkeyPatch) -> Screener:
    screener = Screener()
    monkeypatch.setattr(screening, "screen", screener.screen)
    return screener


@pytest.fixture
def key(transactional_db: None) -> str:
    return keys.make(actors.shell(), "specimen", ["screening.screen"])[1]


def screen(client: Staydown, bio: str = "", event: str = "e1", **more: Any) -> Screening:
    account = ACCOUNT | {"bio": bio}
    return client.screen(event=event, occasion="registration", account=account, **more)


def test_what_the_server_found(live_server: LiveServer, key: str, screener: Screener) -> None:
    with Staydown(live_server.url, key, timeout=20) as client:
        nothing, mirror, held = (screen(client, bio) for bio in ("", "returning", "on hold"))
        raw = {"phone": "+447700900123"}
        account = ACCOUNT | {"bio": "ہم \ud83d"}
        client.screen(event="e2", occasion="profile", account=account, client=raw)
    assert (nothing.verdict, nothing.advice, nothing.failed) == ("none", "admit", False)
    assert (mirror.verdict, mirror.advice) == ("likely", "admit")
    assert mirror.matches[0]["entry"] == "specimen-entry"
    assert (held.verdict, held.advice) == ("likely", "hold")
    assert held.hold == {"measure": "hold", "until": "2026-11-28T10:00:00Z"}
    assert (held.model, held.watchlist_version, held.replayed) == ("specimen", 17, False)
    [last] = screener.groups[-1]
    assert isinstance(last, dict)
    assert last["client"] == raw
    assert last["account"]["bio"] == "ہم ?"


def test_threads_share_one(live_server: LiveServer, key: str, screener: Screener) -> None:
    def one(number: int) -> str:
        return screen(client, event=f"e{number}").event

    with Staydown(live_server.url, key, timeout=30) as client, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(60))) == [f"e{number}" for number in range(60)]


FAULTS = {
    "hangs-up": (faulty.hangs_up, "unreachable"),
    "dies": (faulty.dies_in_mid_answer, "unreachable"),
    "silent": (faulty.keeps_silent, "timeout"),
    "drips": (faulty.drips, "timeout"),
    "drips-headers": (faulty.drips_headers, "timeout"),
    "floods": (faulty.floods, "unreadable-answer"),
    "bombs": (faulty.bombs, "unreadable-answer"),
    "page": (faulty.answers("200 OK", b"<h1>hello</h1>"), "unreadable-answer"),
    "list": (faulty.answers("200 OK", b"[]"), "unreadable-answer"),
    "other": (faulty.answers("200 OK", b'{"verdict": "yes"}'), "unreadable-answer"),
    "deep": (faulty.answers("200 OK", b"[" * 100_000), "unreadable-answer"),
    "odd-hold": (faulty.answers("200 OK", b'{"verdict":"none","hold":3}'), "unreadable-answer"),
    "moved": (faulty.answers("302 Found", Location="https://example.org/"), "http-302"),
    "proxy": (faulty.answers("502 Bad Gateway", b"<h1>"), "http-502"),
    "fault": (faulty.answers("500 Oh", b'{"code":"internal","detail":""}'), "internal"),
    "shed": (faulty.answers("503 Later", OVERLOADED, Retry_After="7"), "overloaded"),
    "no-http": (lambda _faulty, client: client.sendall(b"\x00\x01\x02\r\n\r\n"), "unreachable"),
}


@pytest.mark.parametrize("policy", ["open", "hold"])
@pytest.mark.parametrize(("behaviour", "reason"), FAULTS.values(), ids=FAULTS)
def test_a_server_that_fails_leaves_the_policy(
    behaviour: Behaviour, reason: str, policy: Any
) -> None:
    with misbehaving(behaviour) as server:
        # Long enough for what is no time-out; a flood of loopback takes its while.
        seconds = 0.3 if reason == "timeout" else 20.0
        with Staydown(server.url, KEY, timeout=seconds, on_failure=policy) as client:
            found = screen(client)
    assert (found.failed, found.verdict, found.reason) == (True, "unknown", reason)
    assert found.advice == ("admit" if policy == "open" else "hold")
    assert found.event == "e1"


def test_nobody_listens() -> None:
    with Staydown(faulty.closed_port(), KEY, timeout=20) as client:
        assert screen(client).reason == "unreachable"


def test_a_key_that_opens_nothing_is_a_failure_and_no_exception(
    live_server: LiveServer, transactional_db: None
) -> None:
    with Staydown(live_server.url, KEY, timeout=20, on_failure="hold") as client:
        found = screen(client)
    assert (found.reason, found.advice) == ("key-unknown", "hold")


def test_while_the_server_sheds_load_it_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    from staydown.client import wire

    now = 1_000.0
    monkeypatch.setattr(wire, "monotonic", lambda: now)
    behaviour = faulty.answers("503 Later", OVERLOADED, Retry_After="7")
    with misbehaving(behaviour) as server, Staydown(server.url, KEY, timeout=20) as client:
        assert {screen(client).reason for _ in range(20)} == {"overloaded"}
        assert len(server.requests) == 1
        now += 6.9
        screen(client)
        assert len(server.requests) == 1
        now += 0.2
        screen(client)
        assert len(server.requests) == 2


@pytest.mark.parametrize(("told", "longest"), [("86400", 60.1), ("soon", 1.1), ("", 1.1)])
def test_no_server_is_left_alone_for_long(told: str, longest: float) -> None:
    behaviour = faulty.answers("503 Later", OVERLOADED, Retry_After=told)
    with misbehaving(behaviour) as server, Staydown(server.url, KEY, timeout=20) as client:
        screen(client)
        assert 0 < client._wire.shed_seconds("screen") <= longest


def test_a_connection_that_was_closed_while_idle_is_made_again() -> None:
    good = b'{"verdict": "none", "matches": [], "hold": null}'
    first = threading.Event()

    def closes_once(server: faulty.Faulty, client: Any) -> None:
        if first.is_set():
            faulty.answers("200 OK", good)(server, client)
        first.set()

    with misbehaving(closes_once) as server, Staydown(server.url, KEY, timeout=20) as client:
        assert screen(client).verdict == "none"
        assert len(server.requests) == 2


def test_whoever_waits_for_a_thread_waits_no_longer_than_the_timeout() -> None:
    with (
        misbehaving(faulty.keeps_silent) as server,
        Staydown(server.url, KEY, timeout=0.3, connections=1) as client,
        ThreadPoolExecutor(6) as pool,
    ):
        found = list(pool.map(lambda _: screen(client), range(6)))
        assert {one.reason for one in found} == {"timeout"}
        assert len(server.requests) <= 3


def test_a_closed_client_fails_by_its_policy() -> None:
    client = Staydown("http://127.0.0.1:1", KEY, on_failure="hold")
    client.close()
    assert (screen(client).reason, screen(client).advice) == ("closed", "hold")


def test_a_fault_of_the_transport_itself_is_a_failure() -> None:
    def breaks(request: httpx.Request) -> httpx.Response:
        raise RuntimeError("specimen")

    with Staydown("http://127.0.0.1:1", KEY, transport=httpx.MockTransport(breaks)) as client:
        assert screen(client).reason == "client-fault"


MISUSE: dict[str, Callable[[], object]] = {
    "url": lambda: Staydown("staydown.example.org", KEY),
    "policy": lambda: Staydown("https://staydown.example.org", KEY, on_failure="closed"),  # type: ignore[arg-type]
    "timeout": lambda: Staydown("https://staydown.example.org", KEY, timeout=0),
    "key": lambda: Staydown("https://staydown.example.org", "secret"),
    "key-with-a-line": lambda: Staydown("https://staydown.example.org", f"{KEY}\n"),
}


@pytest.mark.parametrize("attempt", MISUSE.values(), ids=MISUSE)
def test_misuse_is_said_at_once(attempt: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r".{20}") as error:
        attempt()
    assert "secret" not in str(error.value)


def _nested() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for _ in range(100_000):
        found = {"a": found}
    return found


@pytest.mark.parametrize(
    "given",
    [
        {"event": ""},
        {"event": "x" * 201},
        {"event": 7},
        {"occasion": "sign-up"},
        {"account": {}},
        {"account": {"id": "1"}},
        {"account": None},
        {"account": ACCOUNT | {"created_at": object()}},
        {"account": ACCOUNT | {"followers": float("nan")}},
        {"account": ACCOUNT | {"posts": _nested()}},
    ],
    ids=[str(number) for number in range(10)],
)
def test_a_document_that_no_server_could_use_is_misuse(given: dict[str, Any]) -> None:
    whole: dict[str, Any] = {"event": "e1", "occasion": "registration", "account": ACCOUNT}
    with Staydown("http://127.0.0.1:1", KEY) as client, pytest.raises(ValueError, match=r"."):
        client.screen(**whole | given)


def test_a_failure_is_logged_by_its_reason_and_without_the_account(
    caplog: pytest.LogCaptureFixture,
) -> None:
    logger = logging.getLogger("staydown")
    logger.addHandler(caplog.handler)
    try:
        with Staydown(faulty.closed_port(), KEY, timeout=20) as client:
            screen(client, "specimen bio")
    finally:
        logger.removeHandler(caplog.handler)
    [record] = [one for one in caplog.records if one.name.startswith("staydown.client")]
    assert record.code == "unreachable"  # type: ignore[attr-defined]
    assert "specimen" not in json.dumps(record.__dict__, default=str)
