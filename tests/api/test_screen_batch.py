"""Screening a stream of lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from staydown.api import bodies, streams
from staydown.api.problems import TooLarge
from tests.api.answers import content, lines, refusal
from tests.api.conftest import With
from tests.api.screener import Screener

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(with_key: With, screener: Screener) -> Client:
    return with_key("screening.screen")


@pytest.fixture(autouse=True)
def every_slot_is_given_back() -> Iterator[None]:
    yield
    taken = [streams.Slot.taken() for _ in range(streams.AT_ONCE)]
    for slot in taken:
        slot.free()


def line(number: int, bio: str = "") -> bytes:
    account = {"id": str(number), "platform": "x", "bio": bio}
    return json.dumps({"event": f"e{number}", "occasion": "profile", "account": account}).encode()


def post(program: Client, body: bytes) -> Any:
    return program.post("/api/v1/screen/batch", body, content_type="application/x-ndjson")


def test_each_line_is_answered_in_order(program: Client, screener: Screener) -> None:
    body = b"\n".join(line(number, "returning" if number == 7 else "") for number in range(450))
    found = lines(post(program, body))
    assert [one["event"] for one in found] == [f"e{number}" for number in range(450)]
    assert [one["event"] for one in found if one["verdict"] == "likely"] == ["e7"]
    assert [len(group) for group in screener.groups] == [200, 200, 50]


def test_a_line_that_cannot_be_used_is_answered_with_its_number_and_the_rest_goes_on(
    program: Client,
) -> None:
    sent = [line(1), b"no json", b"", b'{"event": "e4"}', b"[" * 100_000, line(6), b"[]"]
    found = lines(post(program, b"\r\n".join(sent) + b"\n"))
    told = [(one.get("line"), one.get("event"), one.get("error", {}).get("code")) for one in found]
    assert told == [
        (None, "e1", None),
        (2, None, "not-json"),
        (4, "e4", "account"),
        (5, None, "not-json"),
        (None, "e6", None),
        (7, None, "not-an-object"),
    ]


def test_a_line_of_more_than_a_megabyte_is_skipped(program: Client, screener: Screener) -> None:
    found = lines(post(program, b"\n".join([line(1), b"x" * 3_000_000, line(3)])))
    assert found[1] == {
        "line": 2,
        "event": None,
        "error": {"code": "too-large", "message": "at most 1,000,000 bytes are taken here"},
    }
    assert [one.get("event") for one in found] == ["e1", None, "e3"]


def test_lines_are_cut_the_same_however_they_arrive() -> None:
    body = b"a\nbb\n\n" + b"c" * 25 + b"\n" + b"d" * 10 + b"\ne"

    def cut(step: int) -> list[bytes | str]:
        parts = iter([body[at : at + step] for at in range(0, len(body), step)])
        found = bodies.lines(lambda _: next(parts, b""), limit=10)
        return [one.code if isinstance(one, TooLarge) else one for one in found]

    wanted = [b"a", b"bb", b"", "too-large", b"d" * 10, b"e"]
    assert [cut(step) for step in range(1, len(body) + 1)] == [wanted] * len(body)


def test_a_long_line_is_never_held_whole() -> None:
    read = 0

    def endless(size: int) -> bytes:
        nonlocal read
        read += size
        return b"x" * size if read < 50_000_000 else b""

    import tracemalloc

    tracemalloc.start()
    [found] = list(bodies.lines(endless))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found, TooLarge)
    assert peak < 5_000_000


def test_nothing_in_is_nothing_out(program: Client, screener: Screener) -> None:
    assert lines(post(program, b"")) == lines(post(program, b"\n\r\n \n")) == []
    assert screener.groups == []


def test_an_overload_at_the_start_refuses_the_whole(program: Client, screener: Screener) -> None:
    screener.overloaded(1, seconds=4)
    response = post(program, line(1))
    assert refusal(response, 503)["code"] == "overloaded"
    assert response.headers["Retry-After"] == "4"


def test_an_overload_in_the_middle_is_waited_out(program: Client, screener: Screener) -> None:
    screener.overloaded(3, after=1)
    found = lines(post(program, b"\n".join(line(number) for number in range(300))))
    assert [one["verdict"] for one in found] == ["none"] * 300
    assert [len(group) for group in screener.groups] == [200, 100, 100, 100, 100]


def test_an_overload_without_end_is_said_line_by_line(
    program: Client, screener: Screener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streams, "PATIENCE_SECONDS", -1.0)
    screener.overloaded(1, after=1)
    found = lines(post(program, b"\n".join([*[line(n) for n in range(201)], b"x", line(202)])))
    assert [one["error"]["code"] for one in found[200:]] == ["overloaded", "not-json", "overloaded"]
    assert [one["event"] for one in found[200:]] == ["e200", None, "e202"]


def test_a_fault_in_the_middle_is_said_line_by_line_without_its_words(
    program: Client, screener: Screener
) -> None:
    screener.raising = [None, RuntimeError("specimen"), None]
    response = post(program, b"\n".join(line(number) for number in range(450)))
    found = lines(response)
    assert len(found) == 450
    assert {one["error"]["code"] for one in found if "error" in one} == {"internal"}
    assert [number for number, one in enumerate(found) if "error" in one] == [*range(200, 400)]
    assert b"specimen" not in content(response)


def test_a_fault_at_the_start_is_a_problem(program: Client, screener: Screener) -> None:
    screener.raising = [RuntimeError("specimen")]
    assert refusal(post(program, line(1)), 500)["code"] == "internal"


def test_batches_leave_threads_for_sign_ups(program: Client, screener: Screener) -> None:
    taken = [streams.Slot.taken() for _ in range(streams.AT_ONCE)]
    response = post(program, line(1))
    assert refusal(response, 503)["code"] == "batches-busy"
    assert int(response.headers["Retry-After"]) > 0
    one = program.post("/api/v1/screen", line(1), content_type="application/json")
    assert one.status_code == 200
    for slot in taken:
        slot.free()
        slot.free()  # twice is as good as once
    assert len(lines(post(program, line(1)))) == 1


def test_an_answer_that_nobody_reads_gives_its_slot_back(
    program: Client, screener: Screener
) -> None:
    body = b"\n".join(line(number) for number in range(300))
    for _ in range(streams.AT_ONCE + 1):
        response = post(program, body)
        assert response.status_code == 200
        response.close()
    assert [len(group) for group in screener.groups] == [200] * (streams.AT_ONCE + 1)
