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

from staydown.designations.lookup import NameIndex
from staydown.designations.models import Entry, Name, Snapshot
from staydown.designations.rules import Basis, Held
from staydown.designations.sources.base import Source
from staydown.designations.values import Kind, ListedEntry, ListedName, NameKind, Strength
from staydown.designations.verdicts import SnapshotFacts

#: How many indexes are kept; the whole UN and OFAC lists take about 60 MB together.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Timeline:
    """The snapshots of every list, each list's oldest first, as known at one moment."""

    by_list: dict[str, list[SnapshotFacts]]

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
    found = Snapshot.objects.order_by("list_id", "as_of", "loaded_at")
    if known_at:
        found = found.filter(loaded_at__lte=known_at)
    by_list: dict[str, list[SnapshotFacts]] = defaultdict(list)
    for row in found.values_list("id", "list_id", "as_of", "loaded_at", "sha256"):
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
