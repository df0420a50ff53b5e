"""Reading cases: the queue, the case page, and what the domains above need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, F, Min, Q

from staydown.cases.errors import NoSuchCase, NoSuchPolicy
from staydown.cases.models import Case, Decision, Measure, StandingPolicy
from staydown.cases.policies import figures as policy_figures
from staydown.cases.policies import figures_of
from staydown.cases.policy_rules import Figures, PolicyDraft, policy_faults
from staydown.cases.rules import ACTING, EXCEPTIONS, FINAL, GROUNDS, Basis, Draft, Fault, faults
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.platforms import parse_ref, url_of
from staydown.referrals import queries as referrals
from staydown.referrals.queries import ReferralView

__all__ = [
    "ACTING",
    "EXCEPTIONS",
    "FINAL",
    "GROUNDS",
    "Basis",
    "CaseLine",
    "CasePage",
    "DecisionView",
    "Draft",
    "Fault",
    "Figures",
    "MeasureView",
    "PolicyDraft",
    "PolicyView",
    "QueueLine",
    "answer",
    "bases",
    "case_page",
    "decided_at",
    "decided_between",
    "decisions",
    "faults",
    "holds_between",
    "holds_until",
    "listed",
    "measure",
    "measures_in_force",
    "opened_by",
    "organisations",
    "outcomes",
    "page_of",
    "policies",
    "policy",
    "policy_faults",
    "policy_figures",
    "queue",
]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure as plain values, for the domains that carry it out or show it."""

    id: UUID
    case: UUID
    decision: UUID | None
    ref: str
    kind: str
    territories: tuple[str, ...]
    wanted_at: datetime
    lifted_at: datetime | None
    policy: UUID | None = None
    expires_at: datetime | None = None
    lapsed: bool = False

    @property
    def in_force(self) -> bool:
        """Whether it is wanted still."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A standing policy as plain values, with what its holds have come to."""

    id: UUID
    name: str
    tier: str
    measure: str
    hours: int
    ground: str
    basis: str
    most_wrong: int
    judged_least: int
    most_hourly: int
    most_an_entry: int
    drafted_by: str
    drafted_at: datetime
    ends_at: datetime
    signers: tuple[str, ...]
    first_signer: UUID | None
    first_signed_at: datetime | None
    in_force_since: datetime | None
    off_at: datetime | None
    off_by: str
    off_reason: str
    figures: Figures

    @property
    def state(self) -> str:
        """`draft`, `signed` by one, `in_force`, `off`, or `ended`."""
        if self.off_at:
            return "off"
        if self.ends_at <= clock.now():
            return "ended"
        return ("draft", "signed", "in_force")[len(self.signers)]


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A statement of reasons as it was given."""

    id: UUID
    case: UUID
    outcome: str
    ground: str
    legal_instrument: str
    legal_ground: str
    policy_ground: str
    facts: str
    explanation: str
    territories: tuple[str, ...]
    automated_detection: bool
    exceptions: dict[str, str]
    acknowledged: tuple[str, ...]
    decided_by: str
    decider: UUID
    decided_at: datetime
    lifts: UUID | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that a reviewer decides on."""

    id: UUID
    ref: str
    url: str | None
    opened_at: datetime
    open: bool
    referrals: list[ReferralView]
    decisions: list[DecisionView]
    measures: list[MeasureView]
    earlier: list[UUID]

    @property
    def contradicted(self) -> list[str]:
        """The claims that have to be acknowledged before anybody acts on them."""
        return list(dict.fromkeys(text for one in self.referrals for text in one.contradicted))

    @property
    def held_against_sender(self) -> list[str]:
        """Those of them that count against their sender: checked on a list that was not stale."""
        return list(
            dict.fromkeys(text for one in self.referrals for text in one.held_against_sender)
        )

    @property
    def bases(self) -> list[Basis]:
        """The referrals as far as a decision may rest on them."""
        return [_basis(one) for one in self.referrals]


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A case in the queue: the account, who asks, under what, until when, and the worst verdict."""

    case: UUID
    ref: str
    due_at: datetime | None
    opened_at: datetime
    peers: tuple[str, ...]
    instruments: tuple[str, ...]
    verdict: str
    paused: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in a list, open or decided; `outcome` is the newest, None without any."""

    id: UUID
    ref: str
    open: bool
    opened_at: datetime
    outcome: str | None
    peers: tuple[str, ...]
    instruments: tuple[str, ...]
    verdict: str


def queue(actor: Actor, *, offset: int = 0, limit: int = 50) -> tuple[int, list[QueueLine]]:
    """How many cases are open, and a page of them, the nearest deadline first."""
    actor.require("cases.read")
    open_now = Case.objects.filter(open=True)
    # Cases without a deadline come last on both databases.
    nearest = Min("referrals__clock__due_at", filter=Q(referrals__open=True))
    standing_still = Q(
        referrals__open=True,
        referrals__clock__allowance_seconds__isnull=False,
        referrals__clock__due_at__isnull=True,
    )
    paused = Count("referrals", filter=standing_still)
    ordered = open_now.annotate(due=nearest, paused=paused).order_by(
        F("due").asc(nulls_last=True), "id"
    )
    page = list(ordered[offset : offset + limit])
    lines = _lines(page)
    with transaction.atomic():
        record("cases.list", actor, data={"offset": offset, "shown": len(lines)})
    return open_now.count(), lines


def listed(
    actor: Actor,
    *,
    open: bool | None = None,
    ref: str = "",
    after: UUID | None = None,
    limit: int = 100,
) -> list[CaseLine]:
    """The newest cases first, all or only open or decided ones, or those of one account.

    `after` goes on after that case. Leaves a ledger entry.
    """
    actor.require("cases.read")
    found = Case.objects.order_by("-id")
    if open is not None:
        found = found.filter(open=open)
    if ref:
        found = found.filter(ref=ref)
    if after:
        found = found.filter(id__lt=after)
    shown = _case_lines(list(found[:limit]))
    with transaction.atomic():
        record("cases.list", actor, data={"shown": len(shown)})
    return shown


def case_page(actor: Actor, case_id: UUID) -> CasePage:
    """One case with everything about it; leaves a ledger entry that it was read."""
    actor.require("cases.read")
    page = page_of(case_id)
    with transaction.atomic():
        record("cases.read", actor, data={"case": str(case_id)})
    return page


def page_of(case_id: UUID) -> CasePage:
    """The same, within an action or a page that leaves its own entry."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase("no-such-case", f"there is no case {case_id}")
    earlier = Case.objects.filter(ref=case.ref).exclude(pk=case.pk).order_by("-id")
    return CasePage(
        id=case.id,
        ref=case.ref,
        url=url_of(parse_ref(case.ref)),
        opened_at=case.opened_at,
        open=case.open,
        referrals=referrals.referrals_of(case.id),
        decisions=decisions(case.id),
        measures=[_measure(one) for one in Measure.objects.filter(case=case).order_by("id")],
        earlier=list(earlier.values_list("id", flat=True)),
    )


def bases(case_id: UUID) -> list[Basis]:
    """The referrals of a case as far as a decision may rest on them."""
    return [_basis(one) for one in referrals.referrals_of(case_id)]


def decisions(case_id: UUID) -> list[DecisionView]:
    """The decisions of a case, oldest first."""
    found = Decision.objects.filter(case_id=case_id).select_related("decided_by").order_by("id")
    return [_decision(one) for one in found]


def measure(measure_id: UUID) -> MeasureView:
    """One measure."""
    return _measure(Measure.objects.get(pk=measure_id))


def measure_among_others(measure_id: UUID) -> tuple[MeasureView, list[MeasureView]]:
    """A measure, and the others that are in force on the same account, in one read."""
    same_account = Measure.objects.filter(pk=measure_id).values("ref")
    wanted = Q(pk=measure_id) | Q(lifted_at=None, ref__in=same_account)
    found = {one.id: _measure(one) for one in Measure.objects.filter(wanted).order_by("id")}
    measure = found.pop(measure_id)
    return measure, list(found.values())


def measures_in_force(*names: str) -> list[MeasureView]:
    """Every measure that is wanted on the account of these references, over all its cases."""
    found = Measure.objects.filter(ref__in=names, lifted_at=None).order_by("id")
    return [_measure(one) for one in found]


def holds_until(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Until when the account of each case that has a provisional hold in force is held."""
    holds = Measure.objects.filter(policy__isnull=False, lifted_at=None, expires_at__isnull=False)
    found = holds.filter(case_id__in=list(case_ids)).order_by("expires_at")
    return {case: until for case, until in found.values_list("case_id", "expires_at") if until}


def opened_by(batch_id: UUID) -> list[tuple[UUID, str]]:
    """(case, reference) of the cases that a batch opened."""
    return list(Case.objects.filter(opened_in=batch_id).order_by("id").values_list("id", "ref"))


def outcomes(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The newest outcome of each case that has one; "open" is not among them."""
    found = Decision.objects.filter(case_id__in=list(case_ids)).order_by("id")
    return dict(found.values_list("case_id", "outcome"))


def decided_between(since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """How many decisions were made in a time, by outcome and ground; they name nobody."""
    found = Decision.objects.filter(decided_at__gte=since, decided_at__lt=until)
    counted = found.values_list("outcome", "ground").annotate(number=Count("id"))
    return {(outcome, ground): number for outcome, ground, number in counted.order_by("outcome")}


def holds_between(since: datetime, until: datetime) -> Figures:
    """What the provisional holds that were placed in a time have come to."""
    return figures_of(Measure.objects.filter(wanted_at__gte=since, wanted_at__lt=until))


def decided_at(case_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """When each case that has a final decision was first so decided."""
    found = Decision.objects.filter(case_id__in=list(case_ids), outcome__in=FINAL)
    return dict(found.order_by("-id").values_list("case_id", "decided_at"))


def organisations(case_ids: Iterable[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The organisations that referrals ascribe each case's account to, as they name them."""
    return referrals.organisations(case_ids)


def policies(actor: Actor) -> list[PolicyView]:
    """Every standing policy, the newest first."""
    actor.require("cases.read")
    people = ("drafted_by", "signed_by", "countersigned_by")
    return [_policy(one) for one in StandingPolicy.objects.select_related(*people).order_by("-id")]


def policy(actor: Actor, policy_id: UUID) -> PolicyView:
    """One standing policy. Raises NoSuchPolicy."""
    found = next((one for one in policies(actor) if one.id == policy_id), None)
    if found is None:
        raise NoSuchPolicy("no-such-policy", f"there is no standing policy {policy_id}")
    return found


def answer(actor: Actor, batch_id: UUID) -> Iterator[dict[str, Any]]:
    """The rows of a batch's answer, each with what has been decided on its cases so far."""
    decided = outcomes(referrals.cases_of(batch_id))
    for row in referrals.answer(actor, batch_id):
        found = {decided.get(UUID(one["case"]), "in review") for one in row["refs"]}
        yield row | {"outcome": ", ".join(sorted(found))}


def _lines(page: list[Any]) -> list[QueueLine]:
    told = referrals.summaries(case.id for case in page)
    return [
        QueueLine(
            case=case.id,
            ref=case.ref,
            due_at=case.due,
            opened_at=case.opened_at,
            peers=_each_once(one[0] for one in told.get(case.id, [])),
            instruments=_each_once(one[1] for one in told.get(case.id, [])),
            verdict=referrals.worst_verdict(one[2] for one in told.get(case.id, [])),
            paused=case.paused > 0,
        )
        for case in page
    ]


def _case_lines(page: list[Case]) -> list[CaseLine]:
    ids = [case.id for case in page]
    told, decided = referrals.summaries(ids), outcomes(ids)
    return [
        CaseLine(
            id=case.id,
            ref=case.ref,
            open=case.open,
            opened_at=case.opened_at,
            outcome=decided.get(case.id),
            peers=_each_once(one[0] for one in told.get(case.id, [])),
            instruments=_each_once(one[1] for one in told.get(case.id, [])),
            verdict=referrals.worst_verdict(one[2] for one in told.get(case.id, [])),
        )
        for case in page
    ]


def _each_once(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _basis(one: ReferralView) -> Basis:
    return Basis(
        instrument=one.instrument.id,
        subject=one.instrument.subject,
        compels=one.instrument.compels,
        territories=tuple(one.instrument.scope.countries),
        contradicted=tuple(one.contradicted),
    )


def _measure(one: Measure) -> MeasureView:
    return MeasureView(
        id=one.id,
        case=one.case_id,
        decision=one.decision_id,
        ref=one.ref,
        kind=one.kind,
        territories=tuple(one.territories),
        wanted_at=one.wanted_at,
        lifted_at=one.lifted_at,
        policy=one.policy_id,
        expires_at=one.expires_at,
        lapsed=one.lapsed,
    )


def _policy(one: StandingPolicy) -> PolicyView:
    return PolicyView(
        id=one.id,
        name=one.name,
        tier=one.tier,
        measure=one.measure,
        hours=one.hours,
        ground=one.ground,
        basis=one.basis,
        most_wrong=one.most_wrong,
        judged_least=one.judged_least,
        most_hourly=one.most_hourly,
        most_an_entry=one.most_an_entry,
        drafted_by=one.drafted_by.name,
        drafted_at=one.drafted_at,
        ends_at=one.ends_at,
        signers=tuple(who.name for who in (one.signed_by, one.countersigned_by) if who),
        first_signer=one.signed_by_id,
        first_signed_at=one.signed_at,
        in_force_since=one.countersigned_at,
        off_at=one.off_at,
        off_by=one.off_by,
        off_reason=one.off_reason,
        figures=policy_figures(one.id),
    )


def _decision(one: Decision) -> DecisionView:
    return DecisionView(
        id=one.id,
        case=one.case_id,
        outcome=one.outcome,
        ground=one.ground,
        legal_instrument=one.legal_instrument,
        legal_ground=one.legal_ground,
        policy_ground=one.policy_ground,
        facts=one.facts,
        explanation=one.explanation,
        territories=tuple(one.territories),
        automated_detection=one.automated_detection,
        exceptions=dict(one.exceptions),
        acknowledged=tuple(one.acknowledged),
        decided_by=one.decided_by.name,
        decider=one.decided_by_id,
        decided_at=one.decided_at,
        lifts=one.lifts_id,
    )
