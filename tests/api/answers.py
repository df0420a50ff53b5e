"""Reading what the API answers."""

from __future__ import annotations

import json
from typing import Any

from django.http.response import HttpResponseBase

PROBLEM = "application/problem+json"


def content(response: HttpResponseBase) -> bytes:
    """The whole body, streamed or not."""
    return response.getvalue()  # type: ignore[attr-defined, no-any-return]


def lines(response: HttpResponseBase) -> list[dict[str, Any]]:
    """The documents of an answer in JSON Lines."""
    assert response.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in content(response).splitlines()]


def refusal(response: HttpResponseBase, status: int) -> dict[str, Any]:
    """The problem document, which every refusal is, and which no cache keeps."""
    assert response.status_code == status, content(response)
    assert response.headers["Content-Type"] == PROBLEM
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    found: dict[str, Any] = json.loads(content(response))
    assert found["type"] == f"urn:staydown:{found['code']}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    return found
