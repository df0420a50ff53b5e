"""What a person can do to deliveries: try a stuck one again."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from staydown.enforcement.errors import NoSuchDelivery, NotStuck
from staydown.enforcement.models import Delivery, Job
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
        if delivery.state != Job.State.STUCK:
            text = f"delivery {delivery_id} is {delivery.state}, not stuck"
            raise NotStuck("not-stuck", text)
        delivery.state, delivery.problem, delivery.ended_at = Job.State.WAITING, "", None
        delivery.next_at, delivery.tries_left = clock.now(), load().delivery_attempts
        delivery.save(update_fields=["state", "problem", "ended_at", "next_at", "tries_left"])
        record(
            "deliveries.retry_stuck", actor, rows=[delivery], data={"delivery": str(delivery.id)}
        )
    return delivery
