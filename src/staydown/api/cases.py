"""Cases over HTTP: read, never decided."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from staydown.api.access import Key, caller_of
from staydown.api.paging import Asked, Page, page, refuse_unknown
from staydown.cases import queries

router = Router(tags=["cases"])


class Clock(Schema):
    """A deadline as it stands now."""

    state: str
    started_at: datetime
    due_at: datetime | None
    paused_for: str | None
    met_at: datetime | None
    met_in_time: bool | None


class Referral(Schema):
    """That a peer referred the account, with its row as sent."""

    id: UUID
    batch: UUID
    peer: str
    peer_name: str
    instrument: str
    ref: str
    item: str
    row: int
    sheet: str | None
    cells: dict[str, str]
    claims: list[dict[str, Any]]
    reasons: list[dict[str, str]]
    clock: Clock
    open: bool

    @staticmethod
    def resolve_instrument(view: Any) -> str:
        """The instrument's id."""
        return str(view.instrument.id)


class Decision(Schema):
    """A statement of reasons."""

    id: UUID
    outcome: str
    ground: str
    legal_instrument: str
    legal_ground: str
    policy_ground: str
    facts: str
    explanation: str
    territories: list[str]
    automated_detection: bool
    exceptions: dict[str, str]
    acknowledged: list[str]
    decided_by: str
    decided_at: datetime
    lifts: UUID | None


class Measure(Schema):
    """What must hold on the platform."""

    id: UUID
    decision: UUID
    kind: str
    territories: list[str]
    wanted_at: datetime
    lifted_at: datetime | None
    in_force: bool


class Case(Schema):
    """All that concerns the decision about one account; `earlier` are its cases before."""

    case: UUID = Field(alias="id")
    ref: str
    url: str | None
    opened_at: datetime
    open: bool
    contradicted: list[str]
    referrals: list[Referral]
    decisions: list[Decision]
    measures: list[Measure]
    earlier: list[UUID]


class CaseLine(Schema):
    """A case in a list; `outcome` is the newest decision's, or null."""

    case: UUID = Field(alias="id")
    ref: str
    open: bool
    opened_at: datetime
    outcome: str | None
    peers: list[str]
    instruments: list[str]
    verdict: str


class Chosen(Asked):
    """Which cases."""

    state: Literal["open", "closed"] | None = None
    ref: str = Field("", description="An account reference, such as `x:handle:specimen`")


@router.get(
    "/cases",
    auth=Key("cases.read"),
    operation_id="listCases",
    summary="List cases",
    response=Page[CaseLine],
)
def cases(request: HttpRequest, chosen: Query[Chosen]) -> Any:
    """The newest first."""
    refuse_unknown(request, Chosen)
    found = queries.listed(
        caller_of(request).actor,
        open=None if chosen.state is None else chosen.state == "open",
        ref=chosen.ref,
        after=chosen.after,
        limit=chosen.limit + 1,
    )
    return page(found, chosen.limit)


@router.get(
    "/cases/{uuid:case_id}",
    auth=Key("cases.read"),
    operation_id="readCase",
    summary="Read a case",
    response=Case,
)
def case(request: HttpRequest, case_id: UUID) -> Any:
    """With its referrals, decisions and measures."""
    return queries.case_page(caller_of(request).actor, case_id)
