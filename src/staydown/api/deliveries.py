"""Deliveries over HTTP: how measures fare on the platforms."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from staydown.api.access import Key, caller_of
from staydown.api.paging import Asked, Page, page, refuse_unknown
from staydown.enforcement import queries

router = Router(tags=["deliveries"])


class Attempt(Schema):
    """One call to the platform and what came of it."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


class Delivery(Schema):
    """Carrying a measure to the platform (`apply`) or undoing it (`lift`)."""

    delivery: UUID = Field(alias="id")
    measure: UUID
    case: UUID
    verb: str
    ref: str
    state: str
    confirmed: bool
    connector: str
    problem: str
    detail: str
    made_at: datetime
    ended_at: datetime | None
    next_at: datetime
    attempts: list[Attempt]


class Chosen(Asked):
    """Which deliveries."""

    case: UUID | None = None
    state: Literal["waiting", "done", "stuck", "void"] | None = None


@router.get(
    "/deliveries",
    auth=Key("deliveries.read"),
    operation_id="listDeliveries",
    summary="List deliveries",
    response=Page[Delivery],
)
def deliveries(request: HttpRequest, chosen: Query[Chosen]) -> Any:
    """The newest first."""
    refuse_unknown(request, Chosen)
    found = queries.deliveries(
        caller_of(request).actor,
        state=chosen.state or "",
        case=chosen.case,
        after=chosen.after,
        limit=chosen.limit + 1,
    )
    return page(found, chosen.limit)


@router.get(
    "/deliveries/{uuid:delivery_id}",
    auth=Key("deliveries.read"),
    operation_id="readDelivery",
    summary="Read a delivery",
    response=Delivery,
)
def delivery(request: HttpRequest, delivery_id: UUID) -> Any:
    """With every attempt."""
    return queries.delivery(caller_of(request).actor, delivery_id)
