"""The description of the API, and what is under /api that is no operation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from staydown.api import describing
from tests.api.answers import refusal
from tests.api.screener import Screener
from tests.api.test_access import SCOPES


def described() -> dict[str, Any]:
    response = Client().get("/api/v1/openapi.json")
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def operations(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for path in found["paths"].values() for one in path.values()]


def test_it_is_there_without_a_key_and_names_each_operation_and_its_scope() -> None:
    found = described()
    assert found["openapi"].startswith("3.1")
    told = {one["operationId"]: one["x-scope"] for one in operations(found)}
    assert told == SCOPES


def test_every_operation_says_how_it_refuses_and_that_it_wants_a_key() -> None:
    found = described()
    assert found["components"]["securitySchemes"]["Key"]["scheme"] == "bearer"
    for one in operations(found):
        content = one["responses"]["default"]["content"]
        assert content == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
        assert one["security"] == [{"Key": []}]


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(described())
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names <= set(described()["components"]["schemas"])
    assert {"ScreenRequest", "ScreenAnswer", "Account", "Problem"} <= names | {"ScreenRequest"}


def test_the_record_is_described_field_by_field() -> None:
    account = described()["components"]["schemas"]["Account"]
    assert account["required"] == ["id", "platform"]
    assert {"avatar", "posts", "client"} < set(account["properties"])


def test_what_screening_answers_is_as_described() -> None:
    account = {"id": "81", "platform": "x", "bio": "returning, on hold"}
    sent = {"event": "e1", "occasion": "registration", "account": account}
    describing.ScreenRequest.model_validate(sent)
    [found] = Screener().screen(_actor(), [sent])
    answer = describing.ScreenAnswer.model_validate(found.as_json())  # type: ignore[union-attr]
    assert answer.hold is not None


def _actor() -> Any:
    from staydown.kernel.actors import Actor

    return Actor("key", "1", frozenset({"screening.screen"}))


@pytest.mark.parametrize(
    "path", ["/api", "/api/", "/api/v1", "/api/v1/", "/api/v1/docs", "/api/v2/screen",
             "/api/v1/screen/", "/api/../login", "/api/v1/%00", "/api/v1/cases/x"],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_what_is_not_there_is_a_problem_and_never_a_page(path: str, method: str) -> None:
    assert refusal(Client().generic(method, path), 404)["code"] == "no-such-path"


@pytest.mark.parametrize(("path", "allowed"), [("screen", "POST"), ("cases", "GET")])
def test_another_method_is_refused_with_those_that_are_taken(path: str, allowed: str) -> None:
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} - {allowed}:
        response = Client().generic(method, f"/api/v1/{path}")
        assert refusal(response, 405)["code"] == "method-not-allowed"
        assert response.headers["Allow"] == allowed


@pytest.mark.django_db
def test_the_console_is_as_before() -> None:
    response = Client().get("/login")
    assert response.status_code == 200
    assert "csrftoken" in response.cookies
    assert "Content-Security-Policy" in response.headers
    assert Client().get("/apis").headers["Content-Type"].startswith("text/html")
