"""Every operation declares one scope, and lets in just who holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from staydown.api import urls
from staydown.api.access import Key
from staydown.api.describing import scopes_of
from staydown.api.v1 import api
from staydown.kernel import actors, clock, keys
from staydown.kernel.permissions import FOR_KEYS
from tests.api.answers import refusal
from tests.api.conftest import With
from tests.api.screener import Screener

pytestmark = pytest.mark.django_db

#: The promise to those who hand out keys.
SCOPES = {
    "screen": "screening.screen",
    "screenBatch": "screening.screen",
    "submitBatch": "referrals.submit",
    "readBatch": "referrals.read",
    "readAnswer": "referrals.read",
    "listCases": "cases.read",
    "readCase": "cases.read",
    "listDeliveries": "deliveries.read",
    "readDelivery": "deliveries.read",
    "listMatches": "matches.read",
    "readMatch": "matches.read",
    "readReturns": "matches.read",
}
#: What is there without a key: the description, and the root, where there is nothing.
OPEN = {"openapi-json", "api-root"}


def operations() -> Iterator[tuple[str, str, str, Any]]:
    """(id, method, path, what lets in) of each operation, hidden ones too."""
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                where = "/api/v1" + re.sub(r"\{uuid\w*:\w+\}", str(uuid4()), path)
                for method in operation.methods:
                    yield operation.operation_id, method, where, operation.auth_callbacks


ALL = [pytest.param(*one[1:], SCOPES.get(one[0], "?"), id=one[0]) for one in operations()]


def test_each_operation_declares_its_scope() -> None:
    assert scopes_of(api) == SCOPES


def test_an_operation_without_a_scope_lets_nobody_in_and_is_noticed() -> None:
    from ninja import NinjaAPI

    from staydown.api.access import Undeclared

    bare = NinjaAPI(auth=Undeclared(), urls_namespace="bare")
    bare.get("/x", operation_id="x")(lambda request: request)
    with pytest.raises(KeyError, match="x declares no scope"):
        scopes_of(bare)


def test_nothing_else_is_served_under_the_api() -> None:
    served = [one for one in urls.urlpatterns if isinstance(one, URLPattern)]
    assert len(served) == len(urls.urlpatterns)
    paths = {path.removeprefix("/api/v1/") for _, _, path, _ in operations()}
    others = {one.name for one in served if not any(one.pattern.match(path) for path in paths)}
    assert others == OPEN
    assert [one for one in get_resolver().url_patterns if "api/" in str(one.pattern)]


@pytest.mark.parametrize(("method", "path", "guards", "scope"), ALL)
def test_a_key_opens_what_its_scope_says_and_nothing_else(
    with_key: With, screener: Screener, method: str, path: str, guards: Any, scope: str
) -> None:
    [guard] = guards
    assert isinstance(guard, Key)
    for held in sorted(FOR_KEYS):
        response = with_key(held).generic(method, path)
        if held == scope:
            assert response.status_code not in (401, 403, 500)
        else:
            assert refusal(response, 403)["code"] == "scope-missing"
    everything_else = FOR_KEYS - {scope}
    refusal(with_key(*everything_else).generic(method, path), 403)


@pytest.mark.parametrize(("method", "path", "guards", "scope"), ALL)
def test_without_a_key_that_works_nothing_opens(
    method: str, path: str, guards: Any, scope: str
) -> None:
    for header, code in bad_headers():
        headers = {"Authorization": header} if header is not None else {}
        response = Client(headers=headers).generic(method, path)
        assert refusal(response, 401)["code"] == code
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


def bad_headers() -> list[tuple[str | None, str]]:
    """Headers that open nothing, with the code of their refusal."""
    shell = actors.shell()
    with clock.frozen(clock.now() - timedelta(days=2)):
        _, expired = keys.make(shell, "old", FOR_KEYS, days=1)
    view, revoked = keys.make(shell, "gone", FOR_KEYS)
    keys.revoke(shell, view.id)
    _, good = keys.make(shell, "good", FOR_KEYS)
    return [
        (None, "key-missing"),
        ("", "key-missing"),
        (good, "key-missing"),
        (f"Basic {good}", "key-missing"),
        ("Bearer", "key-unknown"),
        (f"Bearer {good}0", "key-unknown"),
        (f"Bearer {good[:-1]}", "key-unknown"),
        (f"Bearer sdk_{uuid4().hex}_{'0' * 64}", "key-unknown"),
        (f"Bearer {expired}", "key-expired"),
        (f"Bearer {revoked}", "key-revoked"),
    ]


def test_a_session_of_the_console_opens_nothing(client: Client) -> None:
    from staydown.kernel.permissions import Role
    from tests.support import world

    client.force_login(world.person("specimen", *Role))
    refusal(client.get("/api/v1/cases"), 401)


def test_a_key_opens_nothing_of_the_console(with_key: With) -> None:
    response = with_key(*FOR_KEYS).get("/deliveries")
    assert response.status_code == 302
    assert "/login" in response.headers["Location"]
