"""How a delivery is made; within the caller's transaction and entry."""

from __future__ import annotations

from staydown.cases.queries import MeasureView
from staydown.enforcement.models import Delivery
from staydown.kernel.settings import load


def new_delivery(measure: MeasureView, verb: str, number: int = 1) -> Delivery:
    """A delivery of the measure in that direction that waits for a worker, in round `number`."""
    delivery = Delivery(
        measure_id=measure.id,
        case_id=measure.case,
        verb=verb,
        round=number,
        ref=measure.ref,
        tries_left=load().delivery_attempts,
    )
    delivery.save(force_insert=True)
    return delivery
