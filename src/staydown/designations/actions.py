"""Loading a list: parse, check, store what is new, tell what was delisted. One ledger entry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from django.db import transaction

from staydown.designations import fetch
from staydown.designations.errors import DateWanted, ShrunkenList
from staydown.designations.models import DesignationList, Entry, Name, Showing, Snapshot
from staydown.designations.names import script_of
from staydown.designations.sources import source as source_of
from staydown.designations.sources.base import MOST_BYTES, Source, SourceFile
from staydown.designations.values import Finding, Kind, ListedEntry, ParsedList
from staydown.kernel import clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError
from staydown.ledger.actions import RowSet, record
from staydown.ledger.models import seal_all

__all__ = ["Loaded", "SourceFile", "fetch_list", "load_files", "load_list"]

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading came to. `new` is False where this snapshot was known already.

    `delisted`: references that this snapshot lacks and the one before had, or, of a snapshot
    loaded late, that the next one lacks.
    """

    snapshot: Snapshot
    new: bool
    findings: tuple[Finding, ...]
    entries_new: int = 0
    delisted: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What `staydown lists load --json` prints."""
        snapshot = self.snapshot
        return {
            "list": snapshot.list_id,
            "as_of": clock.short(snapshot.as_of),
            "new": self.new,
            "snapshot": str(snapshot.id),
            "sha256": snapshot.sha256,
            "counts": snapshot.counts,
            "entries_new": self.entries_new,
            "delisted": list(self.delisted),
            "findings": [{"code": each.code, "text": each.text} for each in self.findings],
        }


@dataclass(frozen=True, slots=True)
class _Reading:
    """Files that have been read and found good: which list, of which moment, saying what."""

    source: Source
    files: Sequence[SourceFile]
    parsed: ParsedList
    as_of: datetime
    findings: tuple[Finding, ...]

    @property
    def sha256(self) -> str:
        """One checksum for all files, whatever their order."""
        return sha256("".join(sorted(file.sha256 for file in self.files)).encode()).hexdigest()


def load_list(
    actor: Actor,
    list_id: str,
    files: Sequence[SourceFile],
    *,
    as_of: date | None = None,
    accept_shrunken: bool = False,
) -> Loaded:
    """Store one snapshot of a list; the same files of the same day again change nothing.

    `as_of` is the day that the files show; needed where they do not say so, set aside where they
    do. Raises UnknownList, NotThisList, DateWanted or ShrunkenList, and then nothing is stored.
    """
    actor.require("lists.load")
    source = source_of(list_id)
    parsed = source.parse(files)
    reading = _Reading(
        source,
        files,
        parsed,
        _moment(source, parsed, as_of),
        _findings(source, parsed, files, as_of),
    )
    with transaction.atomic():
        _lock(source)
        known = _known(reading)
        if known:
            return Loaded(known, new=False, findings=reading.findings)
        return _store(actor, reading, accept_shrunken=accept_shrunken)


def load_files(
    actor: Actor,
    list_id: str,
    paths: Sequence[Path],
    *,
    as_of: date | None = None,
    accept_shrunken: bool = False,
) -> Loaded:
    """Store one snapshot of a list from files on disk; see `load_list`."""
    source_of(list_id)  # a wrong list is said before a wrong file
    files = [_read(path) for path in paths]
    return load_list(actor, list_id, files, as_of=as_of, accept_shrunken=accept_shrunken)


def fetch_list(
    actor: Actor,
    list_id: str,
    *,
    accept_shrunken: bool = False,
    transport: httpx.BaseTransport | None = None,
) -> Loaded:
    """Fetch a list from where it is published and store it, as of today where it bears no date.

    Raises NotFetched where that fails; `transport` stands in for the network in tests.
    """
    actor.require("lists.load")
    source = source_of(list_id)
    files = fetch.fetch(source, transport)
    undated = source.parse(files).as_of is None
    as_of = clock.now().date() if undated else None
    return load_list(actor, list_id, files, as_of=as_of, accept_shrunken=accept_shrunken)


def _read(path: Path) -> SourceFile:
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"{path} is larger than {MOST_BYTES // 2**20} MiB: no list is"
            raise InputError("file-too-large", message, path=path)
        return SourceFile(path.name, path.read_bytes())
    except OSError as error:
        message = f"cannot read {path}: {error.strerror}"
        raise InputError("file-unreadable", message, path=path) from error


def _moment(source: Source, parsed: ParsedList, as_of: date | None) -> datetime:
    if parsed.as_of:
        return parsed.as_of.astimezone(UTC)
    if as_of is None:
        raise DateWanted(source.id)
    if as_of > clock.now().date():
        message = f"--as-of {as_of} is in the future: it is the day that the files show"
        raise InputError("as-of-future", message, as_of=as_of)
    return datetime.combine(as_of, time.min, UTC)


def _findings(
    source: Source, parsed: ParsedList, files: Sequence[SourceFile], as_of: date | None
) -> tuple[Finding, ...]:
    found = (*parsed.findings, *source.check(parsed, files))
    if parsed.as_of and as_of and parsed.as_of.date() != as_of:
        text = f"the file says it is of {parsed.as_of.date()}: --as-of {as_of} is set aside"
        return (*found, Finding("as-of-set-aside", text))
    return found


def _lock(source: Source) -> None:
    """Let no other snapshot of the list be stored at the same time: they share entries."""
    DesignationList.objects.get_or_create(id=source.id, defaults={"title": source.title})
    DesignationList.objects.select_for_update().get(id=source.id)


def _known(reading: _Reading) -> Snapshot | None:
    same = {"list_id": reading.source.id, "as_of": reading.as_of, "sha256": reading.sha256}
    return Snapshot.objects.filter(**same).first()


def _store(actor: Actor, reading: _Reading, *, accept_shrunken: bool) -> Loaded:
    source = reading.source
    before = _neighbour(reading, after=False)
    if before and not accept_shrunken:
        _refuse_shrunken(source, before, reading.parsed)
    snapshot = _new_snapshot(reading)
    fresh = _store_entries(snapshot, reading.parsed.entries)
    delisted = _tell_delistings(snapshot, before, _neighbour(reading, after=True))
    record(
        "designations.load_list",
        actor,
        rows=[snapshot],
        sets=fresh.sets,
        data={
            "list": source.id,
            "sha256": reading.sha256,
            "as_of": clock.iso(reading.as_of),
            "entries": len(reading.parsed.entries),
            "entries_new": fresh.count,
            "delisted": len(delisted),
        },
    )
    return Loaded(snapshot, True, reading.findings, fresh.count, delisted)


def _neighbour(reading: _Reading, *, after: bool) -> Snapshot | None:
    """The snapshot of the list next before, or after, the moment of this one."""
    others = Snapshot.objects.filter(list_id=reading.source.id)
    if after:
        return others.filter(as_of__gt=reading.as_of).order_by("as_of", "loaded_at").first()
    return others.filter(as_of__lte=reading.as_of).order_by("-as_of", "-loaded_at").first()


def _refuse_shrunken(source: Source, before: Snapshot, parsed: ParsedList) -> None:
    """A quarter of the entries gone at once is a cut file, not the work of a committee."""
    unseen = Kind.UNKNOWN.value
    had = sum(n for kind, n in before.counts.items() if kind not in {unseen, "names"})
    has = sum(n for kind, n in parsed.counts().items() if kind not in {unseen, "names"})
    if had - has >= 3 and (had - has) * 4 > had:
        raise ShrunkenList(source.id, had, has)


def _new_snapshot(reading: _Reading) -> Snapshot:
    return Snapshot.objects.create(
        list_id=reading.source.id,
        as_of=reading.as_of,
        loaded_at=clock.now(),
        sha256=reading.sha256,
        files=[
            {"name": file.name, "sha256": file.sha256, "bytes": len(file.content)}
            for file in reading.files
        ],
        counts=reading.parsed.counts(),
        findings=[[finding.code, finding.text] for finding in reading.findings],
    )


@dataclass(frozen=True, slots=True)
class _Fresh:
    count: int
    sets: list[RowSet]


def _store_entries(snapshot: Snapshot, listed: Iterable[ListedEntry]) -> _Fresh:
    """Store the versions that are new, and for each entry that this snapshot shows it."""
    by_content = {entry.content_digest(): entry for entry in listed}
    known = dict(Entry.objects.filter(list_id=snapshot.list_id).values_list("content", "id"))
    fresh = [
        _entry_row(snapshot, content, entry)
        for content, entry in by_content.items()
        if content not in known
    ]
    names = [row for new in fresh for row in _name_rows(snapshot, new, by_content[new.content])]
    ids = known | {row.content: row.id for row in fresh}
    showings = [Showing(snapshot_id=snapshot.id, entry_id=ids[content]) for content in by_content]
    sets = [
        RowSet.of(model, parent_field=parent, parent_id=snapshot.id, digests=seal_all(rows))
        for model, parent, rows in (
            (Entry, "brought_by", fresh),
            (Name, "brought_by", names),
            (Showing, "snapshot", showings),
        )
        if rows
    ]
    Entry.objects.bulk_create(fresh, batch_size=_BATCH)
    Name.objects.bulk_create(names, batch_size=_BATCH)
    Showing.objects.bulk_create(showings, batch_size=_BATCH)
    return _Fresh(len(fresh), sets)


def _entry_row(snapshot: Snapshot, content: str, entry: ListedEntry) -> Entry:
    return Entry(
        list_id=snapshot.list_id,
        brought_by_id=snapshot.id,
        content=content,
        reference=entry.reference,
        kind=entry.kind.value,
        regime=entry.regime,
        programmes=list(entry.programmes),
        listed_on=entry.listed_on,
        until=entry.until,
        parent=entry.parent,
    )


def _name_rows(snapshot: Snapshot, row: Entry, entry: ListedEntry) -> list[Name]:
    return [
        Name(
            entry_id=row.id,
            brought_by_id=snapshot.id,
            text=name.text,
            script=script_of(name.text),
            kind=name.kind.value,
            strength=name.strength.value,
        )
        for name in entry.names
    ]


def _tell_delistings(
    snapshot: Snapshot, before: Snapshot | None, after: Snapshot | None
) -> tuple[str, ...]:
    """Record what this snapshot lacks of the one before, and the one after lacks of this.

    The second happens where an older snapshot is loaded late. Handlers must bear hearing of one
    delisting twice: a snapshot loaded in between narrows down its day.
    """
    gone: list[str] = []
    for older, newer in ((before, snapshot), (snapshot, after)):
        if older and newer:
            gone += _tell_gone(older, newer)
    return tuple(gone)


def _tell_gone(older: Snapshot, newer: Snapshot) -> list[str]:
    missing = sorted(_in_force(older) - _in_force(newer))
    for reference in missing:
        events.record(
            "designations.delisted",
            {
                "list": older.list_id,
                "reference": reference,
                "last_seen": older.as_of.date().isoformat(),
                "gone_by": newer.as_of.date().isoformat(),
                "snapshot": str(newer.id),
            },
        )
    return missing


def _in_force(snapshot: Snapshot) -> set[str]:
    """The references of the entries in force on the snapshot's day, orphans aside."""
    day = snapshot.as_of.date()
    shown = Entry.objects.filter(showings__snapshot=snapshot).exclude(kind=Kind.UNKNOWN.value)
    dates = shown.values_list("reference", "listed_on", "until")
    return {
        reference
        for reference, start, end in dates
        if (start is None or start <= day) and (end is None or day < end)
    }
