"""Reading deliveries, notices, snapshots and drift."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Model, Q

from staydown.connectors.base import MeasureKind
from staydown.enforcement.errors import NoSuchDelivery
from staydown.enforcement.models import (
    Delivery,
    Drift,
    Job,
    NoticeDelivery,
    Snapshot,
    SnapshotRequest,
)
from staydown.enforcement.platform_access import registry
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.platforms import parse_ref


@dataclass(frozen=True, slots=True)
class AttemptView:
    """One call to a platform and what came of it."""

    number: int
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    detail: str


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery with its attempts."""

    id: UUID
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
    attempts: list[AttemptView]


@dataclass(frozen=True, slots=True)
class SnapshotView:
    """An account as it stood."""

    id: UUID
    occasion: str
    taken_at: datetime
    account: dict[str, Any]
    evidence: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class NoticeView:
    """What the user of an account is told, less its text, and whether it has reached them."""

    id: UUID
    case: UUID
    ref: str
    language: str
    subject: str
    state: str
    connector: str
    problem: str
    detail: str
    made_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class DriftView:
    """A measure in force that was found not to hold on its platform.

    `state` is `found`, `restoring`, `restored` or `moot`; the first two are open.
    """

    id: UUID
    measure: UUID
    case: UUID
    ref: str
    kind: str
    found_at: datetime
    detail: str
    state: str
    ended_at: datetime | None

    @property
    def open(self) -> bool:
        """Whether the measure is wanted and does not hold yet."""
        return self.state in Drift.OPEN


@dataclass(frozen=True, slots=True)
class PlanView:
    """Who would carry a measure to an account, and how far it could be taken back.

    `connector` is empty where none serves the account. `able` is whether the connector has such a
    measure; `reversible` is fully, partly or no; `note` says what undo cannot bring back.
    """

    kind: str
    connector: str
    able: bool
    reversible: str
    note: str


def plan(ref: str, kind: str) -> PlanView:
    """What would happen to a measure of `kind` on the account; asks no platform."""
    connector = registry().for_ref(parse_ref(ref))
    if connector is None:
        return PlanView(kind, "", able=False, reversible="", note="")
    ability = connector.abilities.get(MeasureKind(kind))
    if ability is None:
        return PlanView(kind, connector.name, able=False, reversible="", note="")
    reversible, able = ability.reversible.value, ability.apply
    return PlanView(kind, connector.name, able=able, reversible=reversible, note=ability.note)


def deliveries(
    actor: Actor,
    *,
    state: str = "",
    case: UUID | None = None,
    after: UUID | None = None,
    limit: int = 200,
) -> list[DeliveryView]:
    """The newest deliveries first, all or in one state or of one case; leaves a ledger entry.

    `after` goes on after that delivery, which is older than those before it.
    """
    actor.require("deliveries.read")
    found = Delivery.objects.order_by("-id")
    if state:
        found = found.filter(state=state)
    if case:
        found = found.filter(case_id=case)
    if after:
        found = found.filter(id__lt=after)
    views = _views(found[:limit])
    with transaction.atomic():
        chosen = {"case": str(case)} if case else {}
        record("deliveries.list", actor, data={"state": state, "shown": len(views), **chosen})
    return views


def delivery(actor: Actor, delivery_id: UUID) -> DeliveryView:
    """One delivery; leaves a ledger entry. Raises NoSuchDelivery."""
    actor.require("deliveries.read")
    found = _views(Delivery.objects.filter(pk=delivery_id))
    if not found:
        raise NoSuchDelivery("no-such-delivery", f"there is no delivery {delivery_id}")
    with transaction.atomic():
        record("deliveries.read", actor, data={"delivery": str(delivery_id)})
    return found[0]


def of_case(case_id: UUID) -> list[DeliveryView]:
    """The deliveries of a case, oldest first; for a page that leaves its own entry."""
    return _views(Delivery.objects.filter(case_id=case_id).order_by("id"))


def snapshots_of(case_id: UUID) -> list[SnapshotView]:
    """The snapshots of a case's account, oldest first; for a page that leaves its own entry."""
    return [
        SnapshotView(one.id, one.occasion, one.taken_at, one.account, one.evidence)
        for one in Snapshot.objects.filter(case_id=case_id).order_by("id")
    ]


def counts() -> dict[str, int]:
    """How many deliveries are in each state, and how many of the done were read back."""
    by_state = Delivery.objects.aggregate(
        **{state.value: Count("id", filter=Q(state=state)) for state in Job.State},
        confirmed=Count("id", filter=Q(confirmed=True)),
    )
    return {name: number or 0 for name, number in by_state.items()}


def waiting() -> int:
    """How many deliveries, notices and snapshot requests are not ended yet."""
    return sum(
        model.objects.filter(state=Job.State.WAITING).count()
        for model in (Delivery, NoticeDelivery, SnapshotRequest)
    )


def notices(actor: Actor, *, state: str = "", limit: int = 200) -> list[NoticeView]:
    """The newest notices to users first, all or in one state; leaves a ledger entry."""
    actor.require("deliveries.read")
    found = NoticeDelivery.objects.order_by("-id")
    if state:
        found = found.filter(state=state)
    views = [_notice(one) for one in found[:limit]]
    with transaction.atomic():
        record("notices.list", actor, data={"state": state, "shown": len(views)})
    return views


def of_case_notices(case_id: UUID) -> list[NoticeView]:
    """The notices to a case's user, oldest first; for a page that leaves its own entry."""
    return [_notice(one) for one in NoticeDelivery.objects.filter(case_id=case_id).order_by("id")]


def notice_counts() -> dict[str, int]:
    """How many notices to users are in each state."""
    return _by_state(NoticeDelivery, Job.State.values)


def drifts(actor: Actor, *, state: str = "", limit: int = 200) -> list[DriftView]:
    """The newest drift first: all, in one state, or what is `open`; leaves a ledger entry."""
    actor.require("deliveries.read")
    found = Drift.objects.order_by("-id")
    if state:
        found = found.filter(state__in=Drift.OPEN if state == "open" else [state])
    views = [_drift(one) for one in found[:limit]]
    with transaction.atomic():
        record("drifts.list", actor, data={"state": state, "shown": len(views)})
    return views


def of_case_drifts(case_id: UUID) -> list[DriftView]:
    """The drift of a case's measures, oldest first; for a page that leaves its own entry."""
    return [_drift(one) for one in Drift.objects.filter(case_id=case_id).order_by("id")]


def open_drifts(limit: int = 200) -> list[DriftView]:
    """Drift that is open, the newest first; for a page that leaves its own entry."""
    found = Drift.objects.filter(state__in=Drift.OPEN).order_by("-id")
    return [_drift(one) for one in found[:limit]]


def drift_counts() -> dict[str, int]:
    """How much drift is in each state."""
    return _by_state(Drift, Drift.State.values)


def connector_problems() -> list[str]:
    """What is wrong with the configured connectors, asking each platform."""
    return registry().check()


def confirmed_of(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When the newest confirmed removal or restriction of each case was read back."""
    found = Delivery.objects.filter(case_id__in=list(case_ids), verb="apply", confirmed=True)
    return {case: at for case, at in found.order_by("id").values_list("case_id", "ended_at") if at}


def _by_state(model: type[Model], states: Iterable[str]) -> dict[str, int]:
    counts = {state: Count("pk", filter=Q(state=state)) for state in states}
    return {name: number or 0 for name, number in model._base_manager.aggregate(**counts).items()}


def _notice(one: NoticeDelivery) -> NoticeView:
    return NoticeView(
        id=one.id,
        case=one.case_id,
        ref=one.ref,
        language=one.language,
        subject=one.subject,
        state=one.state,
        connector=one.connector,
        problem=one.problem,
        detail=one.detail,
        made_at=one.made_at,
        ended_at=one.ended_at,
    )


def _drift(one: Drift) -> DriftView:
    return DriftView(
        id=one.id,
        measure=one.measure_id,
        case=one.case_id,
        ref=one.ref,
        kind=one.kind,
        found_at=one.found_at,
        detail=one.detail,
        state=one.state,
        ended_at=one.ended_at,
    )


def _views(found: Any) -> list[DeliveryView]:
    return [_view(one) for one in found.prefetch_related("attempts")]


def _view(one: Delivery) -> DeliveryView:
    attempts = sorted(one.attempts.all(), key=lambda attempt: attempt.number)
    return DeliveryView(
        id=one.id,
        measure=one.measure_id,
        case=one.case_id,
        verb=one.verb,
        ref=one.ref,
        state=one.state,
        confirmed=one.confirmed,
        connector=one.connector,
        problem=one.problem,
        detail=one.detail,
        made_at=one.made_at,
        ended_at=one.ended_at,
        next_at=one.next_at,
        attempts=[
            AttemptView(item.number, item.started_at, item.ended_at, item.outcome, item.detail)
            for item in attempts
        ],
    )
