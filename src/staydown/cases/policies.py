"""Standing policies: drafted, signed by two people, switched off by one or by their own bounds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from staydown.cases.errors import FaultyPolicy, NoSuchPolicy
from staydown.cases.models import Measure, StandingPolicy
from staydown.cases.policy_rules import (
    Figures,
    PolicyDraft,
    policy_faults,
    too_many,
    too_wrong,
)
from staydown.kernel import actors, clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict
from staydown.ledger.actions import record

_UPHOLDING = ("remove", "withhold", "limit")


def draft_policy(actor: Actor, draft: PolicyDraft) -> StandingPolicy:
    """Write a policy that nobody has signed yet. Raises FaultyPolicy."""
    actor.require("policies.sign")
    found = policy_faults(draft, clock.now())
    if found:
        raise FaultyPolicy(found)
    with transaction.atomic():
        policy = StandingPolicy(**asdict(draft), drafted_by_id=UUID(actor.id))
        policy.save(force_insert=True)
        record("policies.draft", actor, rows=[policy], data=_facts(policy))
    return policy


def sign_policy(actor: Actor, policy_id: UUID) -> StandingPolicy:
    """Sign a policy; the second of two different people puts it in force."""
    actor.require("policies.sign")
    now = clock.now()
    with transaction.atomic():
        policy = _locked(policy_id)
        if policy.off_at or policy.ends_at <= now or policy.countersigned_at:
            raise Conflict("policy-not-to-sign", "this policy is in force already, off or ended")
        if policy.signed_by_id is None:
            policy.signed_by_id, policy.signed_at = UUID(actor.id), now
        elif policy.signed_by_id == UUID(actor.id):
            raise Conflict("signed-by-you", "you have signed: a second person must sign too")
        else:
            policy.countersigned_by_id, policy.countersigned_at = UUID(actor.id), now
        policy.save()
        record("policies.sign", actor, rows=[policy], data=_facts(policy))
    return policy


def switch_off_policy(actor: Actor, policy_id: UUID, reason: str) -> StandingPolicy:
    """End a policy now; its holds that stand end in their own time, or by decision."""
    actor.require("policies.sign")
    if not reason.strip():
        raise Conflict("reason-missing", "say why the policy is switched off")
    with transaction.atomic():
        policy = _locked(policy_id)
        if policy.off_at:
            raise Conflict("policy-off", "this policy is off already")
        _switch_off(policy, actor, "switched-off", reason)
    return policy


def in_force(tier: str) -> StandingPolicy | None:
    """The policy for matches of a tier that was signed last, if one is in force; locks it.

    Holds under one policy are placed one after another, so that its bounds hold exactly.
    """
    now = clock.now()
    return (
        StandingPolicy.objects.select_for_update(no_key=True)
        .filter(tier=tier, countersigned_at__lte=now, off_at=None, ends_at__gt=now)
        .order_by("-countersigned_at")
        .first()
    )


def figures(policy_id: UUID) -> Figures:
    """What the policy's holds have come to."""
    return figures_of(Measure.objects.filter(policy_id=policy_id))


def figures_of(measures: QuerySet[Measure]) -> Figures:
    """What those of some measures that are holds under a policy have come to."""
    upheld = Q(lifted_by__outcome__in=_UPHOLDING)
    by_decision = Q(lifted_by__isnull=False)
    hour_ago = clock.now() - timedelta(hours=1)
    return Figures(
        **measures.filter(policy__isnull=False).aggregate(
            placed=Count("id"),
            last_hour=Count("id", filter=Q(wanted_at__gt=hour_ago)),
            upheld=Count("id", filter=upheld),
            overturned=Count("id", filter=by_decision & ~upheld),
            lapsed=Count("id", filter=Q(lapsed=True)),
        )
    )


def may_hold_another(policy: StandingPolicy) -> bool:
    """The circuit breaker: whether the policy is within its bounds; if not it is switched off.

    Within the caller's transaction; the switching off has a ledger entry of its own.
    """
    so_far = figures(policy.id)
    return not (
        _trips(policy, "too-many-holds", too_many(so_far, policy.most_hourly))
        or _trips(policy, "too-many-wrong", _wrong(policy, so_far))
    )


def judged(policy_ids: set[UUID]) -> None:
    """Holds of these policies were judged: those that turn out wrong too often are switched off."""
    found = StandingPolicy.objects.select_for_update(no_key=True).filter(off_at=None)
    for policy in found.filter(id__in=policy_ids).order_by("id"):
        _trips(policy, "too-many-wrong", _wrong(policy, figures(policy.id)))


def _wrong(policy: StandingPolicy, so_far: Figures) -> str | None:
    return too_wrong(so_far, policy.most_wrong, policy.judged_least)


def _trips(policy: StandingPolicy, code: str, reason: str | None) -> bool:
    if reason and not policy.off_at:
        _switch_off(policy, actors.system("policies"), code, reason)
    return reason is not None


def _switch_off(policy: StandingPolicy, actor: Actor, code: str, reason: str) -> None:
    policy.off_at, policy.off_by, policy.off_reason = clock.now(), str(actor), reason[:500]
    policy.save(update_fields=["off_at", "off_by", "off_reason"])
    events.record("cases.policy_off", {"policy": str(policy.id), "code": code})
    record("policies.off", actor, rows=[policy], data=_facts(policy) | {"code": code})


def _locked(policy_id: UUID) -> StandingPolicy:
    policy = StandingPolicy.objects.select_for_update().filter(pk=policy_id).first()
    if policy is None:
        raise NoSuchPolicy("no-such-policy", f"there is no standing policy {policy_id}")
    return policy


def _facts(policy: StandingPolicy) -> dict[str, str]:
    return {"policy": str(policy.id), "tier": policy.tier}
