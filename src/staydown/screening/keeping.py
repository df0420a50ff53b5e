"""Keeping the live watchlist in the database: who enters it, who leaves it, and when.

Each change takes the next version under the watchlist's one lock, so that versions become visible
in order: who has seen version n has seen everything before it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.mirrors.records import RecordError, parse
from staydown.screening.models import Match, WatchEntry, WatchHead
from staydown.screening.reading import bounded, plain_record

_SWEPT = 200


def add(
    actor: Actor, *, measure: UUID, case: UUID, ref: str, account: dict[str, Any],
    removed_at: datetime, keep: timedelta,
) -> WatchEntry | None:  # fmt: skip
    """Remember a removed account; None where this removal is remembered already.

    An earlier entry of the account is replaced. Raises RecordError where the snapshot's record is
    not an account record.
    """
    actor.require("watchlist.keep")
    known = plain_record(parse(bounded(account, [])))
    if WatchEntry.objects.filter(measure_id=measure).exists():
        return None
    with transaction.atomic():
        version = _next_version()
        if WatchEntry.objects.filter(measure_id=measure).exists():
            return None
        rows: list[Vouched] = []
        for earlier in WatchEntry.objects.filter(ref=ref, ended_at=None):
            rows += _end(earlier, "replaced", version)
        entry = WatchEntry(
            measure_id=measure,
            case_id=case,
            ref=ref,
            record=known | {"removed_at": clock.iso(removed_at), "client": _client(ref, known)},
            removed_at=removed_at,
            expires_at=removed_at + keep,
            version=version,
        )
        entry.save(force_insert=True)
        record("watchlist.add", actor, rows=[*rows, entry], data={"entry": str(entry.id)})
    return entry


def end(actor: Actor, measure: UUID, why: str) -> WatchEntry | None:
    """Forget the account of a removal; None where it is not on the watchlist."""
    actor.require("watchlist.keep")
    remembered = WatchEntry.objects.filter(measure_id=measure, ended_at=None)
    if not remembered.exists():  # most measures are no removals: they are no change either
        return None
    with transaction.atomic():
        version = _next_version()
        entry = remembered.first()
        if entry is None:
            return None
        rows = _end(entry, why, version)
        record("watchlist.end", actor, rows=rows, data={"entry": str(entry.id), "why": why})
    return entry


def expire_due() -> int:
    """Forget the entries whose time is over; how many."""
    actor, ended = actors.system("watchlist"), 0
    due = WatchEntry.objects.filter(ended_at=None, expires_at__lte=clock.now())
    for measure in list(due.order_by("expires_at").values_list("measure_id", flat=True)[:_SWEPT]):
        ended += end(actor, measure, "expired") is not None
    return ended


def version() -> int:
    """The watchlist's present version."""
    return WatchHead.objects.filter(pk=1).values_list("version", flat=True).first() or 0


def changed_since(seen: int) -> list[WatchEntry]:
    """The entries that changed after version `seen`, oldest change first."""
    return list(WatchEntry.objects.filter(version__gt=seen).order_by("version", "id"))


def retention(facts: Iterable[timedelta]) -> timedelta:
    """How long an entry is kept: the longest that a rule sheet of the case says, else ours."""
    return max(facts, default=timedelta(days=load().watchlist_days))


def _end(entry: WatchEntry, why: str, version: int) -> list[Vouched]:
    """Empty the entry and close its open matches; what must be entered in the ledger.

    With the record goes the salt: what earlier entries of the ledger say of this row can be
    guessed by nobody any more.
    """
    entry.record, entry.ended_at, entry.ended_why = {}, clock.now(), why
    entry.version, entry.salt = version, os.urandom(16)
    entry.save()
    closed = list(Match.objects.filter(entry=entry, state="open").order_by("id"))
    for match in closed:
        match.state = "closed"
        match.save(update_fields=["state"])
    return [entry, *closed]


def _client(ref: str, record: dict[str, Any]) -> dict[str, Any]:
    """Client hashes: the snapshot's, else those that the account signed up with, if it was seen."""
    if record.get("client"):
        return dict(record["client"])
    seen = Match.objects.filter(ref=ref).order_by("-id").values_list("account", flat=True)
    return next((dict(one["client"]) for one in seen[:5] if one.get("client")), {})


def _next_version() -> int:
    """The next version; nobody else changes the watchlist until the transaction ends."""
    head = WatchHead.objects.select_for_update().filter(pk=1).first()
    if head is None:
        WatchHead.objects.bulk_create([WatchHead()], ignore_conflicts=True)
        head = WatchHead.objects.select_for_update().get(pk=1)
    head.version += 1
    head.save(update_fields=["version"])
    return head.version


__all__ = ["RecordError", "add", "changed_since", "end", "expire_due", "retention", "version"]
