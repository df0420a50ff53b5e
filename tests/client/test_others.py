"""The rest of the client: streams of accounts, referral files, reading."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from pytest_django.live_server_helper import LiveServer

from staydown.client import Refused, Staydown, StaydownClientError, Unreachable
from staydown.kernel import actors, keys
from staydown.kernel.permissions import FOR_KEYS
from staydown.screening import actions as screening
from staydown.screening import queries
from tests.api.screener import Screener
from tests.api.test_reading import Matches
from tests.connectors import faulty
from tests.connectors.faulty import misbehaving
from tests.support import world

KEY = f"sdk_{'0' * 32}_{'0' * 64}"


@pytest.fixture
def screener(monkeypatch: pytest.MonkeyPatch) -> Screener:
    screener = Screener()
    monkeypatch.setattr(screening, "screen", screener.screen)
    return screener


@pytest.fixture
def client(live_server: LiveServer, transactional_db: None) -> Iterator[Staydown]:
    _, text = keys.make(actors.shell(), "specimen", FOR_KEYS)
    with Staydown(live_server.url, text, timeout=20) as client:
        yield client


def document(number: int, bio: str = "") -> dict[str, Any]:
    account = {"id": str(number), "platform": "x", "bio": bio}
    return {"event": f"e{number}", "occasion": "activity", "account": account}


def test_many_accounts_are_answered_in_order_a_group_at_a_time(
    client: Staydown, screener: Screener
) -> None:
    taken = 0

    def endless() -> Iterator[dict[str, Any]]:
        nonlocal taken
        while True:
            yield document(taken, "returning" if taken == 3 else "")
            taken += 1

    found = client.screen_many(endless())
    first = [next(found) for _ in range(250)]
    assert [one.event for one in first] == [f"e{number}" for number in range(250)]
    assert [one.event for one in first if one.verdict == "likely"] == ["e3"]
    assert taken <= 401
    assert [len(group) for group in screener.groups] == [200, 200]


def test_a_line_that_the_server_cannot_use_fails_alone(
    client: Staydown, screener: Screener
) -> None:
    large = document(2, "x" * 1_100_000)
    odd = document(3)
    odd["account"]["id"] = 7
    found = list(client.screen_many([document(1), large, odd, document(4, "a\u2028b\x85")]))
    assert [one.reason for one in found] == ["", "too-large", "account", ""]
    assert [one.event for one in found] == ["e1", "e2", "e3", "e4"]


def test_an_overloaded_server_is_given_the_time_it_asks_for(
    client: Staydown, screener: Screener, monkeypatch: pytest.MonkeyPatch
) -> None:
    from staydown.client import staydown

    waits: list[float] = []
    monkeypatch.setattr(staydown.time, "sleep", waits.append)
    screener.overloaded(2)
    found = list(client.screen_many([document(1), document(2)]))
    assert [one.verdict for one in found] == ["none", "none"]
    assert len(waits) == 2
    assert all(0 < wait <= 1 for wait in waits)
    screener.overloaded(1, seconds=90)
    [found_later] = client.screen_many([document(3)], patience=5)
    assert found_later.reason == "overloaded"


def test_busy_with_batches_a_server_is_still_asked_about_a_sign_up() -> None:
    busy = json.dumps({"code": "batches-busy"}).encode()
    behaviour = faulty.answers("503 Later", busy, Retry_After="9")
    with misbehaving(behaviour) as server, Staydown(server.url, KEY, timeout=20) as client:
        [found] = client.screen_many([document(1)], patience=0)
        assert found.reason == "batches-busy"
        assert client._wire.shed_seconds("screen/batch") > 0
        client.screen(**document(2))
        assert len(server.requests) == 2


def test_a_stream_that_breaks_leaves_the_rest_to_the_policy() -> None:
    good = b'{"verdict": "none", "matches": [], "hold": null}\n'

    def breaks(_server: faulty.Faulty, client: Any) -> None:
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + good + good)

    with misbehaving(breaks) as server, Staydown(server.url, KEY, on_failure="hold") as client:
        found = list(client.screen_many([document(number) for number in range(4)]))
    assert [one.reason for one in found] == ["", "", "unreachable", "unreachable"]
    assert [one.advice for one in found] == ["admit", "admit", "hold", "hold"]


def test_a_stream_that_ends_early_says_so() -> None:
    good = b'{"verdict": "none", "matches": [], "hold": null}\n'
    behaviour = faulty.answers("200 OK", good)
    with misbehaving(behaviour) as server, Staydown(server.url, KEY) as client:
        found = list(client.screen_many([document(1), document(2)]))
    assert [one.reason for one in found] == ["", "answer-cut-off"]


def test_misuse_in_a_stream_is_said(client: Staydown) -> None:
    with pytest.raises(ValueError, match="event"):
        list(client.screen_many([{"occasion": "profile"}]))


def test_a_file_is_submitted_and_its_batch_and_cases_are_read(
    client: Staydown, tmp_path: Path
) -> None:
    world.add_peers()
    path = world.referral_file(tmp_path, world.SUPPORTED, world.NOT_AN_ACCOUNT, name="فہرست.csv")
    facts = {"reference": "F.1/2026"}
    done = client.submit_batch(path, world.MINISTRY, "tos-referral", facts=facts)
    assert [row["status"] for row in done["rows"]] == ["accepted", "returned"]
    assert client.submit_batch(path, world.MINISTRY, "tos-referral")["replayed"] is True
    batch = client.batch(done["batch"])
    assert (batch["file_name"], batch["counts"]["returned"]) == ("فہرست.csv", 1)
    case = client.case(done["rows"][0]["refs"][0]["case"])
    assert case["ref"] == "x:handle:specimen_river"


def test_matches_are_walked_page_by_page(client: Staydown, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Matches()
    monkeypatch.setattr(queries, "matches", kept.matches)
    assert [one["account"] for one in client.matches()] == ["a2", "a1", "a0"]
    assert [one["account"] for one in client.matches(state="confirmed")] == ["a2"]


def test_a_refusal_is_raised_with_its_facts(client: Staydown, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="404 no-such-case") as error:
        client.case(uuid4())
    assert (error.value.status, error.value.code, error.value.errors) == (404, "no-such-case", [])
    path = tmp_path / "x.csv"
    path.write_text("Account\nhttps://x.com/specimen_river\n")
    with pytest.raises(Refused) as error:
        client.submit_batch(path, "nobody", "tos-referral")
    assert error.value.code == "unknown-peer"
    assert isinstance(error.value, StaydownClientError)


@pytest.mark.parametrize(
    "behaviour",
    [faulty.hangs_up, faulty.answers("200 OK", b"<h1>"), faulty.answers("200 OK", b"[]")],
)
def test_no_answer_is_unreachable(behaviour: faulty.Behaviour) -> None:
    with (
        misbehaving(behaviour) as server,
        Staydown(server.url, KEY) as client,
        pytest.raises(Unreachable),
    ):
        client.batch(uuid4())


def test_an_id_that_is_none_is_misuse_and_leads_nowhere_else() -> None:
    with (
        Staydown("http://127.0.0.1:1", KEY) as client,
        pytest.raises(ValueError, match="hexadecimal"),
    ):
        client.case("../keys")
