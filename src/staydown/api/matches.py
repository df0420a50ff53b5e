"""Matches over HTTP: suspected returns, and how many there were."""

from __future__ import annotations

import csv
import io
from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from staydown.api import bodies
from staydown.api.access import Key, caller_of
from staydown.api.paging import Asked, page, refuse_unknown
from staydown.kernel.errors import InputError
from staydown.screening import queries

router = Router(tags=["matches"])


class Chosen(Asked):
    """Which matches."""

    state: str = Field("", max_length=40)


@router.get(
    "/matches",
    auth=Key("matches.read"),
    operation_id="listMatches",
    summary="List matches",
    response=dict[str, Any],
)
def matches(request: HttpRequest, chosen: Query[Chosen]) -> Any:
    """The newest first: `items`, each as `readMatch` gives it, and `next`."""
    refuse_unknown(request, Chosen)
    found = queries.matches(
        caller_of(request).actor, state=chosen.state, after=chosen.after, limit=chosen.limit + 1
    )
    shown = page(found, chosen.limit)
    return shown | {"items": [asdict(one) for one in shown["items"]]}


@router.get(
    "/matches/{uuid:match_id}",
    auth=Key("matches.read"),
    operation_id="readMatch",
    summary="Read a match",
    response=dict[str, Any],
)
def match(request: HttpRequest, match_id: UUID) -> Any:
    """An account that may continue a removed one, with the evidence for and against."""
    return asdict(queries.match(caller_of(request).actor, match_id))


@router.get(
    "/returns",
    auth=Key("matches.read"),
    operation_id="readReturns",
    summary="Returns of removed accounts",
    openapi_extra={"responses": {200: {"content": {"application/json": {}, "text/csv": {}}}}},
)
def returns(
    request: HttpRequest,
    since: datetime | None = None,
    until: datetime | None = None,
    format: Literal["json", "csv"] = "json",
) -> HttpResponse:
    """How often, how fast and how many times removed accounts came back in a period."""
    for name, moment in (("since", since), ("until", until)):
        if moment is not None and moment.tzinfo is None:
            text = f"{name} wants a moment with its zone, such as 2026-11-28T00:00:00Z"
            raise InputError("no-zone", text, field=name)
    report = queries.returns(caller_of(request).actor, since=since, until=until)
    if format == "csv":
        return HttpResponse(_table(report.as_rows()), content_type="text/csv; charset=utf-8")
    return HttpResponse(bodies.dumped(report.as_json()), content_type="application/json")


def _table(rows: list[dict[str, Any]]) -> str:
    """CSV with a header; nothing that a spreadsheet program would run (CWE-1236)."""
    out = io.StringIO()
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _harmless(value) for name, value in row.items()})
    return out.getvalue()


def _harmless(value: object) -> object:
    runs = isinstance(value, str) and value.lstrip()[:1] in ("=", "+", "-", "@")
    return f"'{value}" if runs else value
