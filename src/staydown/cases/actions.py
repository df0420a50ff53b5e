"""Deciding, and undoing what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction

from staydown.cases import notices, policies, rules
from staydown.cases.errors import CaseClosed, FaultyDecision, NoSuchCase, NothingToLift
from staydown.cases.holds import (
    Hold,
    MatchedCase,
    close_empty,
    hold_under_policy,
    lapse_due,
    open_for_match,
)
from staydown.cases.intake import ImportedCases
from staydown.cases.models import Case, Decision, Measure
from staydown.cases.policies import draft_policy, sign_policy, switch_off_policy
from staydown.cases.queries import bases
from staydown.kernel import clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.referrals import actions as referrals
from staydown.referrals.actions import Submission

__all__ = [
    "Hold",
    "MatchedCase",
    "clarified",
    "close_empty",
    "decide",
    "draft_policy",
    "hold_under_policy",
    "lapse_due",
    "lift",
    "open_for_match",
    "receive",
    "sign_policy",
    "switch_off_policy",
]


def receive(
    actor: Actor,
    path: Path,
    *,
    peer_slug: str,
    instrument_id: str,
    facts: Mapping[str, str] | None = None,
) -> Submission:
    """Take in a referral file and open or join a case for each account that it names.

    See `referrals.actions.submit` for what is refused.
    """
    return referrals.submit(
        actor,
        path,
        peer_slug=peer_slug,
        instrument_id=instrument_id,
        cases=ImportedCases(),
        facts=facts,
    )


def decide(actor: Actor, case_id: UUID, draft: rules.Draft, *, seen: int | None = None) -> Decision:
    """Decide an open case. Raises FaultyDecision, NoSuchCase, CaseClosed.

    A final outcome closes the case and answers its referrals; an acting one wants a measure, which
    the domain above carries to the platform. `seen` is how many decisions of the case its author
    knew of: with more there now, somebody was first (or the same form was sent twice).
    """
    actor.require("cases.decide")
    with transaction.atomic():
        case = _locked(case_id)
        if not case.open or (seen is not None and case.decisions.count() != seen):
            raise CaseClosed("case-closed", "this case has been decided meanwhile: load it again")
        found = rules.faults(draft, bases(case.id))
        if found:
            raise FaultyDecision(found)
        decision = _written(case, draft, actor)
        measures = _measures(case, decision)
        changed = _close(case) if draft.outcome in rules.FINAL else _ask(case)
        _tell(decision, measures)
        ended = _end_holds(case, decision) if draft.outcome in rules.FINAL else []
        record(
            "cases.decide",
            actor,
            rows=[decision, *measures, *changed, *ended],
            data={"case": str(case.id), "outcome": decision.outcome, "ground": decision.ground},
        )
        policies.judged({one.policy_id for one in ended if one.policy_id})
    return decision


def clarified(actor: Actor, case_id: UUID, note: str) -> None:
    """The peer has answered a question about the case: clocks that stood still go on.

    The answer itself goes into the next decision's facts; `note` says where it is kept.
    """
    actor.require("cases.decide")
    with transaction.atomic():
        case = _locked(case_id)
        clocks = referrals.resume_within(case.id, clock.now())
        if not clocks:
            raise Conflict("no-clock-paused", "no clock of this case stands still")
        record(
            "cases.clarified",
            actor,
            rows=clocks,
            data={"case": str(case.id), "note_sha256": sha256(note.encode()).hexdigest()},
        )


def lift(actor: Actor, case_id: UUID, *, facts: str, explanation: str = "") -> Decision:
    """Undo what stands against the account in this case, by a new decision with its own reasons.

    Raises NothingToLift where no measure of the case is in force; a provisional hold, which rests
    on no decision, is ended by deciding the case.
    """
    actor.require("cases.lift")
    if not facts.strip():
        text = "Say why the measure is lifted; the user is told."
        raise FaultyDecision([rules.Fault("facts", "facts-missing", text)])
    with transaction.atomic():
        case = _locked(case_id)
        decided = Measure.objects.filter(case=case, lifted_at=None, decision__isnull=False)
        standing = list(decided.order_by("id"))
        if not standing:
            raise NothingToLift("nothing-to-lift", "no measure of this case is in force")
        decision = Decision(
            case=case,
            outcome="lift",
            facts=facts,
            explanation=explanation,
            decided_by_id=UUID(actor.id),
            lifts_id=standing[-1].decision_id,
        )
        decision.save(force_insert=True)
        _lift(standing, decision)
        _tell(decision, [])
        record("cases.lift", actor, rows=[decision, *standing], data={"case": str(case.id)})
    return decision


def _locked(case_id: UUID) -> Case:
    case = Case.objects.select_for_update().filter(pk=case_id).first()
    if case is None:
        raise NoSuchCase("no-such-case", f"there is no case {case_id}")
    return case


def _written(case: Case, draft: rules.Draft, actor: Actor) -> Decision:
    decision = Decision(
        case=case,
        outcome=draft.outcome,
        ground=draft.ground if draft.outcome in rules.ACTING else "",
        legal_instrument=draft.legal_instrument if draft.ground == "legal" else "",
        legal_ground=draft.legal_ground,
        policy_ground=draft.policy_ground,
        facts=draft.facts,
        explanation=draft.explanation,
        territories=list(draft.territories),
        automated_detection=draft.automated_detection,
        exceptions=draft.exceptions,
        acknowledged=list(draft.acknowledged),
        decided_by_id=UUID(actor.id),
    )
    decision.save(force_insert=True)
    return decision


def _measures(case: Case, decision: Decision) -> list[Measure]:
    kind = rules.measure_kind(decision.outcome)
    if kind is None:
        return []
    measure = Measure(
        case=case, decision=decision, ref=case.ref, kind=kind, territories=decision.territories
    )
    measure.save(force_insert=True)
    return [measure]


def _close(case: Case) -> list[Vouched]:
    case.open = False
    case.save(update_fields=["open"])
    return [case, *referrals.close_within(case.id, clock.now())]


def _ask(case: Case) -> list[Vouched]:
    """More information is wanted: the clocks stand still until the peer clarifies."""
    return referrals.pause_within(case.id, clock.now())


def _end_holds(case: Case, decision: Decision) -> list[Measure]:
    """The provisional holds of a case end with its decision, after what the decision wants."""
    holds = list(case.measures.filter(policy__isnull=False, lifted_at=None).order_by("id"))
    _lift(holds, decision)
    if decision.outcome == "no_action":
        for hold in holds:
            notices.tell_released(hold)
    return holds


def _lift(measures: list[Measure], decision: Decision) -> None:
    for measure in measures:
        measure.lifted_by, measure.lifted_at = decision, decision.decided_at
        measure.save(update_fields=["lifted_by", "lifted_at"])
        events.record("cases.measure_lifted", {"measure": str(measure.id)})


def _tell(decision: Decision, measures: list[Measure]) -> None:
    told = {"decision": str(decision.id), "case": str(decision.case_id)}
    events.record("cases.decided", told | {"outcome": decision.outcome})
    for measure in measures:
        events.record("cases.measure_wanted", {"measure": str(measure.id)})
