"""How open drift ends; within the caller's transaction and entry.

Whoever finds, restores or ends drift locks the measure's deliveries to apply it first, so that none
is found for a measure that is being lifted.
"""

from __future__ import annotations

from uuid import UUID

from staydown.enforcement.models import Delivery, Drift
from staydown.kernel import clock


def locked_applies(measure_id: UUID) -> list[Delivery]:
    """The measure's deliveries to apply it, oldest first, locked."""
    of_measure = Delivery.objects.select_for_update().filter(measure_id=measure_id, verb="apply")
    return list(of_measure.order_by("id"))


def open_of(measure_id: UUID) -> Drift | None:
    """The measure's open drift, locked; None where there is none."""
    found = Drift.objects.select_for_update().filter(measure_id=measure_id, state__in=Drift.OPEN)
    return found.first()


def end_open(measure_id: UUID, state: str) -> list[Drift]:
    """End the measure's open drift in `state`; the row that changed, if one did."""
    drift = open_of(measure_id)
    if drift is None:
        return []
    end(drift, state)
    return [drift]


def end(drift: Drift, state: str) -> None:
    """Drift has ended in `state`."""
    drift.state, drift.ended_at = state, clock.now()
    drift.save(update_fields=["state", "ended_at"])
