"""Screening one account over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from staydown.kernel.errors import ConfigurationError
from tests.api.answers import content, refusal
from tests.api.conftest import With
from tests.api.screener import Screener

pytestmark = pytest.mark.django_db

ACCOUNT = {"id": "81", "platform": "x", "handle": "specimen"}


@pytest.fixture
def program(with_key: With, screener: Screener) -> Client:
    return with_key("screening.screen")


def document(bio: str = "", **more: Any) -> dict[str, Any]:
    return {"event": "e1", "occasion": "registration", "account": ACCOUNT | {"bio": bio}} | more


def post(program: Client, body: bytes | dict[str, Any], **more: Any) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return program.post("/api/v1/screen", raw, content_type="application/json", **more)


def test_an_account_without_a_match(program: Client) -> None:
    response = post(program, document())
    assert response.status_code == 200
    assert response.json() == {
        "event": "e1", "account": "81", "verdict": "none", "matches": [], "hold": None,
        "model": "specimen", "watchlist_version": 17, "replayed": False, "warnings": [],
    }  # fmt: skip
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_likely_mirror_with_its_evidence_in_its_own_letters(program: Client) -> None:
    response = post(program, document("returning"))
    assert response.json()["verdict"] == "likely"
    assert "ہم واپس آگئے".encode() in content(response)


def test_the_key_is_the_author(program: Client, screener: Screener) -> None:
    post(program, document())
    [actor] = screener.actors
    assert actor.kind == "key"
    assert actor.permissions == {"screening.screen"}


def test_screening_gets_the_document_as_it_was_sent(program: Client, screener: Screener) -> None:
    sent = document("ہم", client={"phone": "+447700900123", "ips": ["203.0.113.7"]})
    post(program, sent)
    assert screener.groups == [[sent]]


def test_without_a_match_nothing_is_asked_of_the_database(
    program: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post(program, document())
    with django_assert_num_queries(0):
        for _ in range(10):
            post(program, document())


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"\xff\xfe", "not-json"),
        (b'{"event": NaN}', "not-json"),
        (b'{"event": 1} {}', "not-json"),
        (b"[" * 200_000, "not-json"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "not-json"),
        (b"1" * 5_000, "not-json"),
        (b"[]", "not-an-object"),
        (b"null", "not-an-object"),
    ],
)
def test_what_is_no_document_is_unusable(program: Client, body: bytes, code: str) -> None:
    assert refusal(post(program, body), 422)["code"] == code


def test_what_screening_cannot_use_is_said_with_its_field(program: Client) -> None:
    found = refusal(post(program, document(account={})), 422)
    assert found["errors"] == [
        {"field": "account.id", "code": "account", "text": "account wants an id"}
    ]


def test_a_mark_before_the_document_is_no_part_of_it(program: Client) -> None:
    assert post(program, b"\xef\xbb\xbf" + json.dumps(document()).encode()).status_code == 200


def test_halves_of_characters_and_nul_are_mended_and_the_account_is_screened(
    program: Client, screener: Screener
) -> None:
    body = json.dumps(document("a\ud83db\0c \U0001f319")).encode()
    assert post(program, body).status_code == 200
    [[sent]] = screener.groups
    assert sent["account"]["bio"] == "a\ufffdbc \U0001f319"  # type: ignore[index]


@pytest.mark.parametrize("length", [True, False])
def test_a_document_may_have_a_megabyte_and_not_more(program: Client, length: bool) -> None:
    head = {} if length else {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}
    empty = len(json.dumps(document("")).encode())
    fits = json.dumps(document("x" * (1_000_000 - empty))).encode()
    assert len(fits) == 1_000_000
    if length:
        assert post(program, fits).status_code == 200
    found = refusal(post(program, fits + b" " * 70_000, **head), 413)
    assert found["code"] == "too-large"


def test_an_overload_says_when_to_come_back(program: Client, screener: Screener) -> None:
    screener.overloaded(1, seconds=3)
    response = post(program, document())
    assert refusal(response, 503)["code"] == "overloaded"
    assert response.headers["Retry-After"] == "3"


def test_a_lost_database_is_a_503_and_a_fault_a_500_and_neither_tells_of_itself(
    program: Client, screener: Screener
) -> None:
    screener.raising = [
        OperationalError("password of specimen"),
        ConfigurationError("no-model", "cannot read a file of specimen"),
        RuntimeError("specimen"),
    ]
    for status, code in ((503, "database"), (503, "no-model"), (500, "internal")):
        response = post(program, document())
        assert refusal(response, status)["code"] == code
        assert b"specimen" not in content(response)
        assert ("Retry-After" in response.headers) == (status == 503)
