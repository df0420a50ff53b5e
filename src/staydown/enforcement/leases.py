"""Leases: who is at a piece of work, so that two workers never do the same.

A lease is one conditional UPDATE, on both databases. It ends by itself, so that the work of a
worker that died is taken up by another.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from staydown.enforcement.models import Delivery, Job, NoticeDelivery, SnapshotRequest
from staydown.kernel import clock

J = TypeVar("J", bound=Job)


def take_deliveries(worker: str, length: timedelta, limit: int) -> list[Delivery]:
    """Up to `limit` due deliveries that now belong to `worker`.

    The deliveries of one account are carried out one after another, in the order in which they
    were made: a lift never overtakes the removal that it undoes.
    """
    return _take(_in_turn(Delivery.objects.all(), clock.now()), worker, length, limit)


def take_notices(worker: str, length: timedelta, limit: int) -> list[NoticeDelivery]:
    """Up to `limit` due notices that now belong to `worker`; a user is told in order, too."""
    return _take(_in_turn(NoticeDelivery.objects.all(), clock.now()), worker, length, limit)


def take_snapshot_requests(worker: str, length: timedelta, limit: int) -> list[SnapshotRequest]:
    """Up to `limit` due snapshot requests that now belong to `worker`."""
    return _take(_due(SnapshotRequest.objects.all(), clock.now()), worker, length, limit)


def keep(job: Job, length: timedelta) -> bool:
    """Lengthen a lease that has waited for its turn; False where the job is not ours any more."""
    if job.leased_until and job.leased_until - clock.now() > length / 2:
        return True
    until = clock.now() + length
    mine = type(job)._base_manager.filter(
        pk=job.pk, leased_by=job.leased_by, state=Job.State.WAITING
    )
    job.leased_until = until
    if mine.update(leased_until=until):
        return True
    give_back(job)  # what was voided while it waited must not keep the account's next one waiting
    return False


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


def _in_turn(jobs: QuerySet[J], now: datetime) -> QuerySet[J]:
    """Those that are due and have no earlier one of their account before them."""
    earlier = jobs.filter(ref=OuterRef("ref"), id__lt=OuterRef("id")).filter(
        Q(state=Job.State.WAITING) | Q(leased_until__gt=now)
    )
    return _due(jobs.filter(~Exists(earlier)), now)


def _due(jobs: QuerySet[J], now: datetime) -> QuerySet[J]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return jobs.filter(free, state=Job.State.WAITING, next_at__lte=now).order_by("next_at", "id")


def _take(due: QuerySet[J], worker: str, length: timedelta, limit: int) -> list[J]:
    """The update asks again whether the jobs are due: since we looked, others may have tried them.

    For the same reason the rows are read after they are ours, and not before.
    """
    keys = list(due.values_list("pk", flat=True)[:limit])
    until = clock.now() + length
    if not keys or not due.filter(pk__in=keys).update(leased_until=until, leased_by=worker):
        return []
    ours = due.model._base_manager.filter(pk__in=keys, leased_by=worker, leased_until=until)
    return list(ours.order_by("next_at", "id"))
