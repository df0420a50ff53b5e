"""What a person can do to deliveries: try again what is stuck, restore what was lost."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from staydown.cases import queries as cases
from staydown.enforcement import drift_ends
from staydown.enforcement.errors import NoSuchDelivery, NoSuchDrift, NotDrifting, NotStuck
from staydown.enforcement.making import new_delivery
from staydown.enforcement.models import Delivery, Drift, Job, NoticeDelivery
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.settings import load
from staydown.ledger.actions import record


def retry(actor: Actor, delivery_id: UUID) -> Delivery:
    """Give a stuck delivery its tries again; the next worker takes it up."""
    actor.require("deliveries.retry")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
        if delivery is None:
            raise NoSuchDelivery("no-such-delivery", f"there is no delivery {delivery_id}")
        _wait_again(delivery)
        record(
            "deliveries.retry_stuck", actor, rows=[delivery], data={"delivery": str(delivery.id)}
        )
    return delivery


def retry_notice(actor: Actor, notice_id: UUID) -> NoticeDelivery:
    """Give a stuck notice its tries again; the next worker takes it up."""
    actor.require("deliveries.retry")
    with transaction.atomic():
        notice = NoticeDelivery.objects.select_for_update().filter(pk=notice_id).first()
        if notice is None:
            raise NoSuchDelivery("no-such-delivery", f"there is no notice {notice_id}")
        _wait_again(notice)
        record("notices.retry_stuck", actor, rows=[notice], data={"notice": str(notice.id)})
    return notice


def _wait_again(job: Job) -> None:
    """A stuck job waits for its next try; NotStuck where it is not."""
    if job.state != Job.State.STUCK:
        raise NotStuck("not-stuck", f"delivery {job.pk} is {job.state}, not stuck")
    job.state, job.problem, job.ended_at = Job.State.WAITING, "", None
    job.next_at, job.tries_left = clock.now(), load().delivery_attempts
    job.save(update_fields=["state", "problem", "ended_at", "next_at", "tries_left"])


def restore(actor: Actor, drift_id: UUID) -> Delivery:
    """Carry a measure that was lost on its platform there again, under its own decision.

    Raises NotDrifting where the drift has ended or is being restored; and where the measure is not
    in force any more, after ending the drift as moot.
    """
    actor.require("deliveries.retry")
    drift = Drift.objects.filter(pk=drift_id).first()
    if drift is None:
        raise NoSuchDrift("no-such-drift", f"there is no drift {drift_id}")
    with transaction.atomic():
        delivery = _restoring(actor, drift_id, drift.measure_id)
    if delivery is None:
        text = "the measure is not in force any more: there is nothing to restore"
        raise NotDrifting("measure-lifted", text)
    return delivery


def _restoring(actor: Actor, drift_id: UUID, measure_id: UUID) -> Delivery | None:
    """The new delivery; None where the measure was lifted and the drift is moot."""
    applies = drift_ends.locked_applies(measure_id)
    drift = Drift.objects.select_for_update().get(pk=drift_id)
    if drift.state != Drift.State.FOUND:
        raise NotDrifting("not-drifting", f"drift {drift_id} is {drift.state}, not found")
    measure = cases.measure(measure_id)
    data = {"drift": str(drift.id), "measure": str(measure_id)}
    if not measure.in_force:
        drift_ends.end(drift, Drift.State.MOOT)
        record("enforcement.drift_ended", actor, rows=[drift], data={**data, "state": drift.state})
        return None
    # The new delivery is the one to be read back, once it is confirmed.
    Delivery.objects.filter(pk__in=[one.pk for one in applies]).update(check_at=None)
    delivery = new_delivery(measure, "apply", applies[-1].round + 1)
    drift.state = Drift.State.RESTORING
    drift.save(update_fields=["state"])
    data["delivery"] = str(delivery.id)
    record("enforcement.drift_restore", actor, rows=[drift, delivery], data=data)
    return delivery
