"""Cases that a match opens, and the provisional holds that a standing policy lets be placed.

Both happen within the transaction and the ledger entry of the screening action that found the
match: what is returned as `rows` belongs into that entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from staydown.cases import notices, policies
from staydown.cases.models import Case, Measure
from staydown.kernel import actors, clock, events
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.referrals import queries as referrals


@dataclass(frozen=True, slots=True)
class MatchedCase:
    """The case that a match opened or joined, the name it goes by, and the rows that are new."""

    id: UUID
    ref: str
    opened: bool
    rows: tuple[Vouched, ...]


@dataclass(frozen=True, slots=True)
class Hold:
    """A provisional hold: its measure, the policy that it rests on, and until when it lasts."""

    measure: UUID
    policy: UUID
    until: datetime
    rows: tuple[Vouched, ...]


def open_for_match(actor: Actor, names: Sequence[str]) -> MatchedCase:
    """The open case of an account, under any of the references by which it is known; opened under
    the first where there is none."""
    actor.require("holds.place")
    still_open = Case.objects.select_for_update(no_key=True).filter(ref__in=names, open=True)
    found = still_open.order_by("id").first()
    if found:
        return MatchedCase(found.id, found.ref, opened=False, rows=())
    case = Case(ref=names[0])
    case.save(force_insert=True)
    events.record("cases.opened_by_match", {"case": str(case.id), "ref": case.ref})
    return MatchedCase(case.id, case.ref, opened=True, rows=(case,))


def close_empty(actor: Actor, case_ids: Iterable[UUID]) -> list[Vouched]:
    """Close those of the cases that nothing but a match opened and nobody has acted on."""
    actor.require("holds.place")
    closed: list[Vouched] = []
    mine = Case.objects.select_for_update(of=("self",))
    found = mine.filter(id__in=list(case_ids), open=True)
    for case in found.filter(decisions=None, measures=None).order_by("id"):
        if not referrals.referrals_of(case.id):
            case.open = False
            case.save(update_fields=["open"])
            closed.append(case)
    return closed


def hold_under_policy(
    actor: Actor, case: MatchedCase, names: Sequence[str], tier: str, *, held_for_entry: int
) -> Hold | None:
    """Place a hold if a policy for the tier allows it; None where none does.

    `names`: every reference by which the account is known. `held_for_entry`: how many accounts are
    held already because they look like the same removed one. What is held or acted on already is
    not held again. Raises nothing for a policy's limits.
    """
    actor.require("holds.place")
    policy = policies.in_force(tier)
    if policy is None or held_for_entry >= policy.most_an_entry:
        return None
    if Measure.objects.filter(ref__in=names, lifted_at=None).exists():
        return None
    if not policies.may_hold_another(policy):
        return None
    now = clock.now()
    measure = Measure(
        case_id=case.id,
        policy=policy,
        ref=case.ref,
        kind=policy.measure,
        wanted_at=now,
        expires_at=now + timedelta(hours=policy.hours),
    )
    measure.save(force_insert=True)
    events.record("cases.measure_wanted", {"measure": str(measure.id)})
    notices.tell_held(measure, policy)
    assert measure.expires_at  # noqa: S101  set above
    return Hold(measure.id, policy.id, measure.expires_at, (measure,))


def lapse_due(limit: int = 100) -> int:
    """End the holds that nobody confirmed in time, each by itself; how many ended now."""
    actor = actors.system("holds")
    ended = 0
    due = Measure.objects.filter(policy__isnull=False, lifted_at=None, expires_at__lte=clock.now())
    for measure_id in list(due.order_by("expires_at").values_list("id", flat=True)[:limit]):
        with transaction.atomic():
            # The case first, as a decision locks it: whoever is first ends the hold.
            case_id = Measure.objects.values_list("case_id", flat=True).get(pk=measure_id)
            Case.objects.select_for_update().get(pk=case_id)
            measure = due.filter(pk=measure_id).first()
            if measure is None:
                continue
            measure.lifted_at, measure.lapsed = clock.now(), True
            measure.save(update_fields=["lifted_at", "lapsed"])
            events.record("cases.measure_lifted", {"measure": str(measure.id)})
            notices.tell_lapsed(measure)
            record("holds.lapse", actor, rows=[measure], data={"case": str(case_id)})
            ended += 1
    return ended
