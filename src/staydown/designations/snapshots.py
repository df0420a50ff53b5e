"""The snapshots that are loaded, and the index of each: made at first use, then kept.

A snapshot never changes, so that its index is kept by its id; which snapshots there are is asked of
the database each time, since another process may have loaded one.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from threading import Lock
from uuid import UUID

from django.db import connection

from staydown.designations.basis import Basis, Held
from staydown.designations.lookup import NameIndex
from staydown.designations.models import Entry, Name, Snapshot
from staydown.designations.sources.base import Source
from staydown.designations.values import Kind, ListedEntry, ListedName, NameKind, Strength
from staydown.designations.verdicts import SnapshotFacts

#: How many indexes are kept; those of the whole UN and OFAC lists take about 60 MB together.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Timeline:
    """The snapshots of every list, each list's oldest first, as known at one moment."""

    by_list: dict[str, list[SnapshotFacts]]

    def known_at(self, moment: datetime) -> Timeline:
        """Without the snapshots that were loaded after `moment`."""
        kept = {
            list_id: [facts for facts in snapshots if facts.loaded_at <= moment]
            for list_id, snapshots in self.by_list.items()
        }
        return Timeline({list_id: snapshots for list_id, snapshots in kept.items() if snapshots})

    def basis(self, source: Source, on: date) -> Basis | None:
        """What to judge a claim of the day `on` by; None where the list was never loaded."""
        snapshots = self.by_list.get(source.id)
        if not snapshots:
            return None
        past = [facts for facts in snapshots if facts.as_of.date() <= on]
        used = past[-1] if past else snapshots[0]
        later = next((facts for facts in snapshots if facts.as_of > used.as_of), None)
        return Basis(
            used=held(used),
            after=held(later) if later else None,
            refresh=source.refresh,
            gives_start_dates=source.gives_start_dates,
        )


def timeline(known_at: datetime | None = None) -> Timeline:
    """The snapshots loaded until `known_at` (until now, if None)."""
    global _newest  # noqa: PLW0603
    stamp = _stamp()
    if _newest is None or _newest[0] != stamp:
        _newest = (stamp, _read_timeline())
    found = _newest[1]
    return found.known_at(known_at) if known_at else found


def _stamp() -> tuple[int, str | None]:
    """Changes whenever the set of snapshots does, since none is ever changed or taken away.

    Asked before every check, and in SQL since building the query costs more than running it.
    """
    table = connection.ops.quote_name(Snapshot._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), MAX(CAST(id AS VARCHAR(36))) FROM {table}")  # noqa: S608
        count, greatest = cursor.fetchone()
    return count, greatest


def _read_timeline() -> Timeline:
    by_list: dict[str, list[SnapshotFacts]] = defaultdict(list)
    rows = Snapshot.objects.order_by("as_of", "loaded_at")
    for row in rows.values_list("id", "list_id", "as_of", "loaded_at", "sha256"):
        facts = facts_of(*row)
        by_list[facts.list].append(facts)
    return Timeline(dict(by_list))


def facts_of(
    snapshot_id: UUID, list_id: str, as_of: datetime, loaded_at: datetime, sha256: str
) -> SnapshotFacts:
    """A snapshot's row as a plain value, its moments in UTC."""
    return SnapshotFacts(
        str(snapshot_id), list_id, as_of.astimezone(UTC), loaded_at.astimezone(UTC), sha256
    )


_newest: tuple[tuple[int, str | None], Timeline] | None = None
_held: OrderedDict[str, Held] = OrderedDict()
_lock = Lock()


def held(facts: SnapshotFacts) -> Held:
    """The snapshot with its index, from memory or made now."""
    with _lock:
        found = _held.get(facts.id)
        if found is None:
            found = Held(facts, NameIndex(entries_of(facts.id)))
            _held[facts.id] = found
            while len(_held) > _KEPT:
                _held.popitem(last=False)
        _held.move_to_end(facts.id)
        return found


def entries_of(snapshot_id: str) -> Iterator[ListedEntry]:
    """Every entry that a snapshot shows, with its names in the list's order."""
    names = _names_of(snapshot_id)
    columns = Entry.objects.filter(showings__snapshot_id=snapshot_id).values_list(
        "id", "reference", "kind", "regime", "programmes", "listed_on", "until", "parent"
    )
    for row_id, reference, kind, regime, programmes, listed_on, until, parent in columns:
        yield ListedEntry(
            reference=reference,
            kind=Kind(kind),
            names=tuple(names.get(row_id, ())),
            regime=regime,
            programmes=tuple(programmes),
            listed_on=listed_on,
            until=until,
            parent=parent,
        )


def _names_of(snapshot_id: str) -> dict[UUID, list[ListedName]]:
    names: dict[UUID, list[ListedName]] = defaultdict(list)
    rows = Name.objects.filter(entry__showings__snapshot_id=snapshot_id).order_by("id")
    kinds = {kind.value: kind for kind in NameKind}
    strengths = {strength.value: strength for strength in Strength}
    for entry_id, text, kind, strength in rows.values_list("entry_id", "text", "kind", "strength"):
        names[entry_id].append(ListedName(text, kinds[kind], strengths[strength]))
    return names
