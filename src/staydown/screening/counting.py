"""Screening counted by the hour: how many, with which verdict, for whom; nothing about anybody.

A process counts in memory and adds to the table every few seconds; when an hour is over, its counts
go into the ledger as one entry (law 7). A process that is killed loses the seconds since.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Sum

from staydown.kernel import actors, clock
from staydown.ledger.actions import record
from staydown.screening.models import HourCount

SHED, REFUSED = "shed", "refused"
"""Counted beside the verdicts: requests shed under load, and documents that could not be used."""

_lock = threading.Lock()
_counts: Counter[tuple[datetime, str, str]] = Counter()


def count(asker: str, verdicts: Iterable[str]) -> None:
    """Add to this hour's counts."""
    hour = hour_of(clock.now())
    with _lock:
        _counts.update((hour, asker, verdict) for verdict in verdicts)


def flush() -> None:
    """Add what this process has counted to the table."""
    with _lock:
        found = dict(_counts)
        _counts.clear()
    try:
        with transaction.atomic():
            for (hour, asker, verdict), number in sorted(found.items()):
                row, _ = HourCount.objects.get_or_create(hour=hour, asker=asker, verdict=verdict)
                HourCount.objects.filter(pk=row.pk).update(
                    number=F("number") + number, in_ledger=False
                )
    except Exception:
        with _lock:
            _counts.update(found)
        raise


def enter_past_hours() -> int:
    """One ledger entry for each past hour whose counts are not in it yet; how many."""
    # Five minutes' grace: other processes add their last counts late.
    past = hour_of(clock.now() - timedelta(minutes=5))
    due = HourCount.objects.filter(hour__lt=past, in_ledger=False)
    hours = list(due.order_by("hour").values_list("hour", flat=True).distinct()[:100])
    for hour in hours:
        with transaction.atomic():
            rows = list(HourCount.objects.select_for_update().filter(hour=hour).order_by("id"))
            if all(row.in_ledger for row in rows):
                continue
            HourCount.objects.filter(hour=hour).update(in_ledger=True)
            data = {"hour": clock.short(hour), "counts": _by_asker(rows)}
            record("screening.hour", actors.system("screening"), data=data)
    return len(hours)


def hour_of(moment: datetime) -> datetime:
    """The beginning of the hour."""
    return moment.replace(minute=0, second=0, microsecond=0)


def totals(since: datetime, until: datetime) -> dict[str, int]:
    """How many were screened between two moments, by verdict."""
    found = HourCount.objects.filter(hour__gte=since, hour__lt=until).values_list("verdict")
    return dict(found.annotate(total=Sum("number")).order_by("verdict"))


def _by_asker(rows: list[HourCount]) -> dict[str, Any]:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.asker, {})[row.verdict] = row.number
    return found
