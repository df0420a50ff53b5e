"""Reading batches, rows and referrals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.liaison import queries as peers
from staydown.referrals import answers
from staydown.referrals.errors import NoSuchBatch
from staydown.referrals.judging import worst_verdict
from staydown.referrals.models import Batch, Referral, Row

__all__ = [
    "BatchView",
    "ReferralView",
    "answer",
    "batch",
    "batches",
    "cases_of",
    "claim_text",
    "contradicted_by_batch",
    "contradicted_rows",
    "organisations",
    "referrals_of",
    "rows",
    "summaries",
    "worst_verdict",
]


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch as lists and answers show it; no personal data."""

    id: UUID
    peer: str
    peer_name: str
    instrument: str
    file_name: str
    file_sha256: str
    received_at: datetime
    demand_date: date | None
    counts: dict[str, Any]

    @property
    def rows(self) -> int:
        """How many rows it had."""
        return sum(number for name, number in self.counts.items() if name != "refs")


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral of a case, with its row as sent and its clock now."""

    id: UUID
    batch: UUID
    peer: str
    peer_name: str
    instrument: peers.Instrument
    ref: str
    item: str
    row: int
    sheet: str | None
    cells: dict[str, str]
    claims: list[dict[str, Any]]
    reasons: list[dict[str, str]]
    clock: peers.ClockView
    open: bool

    @property
    def contradicted(self) -> list[str]:
        """The claims of its row that the lists contradict, as text."""
        return [claim_text(one) for one in self.claims if one["verdict"] == "contradicted"]

    @property
    def held_against_sender(self) -> list[str]:
        """Those of them that were checked on a copy of the list that is not too old to count."""
        fresh = [one for one in self.claims if not one.get("stale")]
        return [claim_text(one) for one in fresh if one["verdict"] == "contradicted"]


def claim_text(claim: dict[str, Any]) -> str:
    """A claim in one line, the form in which it is acknowledged."""
    return f"{claim['name']}: {claim['text']}"


def batches(actor: Actor, limit: int = 200) -> list[BatchView]:
    """The newest batches first."""
    actor.require("referrals.read")
    found = Batch.objects.select_related("peer").order_by("-id")[:limit]
    return [_view(one) for one in found]


def batch(actor: Actor, batch_id: UUID) -> BatchView:
    """One batch; NoSuchBatch where there is none."""
    actor.require("referrals.read")
    return _view(_found(batch_id))


def answer(actor: Actor, batch_id: UUID) -> Iterator[dict[str, Any]]:
    """The answer's rows in the sender's order, streamed; one ledger entry for the reading."""
    actor.require("referrals.read")
    found = _found(batch_id)
    with transaction.atomic():
        record("referrals.read", actor, data={"batch": str(found.id)})
    return answers.lines(found.id)


def rows(
    actor: Actor, batch_id: UUID, *, status: str = "", offset: int = 0, limit: int = 50
) -> tuple[int, list[dict[str, Any]]]:
    """How many rows a batch has, all or of one status, and a page of its answer's rows."""
    actor.require("referrals.read")
    found = _found(batch_id)
    chosen = Row.objects.filter(batch_id=found.id, **({"status": status} if status else {}))
    page = [answers.line(row) for row in chosen.order_by("row")[offset : offset + limit]]
    with transaction.atomic():
        data = {"batch": str(found.id), "offset": offset, "shown": len(page)}
        record("referrals.read", actor, data=data)
    return chosen.count(), page


def referrals_of(case_id: UUID) -> list[ReferralView]:
    """The referrals of a case, oldest first; for the domain that shows the case."""
    found = list(
        Referral.objects.filter(case_id=case_id).select_related("row", "peer").order_by("id")
    )
    clocks = peers.clock_views({one.clock_id for one in found}, clock.now())
    return [_referral(one, clocks[one.clock_id]) for one in found]


def summaries(case_ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, str, str]]]:
    """(peer's name, instrument, worst verdict) of each referral, by case."""
    columns = ("case_id", "peer__name", "instrument", "row__verdict")
    found: dict[UUID, list[tuple[str, str, str]]] = {}
    rows = Referral.objects.filter(case_id__in=list(case_ids)).order_by("id").values_list(*columns)
    for case, peer, instrument, verdict in rows:
        found.setdefault(case, []).append((peer, instrument, verdict))
    return found


def organisations(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The organisations that the referrals of each case name in their claims, each once."""
    found: dict[UUID, dict[str, None]] = {}
    rows = Referral.objects.filter(case_id__in=list(case_ids)).order_by("id")
    for case, claims in rows.values_list("case_id", "row__claims"):
        for claim in claims:
            found.setdefault(case, {})[str(claim["name"])] = None
    return {case: tuple(names) for case, names in found.items()}


def cases_of(batch_id: UUID) -> set[UUID]:
    """The cases that a batch's referrals belong to."""
    return set(Referral.objects.filter(batch_id=batch_id).values_list("case_id", flat=True))


def contradicted_rows(batch_id: UUID) -> int:
    """How many rows of a batch make a claim that a list contradicts."""
    return Row.objects.filter(batch_id=batch_id, verdict="contradicted").count()


def contradicted_by_batch(batch_ids: Iterable[UUID]) -> dict[UUID, int]:
    """The same for several batches at once; a batch without any is not among them."""
    found = Row.objects.filter(batch_id__in=list(batch_ids), verdict="contradicted")
    return dict(found.values_list("batch_id").annotate(rows=Count("id")).order_by("batch_id"))


def _found(batch_id: UUID) -> Batch:
    found = Batch.objects.select_related("peer").filter(pk=batch_id).first()
    if found is None:
        raise NoSuchBatch("no-such-batch", f"there is no batch {batch_id}", batch=batch_id)
    return found


def _view(batch: Batch) -> BatchView:
    return BatchView(
        id=batch.id,
        peer=batch.peer.slug,
        peer_name=batch.peer.name,
        instrument=batch.instrument,
        file_name=batch.file_name,
        file_sha256=batch.file_sha256,
        received_at=batch.received_at,
        demand_date=batch.demand_date,
        counts=answers.counts(batch),
    )


def _referral(one: Referral, clock_view: peers.ClockView) -> ReferralView:
    return ReferralView(
        id=one.id,
        batch=one.batch_id,
        peer=one.peer.slug,
        peer_name=one.peer.name,
        instrument=peers.instrument(one.instrument),
        ref=one.ref,
        item=one.item,
        row=one.row.row,
        sheet=one.row.sheet,
        cells=one.row.cells,
        claims=one.row.claims,
        reasons=one.row.reasons,
        clock=clock_view,
        open=one.open,
    )
