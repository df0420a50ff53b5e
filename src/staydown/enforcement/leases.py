"""Leases: who is at a piece of work, so that two workers never do the same.

A lease is one conditional UPDATE, on both databases. It ends by itself, so that the work of a
worker that died is taken up by another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from staydown.enforcement.models import Delivery, Job, SnapshotRequest
from staydown.kernel import clock

J = TypeVar("J", bound=Job)

_CANDIDATES = 16


def take_delivery(worker: str, length: timedelta) -> Delivery | None:
    """A due delivery that now belongs to `worker`, or None.

    The deliveries of one account are carried out one after another, in the order in which they
    were made: a lift never overtakes the removal that it undoes.
    """
    now = clock.now()
    earlier = Delivery.objects.filter(ref=OuterRef("ref"), id__lt=OuterRef("id")).filter(
        Q(state=Job.State.WAITING) | Q(leased_until__gt=now)
    )
    return _take(_due(Delivery.objects.filter(~Exists(earlier)), now), worker, length)


def take_snapshot_request(worker: str, length: timedelta) -> SnapshotRequest | None:
    """A due snapshot request that now belongs to `worker`, or None."""
    return _take(_due(SnapshotRequest.objects.all(), clock.now()), worker, length)


def give_back(job: Job) -> None:
    """Let go of the lease; the state is the caller's matter."""
    type(job)._base_manager.filter(pk=job.pk, leased_by=job.leased_by).update(
        leased_until=None, leased_by=""
    )


def holds(job: Job) -> bool:
    """Whether the job is wanted still and nobody else has taken it; locks its row.

    Within the transaction that writes what came of the job: a worker that was too slow has lost it
    to another and writes nothing.
    """
    return (
        type(job)
        ._base_manager.select_for_update()
        .filter(pk=job.pk, leased_by=job.leased_by, state=Job.State.WAITING)
        .exists()
    )


def _due(jobs: QuerySet[J], now: datetime) -> QuerySet[J]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return jobs.filter(free, state=Job.State.WAITING, next_at__lte=now).order_by("next_at", "id")


def _take(due: QuerySet[J], worker: str, length: timedelta) -> J | None:
    """The update asks again whether the job is due: since we looked, another may have tried it.

    For the same reason the row is read after it is ours, and not before.
    """
    for key in due.values_list("pk", flat=True)[:_CANDIDATES]:
        until = clock.now() + length
        if due.filter(pk=key).update(leased_until=until, leased_by=worker):
            return due.model._base_manager.get(pk=key)
    return None
