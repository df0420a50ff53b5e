"""What enforcement does when a domain below tells it something."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from staydown.cases import queries as cases
from staydown.connectors.base import Notice
from staydown.enforcement import drift_ends, notices
from staydown.enforcement.making import new_delivery
from staydown.enforcement.models import Delivery, Drift, Job, SnapshotRequest
from staydown.enforcement.platform_access import registry
from staydown.kernel import actors, clock
from staydown.kernel.settings import load
from staydown.ledger.actions import GrowingSet, record
from staydown.ledger.models import seal_all
from staydown.platforms import parse_ref


def on_referrals_received(payload: dict[str, Any]) -> None:
    """The accounts of the cases that a batch opened are to be recorded as they stand now.

    Only those that a connector serves: of the others nothing can be asked.
    """
    batch = UUID(payload["batch"])
    tries = load().delivery_attempts
    requests = [
        SnapshotRequest(case_id=case, batch=batch, ref=ref, tries_left=tries)
        for case, ref in cases.opened_by(batch)
        if registry().for_ref(parse_ref(ref))
    ]
    if not requests:
        return
    growing = GrowingSet(SnapshotRequest, "batch", batch)
    growing.add(seal_all(requests))
    SnapshotRequest.objects.bulk_create(requests, batch_size=500)
    record("snapshots.request", actors.system(), sets=[growing.done()], data={"batch": str(batch)})


def on_case_opened_by_match(payload: dict[str, Any]) -> None:
    """The account of a case that a match opened is to be recorded, where a connector serves it."""
    case, ref = UUID(payload["case"]), str(payload["ref"])
    if registry().for_ref(parse_ref(ref)) is None:
        return
    request = SnapshotRequest(case_id=case, ref=ref, tries_left=load().delivery_attempts)
    request.save(force_insert=True)
    record("snapshots.request", actors.system(), rows=[request], data={"case": str(case)})


def on_notice_wanted(payload: dict[str, Any]) -> None:
    """The user of an account is to be told something; once for each key."""
    told = Notice(payload["key"], payload["language"], payload["subject"], payload["text"])
    notices.make(UUID(payload["case"]), payload["ref"], told)


def on_measure_wanted(payload: dict[str, Any]) -> None:
    """A measure is to be carried to its platform, unless this news comes after that of its lift."""
    measure = cases.measure(UUID(payload["measure"]))
    if not measure.in_force:
        return
    delivery = new_delivery(measure, "apply")
    record("deliveries.make", actors.system(), rows=[delivery], data=_facts(delivery))


def on_measure_lifted(payload: dict[str, Any]) -> None:
    """A measure is to be taken back; what was not carried out yet is not carried out any more.

    The lift is delivered even so: an attempt under way may have reached the platform.
    """
    measure = cases.measure(UUID(payload["measure"]))
    applies = drift_ends.locked_applies(measure.id)
    unended = [one for one in applies if one.state in {Job.State.WAITING, Job.State.STUCK}]
    for one in unended:
        one.state, one.ended_at = Job.State.VOID, clock.now()
        one.save(update_fields=["state", "ended_at"])
    moot = drift_ends.end_open(measure.id, Drift.State.MOOT)
    delivery = new_delivery(measure, "lift")
    rows = [delivery, *unended, *moot]
    record("deliveries.make", actors.system(), rows=rows, data=_facts(delivery))


def _facts(delivery: Delivery) -> dict[str, Any]:
    return {
        "delivery": str(delivery.id),
        "measure": str(delivery.measure_id),
        "verb": delivery.verb,
    }
