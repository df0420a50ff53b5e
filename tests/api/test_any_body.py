"""Whatever is sent to be screened, it is answered or refused: never a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staydown.kernel import actors, keys
from tests.api.answers import PROBLEM, content, lines

pytestmark = pytest.mark.django_db

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
_TEXT = st.text(st.characters(), max_size=40)
_FIELDS = (
    "handle", "display_name", "bio", "location", "language", "links", "created_at", "avatar",
    "posts", "follows", "groups", "client",
)  # fmt: skip
ACCOUNT = st.fixed_dictionaries(
    {"id": _TEXT | JSON, "platform": st.sampled_from(["x", "matrix"]) | JSON},
    optional=dict.fromkeys(_FIELDS, _TEXT | JSON),
)
DOCUMENT = st.fixed_dictionaries(
    {"event": _TEXT | JSON, "occasion": _TEXT | JSON, "account": ACCOUNT | JSON},
    optional={"client": JSON},
)
HALVES = st.text(max_size=20).map(
    lambda text: ('{"event": "\\ud83d' + text + '"}').encode("utf-8", "replace")
)
BODY = (
    st.binary(max_size=300)
    | HALVES
    | (JSON | DOCUMENT).map(lambda value: json.dumps(value).encode())
    | DOCUMENT.map(lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
)

many = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@pytest.fixture
def program(db: None) -> Client:
    _, text = keys.make(actors.shell(), "specimen", ["screening.screen"])
    return Client(headers={"Authorization": f"Bearer {text}"}, raise_request_exception=False)


@many
@given(body=BODY)
def test_one_account(program: Client, body: bytes) -> None:
    response = program.post("/api/v1/screen", body, content_type="application/json")
    assert response.status_code in (200, 422, 503), (body, content(response))
    found: Any = response.json()
    if response.status_code != 200:
        assert response.headers["Content-Type"] == PROBLEM
        assert found["code"]


@many
@given(body=st.lists(BODY, max_size=5))
def test_lines(program: Client, body: list[bytes]) -> None:
    raw = b"\n".join(body)
    response = program.post("/api/v1/screen/batch", raw, content_type="application/x-ndjson")
    if response.status_code == 503:  # without a watchlist, and then as a whole
        return
    assert response.status_code == 200, (raw, content(response))
    assert len(lines(response)) == sum(1 for line in raw.split(b"\n") if line.strip())


@many
@given(raw=st.text(max_size=80) | st.binary(max_size=80).map(lambda raw: raw.decode("latin-1")))
def test_any_header_for_a_key(raw: str) -> None:
    client = Client(HTTP_AUTHORIZATION=raw)
    response = client.post("/api/v1/screen", b"{}", content_type="application/json")
    assert response.status_code == 401
