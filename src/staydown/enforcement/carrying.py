"""Carrying out one delivery, safe against dying at any point.

The steps, each `┃` a commit::

    lease ┃ snapshot, attempt begun ┃ call, read back ┃ outcome

Nothing is called inside a transaction. A worker that dies leaves a lease that ends by itself; if it
died before the outcome was written, the next one finds an attempt without an end. That attempt's
effect is unknown, so the platform is read before anything is called again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from staydown.cases import queries as cases
from staydown.connectors.base import (
    AlreadySo,
    Applied,
    Connector,
    MeasureKind,
    Order,
    Outcome,
    Reading,
    Refused,
    RetryAt,
    Unknown,
)
from staydown.enforcement import drift_ends, leases, rules, snapshots
from staydown.enforcement.ending import end, postpone
from staydown.enforcement.models import Attempt, Delivery, Drift, Job
from staydown.enforcement.snapshots import Kept
from staydown.kernel import actors, clock, events
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.platforms import parse_ref

log = logging.getLogger(__name__)

_DIED = "the worker died before it could write the outcome"


@dataclass(frozen=True, slots=True)
class _Work:
    """One delivery with what it needs: the order as it stands now, and who carries it."""

    delivery: Delivery
    order: Order
    connector: Connector
    tried: int

    def is_so(self, reading: Reading) -> bool:
        """Whether the platform is as the order wants it."""
        if self.delivery.verb == "apply":
            return reading.shows_applied(self.order)
        return reading.shows_lifted(self.order)

    def call(self) -> Outcome:
        """Ask the platform."""
        verb = self.connector.apply if self.delivery.verb == "apply" else self.connector.lift
        return verb(self.order)

    def reads_back(self) -> bool:
        """Whether the platform tells what holds."""
        ability = self.connector.abilities.get(self.order.kind)
        return bool(ability and ability.read)


def carry_out(delivery: Delivery, connector: Connector | None) -> None:
    """Bring one delivery forward; the caller holds its lease."""
    order, wanted = order_of(delivery)
    attempts = list(delivery.attempts.all())
    unended = next((one for one in attempts if one.ended_at is None), None)
    if not wanted:
        _drop(delivery, unended)
    elif connector is None:
        text = "no connector serves this account: configure one, or act by hand and record it"
        _finish(delivery, Job.State.STUCK, "no-connector", text)
    elif unended:
        _reconcile(_Work(delivery, order, connector, len(attempts)), unended)
    else:
        _try(_Work(delivery, order, connector, len(attempts)))


def order_of(delivery: Delivery) -> tuple[Order, bool]:
    """What to ask of the platform now, and whether it is wanted still.

    A lift leaves what other decisions want on the same account; where one of them wants the very
    same measure, there is nothing to lift. A measure that was lifted is not applied any more.
    """
    measure, others = cases.measure_among_others(delivery.measure_id)
    standing = frozenset(MeasureKind(one.kind) for one in others)
    order = Order(
        ref=parse_ref(delivery.ref),
        kind=MeasureKind(measure.kind),
        key=rules.key_of(delivery.id),
        territories=measure.territories,
        standing=standing,
    )
    wanted = measure.in_force if delivery.verb == "apply" else order.kind not in standing
    return order, wanted


def _drop(delivery: Delivery, unended: Attempt | None) -> None:
    """Nothing is asked of the platform; an attempt without an end does not matter any more."""
    if unended:
        _close_attempt(unended, "unknown", _DIED)
    if delivery.verb == "lift":
        text = "another decision keeps this measure in force"
        _finish(delivery, Job.State.DONE, "kept", text, unended)
    else:
        text = "the measure was lifted before it was carried out"
        _finish(delivery, Job.State.VOID, "lifted", text, unended)


def _try(work: _Work) -> None:
    kept = _snapshot_first(work)
    if isinstance(kept, Refused):
        text = f"no snapshot could be taken before acting: {kept.reason}"
        _finish(work.delivery, Job.State.STUCK, f"no-snapshot: {kept.code}", text)
    elif isinstance(kept, RetryAt | Unknown):
        after = kept.after if isinstance(kept, RetryAt) else timedelta()
        _later(work.delivery, None, after, f"no snapshot yet: {kept.reason}")
    else:
        attempt = _begin(work, kept)
        if attempt:
            _conclude(work, attempt, work.call())


def _snapshot_first(work: _Work) -> Kept | Refused | RetryAt | Unknown | None:
    """The account as it stands, before a destructive delivery's first call; None if not due."""
    if work.delivery.verb != "apply" or work.order.kind not in rules.DESTRUCTIVE:
        return None
    if work.tried:  # the first attempt was committed together with its snapshot
        return None
    return snapshots.take(work.connector, work.order.ref)


def _begin(work: _Work, kept: Kept | None) -> Attempt | None:
    """Commit the intent, and the snapshot if one was taken, before the platform is called.

    None where the delivery is not ours any more: then nothing is called.
    """
    delivery = work.delivery
    with transaction.atomic():
        if not _still_ours(delivery):
            return None
        rows: list[Vouched] = []
        if kept:
            case, ref = delivery.case_id, delivery.ref
            rows.append(snapshots.store(case, ref, snapshots.BEFORE_ACTING, kept))
        attempt = Attempt(delivery=delivery, number=work.tried + 1)
        attempt.save(force_insert=True)
        delivery.connector = work.connector.name
        delivery.save(update_fields=["connector"])
        rows += [attempt, delivery]
        record("deliveries.attempt", actors.system(), rows=rows, data=_facts(delivery))
    return attempt


def _conclude(work: _Work, attempt: Attempt, outcome: Outcome) -> None:
    """Write what came of the call; what was applied is read back first."""
    if isinstance(outcome, Applied | AlreadySo):
        _confirm(work, attempt, outcome)
    elif isinstance(outcome, RetryAt):
        _close_attempt(attempt, "retry", outcome.reason)
        _later(work.delivery, attempt, outcome.after, outcome.reason)
    elif isinstance(outcome, Refused):
        _close_attempt(attempt, "refused", outcome.reason)
        _finish(work.delivery, Job.State.STUCK, outcome.code, outcome.reason, attempt)
    else:
        _reconcile(work, attempt, outcome.reason)


def _confirm(work: _Work, attempt: Attempt, outcome: Applied | AlreadySo) -> None:
    name = "applied" if isinstance(outcome, Applied) else "already"
    _close_attempt(attempt, name, outcome.detail)
    if not work.reads_back():
        _succeed(work, attempt, "the platform cannot be read back", confirmed=False)
        return
    reading = work.connector.read(work.order.ref)
    if work.is_so(reading):
        _succeed(work, attempt, reading.detail, confirmed=True)
    else:
        why = reading.detail or "the platform does not show it"
        _later(work.delivery, attempt, timedelta(), f"not read back: {why}")


def _reconcile(work: _Work, attempt: Attempt, reason: str = "") -> None:
    """An attempt may or may not have taken effect: the platform says which."""
    reading = work.connector.read(work.order.ref)
    _close_attempt(attempt, "unknown", reason or _DIED)
    if work.is_so(reading):
        _succeed(work, attempt, f"found so on reading: {reading.detail}", confirmed=True)
    else:
        _later(work.delivery, attempt, timedelta(), reading.detail or reason)


def _close_attempt(attempt: Attempt, outcome: str, detail: str) -> None:
    """Fill in the outcome; the row is written with the delivery's, in one transaction."""
    attempt.ended_at, attempt.outcome, attempt.detail = clock.now(), outcome, detail[:500]


def _succeed(work: _Work, attempt: Attempt, detail: str, *, confirmed: bool) -> None:
    delivery = work.delivery
    delivery.confirmed = confirmed
    with transaction.atomic():
        if not _still_ours(delivery, attempt):
            return
        attempt.save()
        if confirmed and delivery.verb == "apply":
            delivery.check_at = clock.now() + timedelta(minutes=load().drift_minutes)
        end(delivery, Job.State.DONE, "", detail, "confirmed", "check_at")
        restored: list[Drift] = []
        if confirmed:
            _tell(work)
            restored = _restored(delivery)
        _enter("deliveries.done", delivery, attempt, restored)


def _restored(delivery: Delivery) -> list[Drift]:
    """The drift that this delivery was made to end, if it was."""
    if delivery.verb != "apply" or delivery.round == 1:
        return []
    return drift_ends.end_open(delivery.measure_id, Drift.State.RESTORED)


def _tell(work: _Work) -> None:
    """Let the domains above know; of a removal, with the account as it was, to know it again by."""
    delivery = work.delivery
    payload: dict[str, object] = {
        "delivery": str(delivery.id),
        "measure": str(delivery.measure_id),
        "case": str(delivery.case_id),
        "ref": delivery.ref,
        "kind": work.order.kind.value,
    }
    if delivery.verb == "apply" and delivery.ended_at:
        payload["account"] = snapshots.account_of(delivery.case_id)
        payload["confirmed_at"] = clock.iso(delivery.ended_at)
    events.record(f"enforcement.{delivery.verb}_confirmed", payload, private=True)


def _finish(
    delivery: Delivery, state: str, problem: str, detail: str, attempt: Attempt | None = None
) -> None:
    with transaction.atomic():
        if not _still_ours(delivery, attempt):
            return
        if attempt:
            attempt.save()
        end(delivery, state, problem, detail)
        _enter(f"deliveries.{state}", delivery, attempt)
    if state == Job.State.STUCK:
        log.warning("delivery stuck", extra={"delivery": str(delivery.id), "code": problem})


def _later(delivery: Delivery, attempt: Attempt | None, after: timedelta, detail: str) -> None:
    with transaction.atomic():
        if not _still_ours(delivery, attempt):
            return
        if attempt:
            attempt.save()
        stuck = postpone(delivery, after, detail)
        if attempt or stuck:
            _enter("deliveries.stuck" if stuck else "deliveries.retry", delivery, attempt)
    leases.give_back(delivery)


def _still_ours(delivery: Delivery, attempt: Attempt | None = None) -> bool:
    """Whether our lease lasts and the delivery is wanted; locks its row.

    Where another worker has taken it over, we write nothing: it finds our attempt without an end
    and reads the platform. Where it was made void while we called, nobody comes after us: the
    attempt's end is written, and the lease given back so that the lift need not wait for it.
    """
    if leases.holds(delivery):
        return True
    voided = Delivery.objects.filter(pk=delivery.pk, leased_by=delivery.leased_by).exists()
    if voided:
        leases.give_back(delivery)
    if voided and attempt:
        attempt.save()
        record("deliveries.void", actors.system(), rows=[attempt], data=_facts(delivery))
    return False


def _enter(
    action: str, delivery: Delivery, attempt: Attempt | None, also: Sequence[Vouched] = ()
) -> None:
    rows: list[Vouched] = [delivery, *([attempt] if attempt else []), *also]
    data = _facts(delivery) | {"outcome": attempt.outcome if attempt else delivery.problem}
    record(action, actors.system(), rows=rows, data=data)


def _facts(delivery: Delivery) -> dict[str, str]:
    return {"delivery": str(delivery.id), "verb": delivery.verb}
