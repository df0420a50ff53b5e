"""Our CSV: `name, aliases, date_from, date_to, reference`, one row for each period of a ban.

`aliases` are separated by `|`. `date_from` is the first day of the ban, `date_to` the day on which
it was lifted (the first day no longer in force), empty while it stands. An organisation that was
banned, freed and banned again has a row for each ban. Lines that begin with `#` are comments.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from staydown.designations.errors import NotThisList
from staydown.designations.names import key
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.xml import what_is
from staydown.designations.values import (
    Finding,
    Kind,
    ListedEntry,
    NameKind,
    NameList,
    ParsedList,
    tidied,
)

_LIST = "pk-nacta-organisations"
_WANTED = ("name", "aliases", "date_from", "date_to", "reference")


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """The one CSV file; it bears no date."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise NotThisList(_LIST, names, "the list is one CSV file")
    file = files[0]
    header, rows = _table(file)
    entries = [_entry(file, line, dict(zip(header, row, strict=False))) for line, row in rows]
    findings = [*_unknown_columns(header), *_overlaps(entries)]
    return ParsedList(tuple(_with_own_references(entries)), None, tuple(findings))


def _table(file: SourceFile) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header's columns, and the rows below with their line numbers."""
    try:
        text = file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        reason = f"{what_is(file.content)}, not UTF-8 text"
        raise NotThisList(_LIST, file.name, reason) from error
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if _counts(line)]
    kept = "\n".join(line for _, line in lines)
    rows = [[tidied(cell) for cell in row] for row in csv.reader(io.StringIO(kept))]
    header = [re.sub(r"[ -]+", "_", cell.lower()) for cell in rows[0]] if rows else []
    missing = [column for column in ("name", "date_from") if column not in header]
    if missing:
        reason = f"no column {' and '.join(missing)}; the columns are {', '.join(_WANTED)}"
        raise NotThisList(_LIST, file.name, reason)
    numbered = zip((at for at, _ in lines[1:]), rows[1:], strict=False)
    return header, [(at, row) for at, row in numbered if any(row)]


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _entry(file: SourceFile, line: int, row: dict[str, str]) -> ListedEntry:
    names = NameList()
    names.add(row["name"], NameKind.OFFICIAL)
    names.extend(re.split(r"[|;]", row.get("aliases", "")))
    if not names.done():
        raise NotThisList(_LIST, file.name, f"line {line} has no name")
    start, end = _date(file, line, row, "date_from"), _date(file, line, row, "date_to")
    if start is None or (end and end < start):
        reason = f"line {line}: a ban needs its first day, and a lifting comes after it"
        raise NotThisList(_LIST, file.name, reason)
    return ListedEntry(
        reference=row.get("reference") or row["name"],
        kind=Kind.ORGANISATION,
        names=names.done(),
        regime="Anti-Terrorism Act 1997, First Schedule",
        listed_on=start,
        until=end,
    )


def _date(file: SourceFile, line: int, row: dict[str, str], column: str) -> date | None:
    text = row.get(column, "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        reason = f"line {line}: {column} is {text!r}, not YYYY-MM-DD"
        raise NotThisList(_LIST, file.name, reason) from error


def _with_own_references(entries: Sequence[ListedEntry]) -> Iterator[ListedEntry]:
    """One notification may ban several organisations: then its number alone names none of them."""
    owners: dict[str, set[str]] = {}
    for entry in entries:
        owners.setdefault(entry.reference, set()).add(key(entry.name))
    for entry in entries:
        shared = len(owners[entry.reference]) > 1
        yield _renamed(entry, f"{entry.reference}, {entry.name}") if shared else entry


def _renamed(entry: ListedEntry, reference: str) -> ListedEntry:
    return ListedEntry(
        reference, entry.kind, entry.names, entry.regime,
        listed_on=entry.listed_on, until=entry.until,
    )  # fmt: skip


def _unknown_columns(header: Sequence[str]) -> Iterator[Finding]:
    for column in header:
        if column and column not in {*_WANTED, "note", "notes", "source"}:
            yield Finding("unknown-field", f"column {column!r} was not read")


def _overlaps(entries: Sequence[ListedEntry]) -> Iterator[Finding]:
    """Two rows of one organisation whose bans overlap, or an equal row twice."""
    by_name: dict[str, list[ListedEntry]] = {}
    for entry in entries:
        by_name.setdefault(key(entry.name), []).append(entry)
    for bans in by_name.values():
        bans.sort(key=lambda ban: ban.listed_on or date.min)
        for earlier, later in pairwise(bans):
            if earlier.until is None or (later.listed_on and later.listed_on < earlier.until):
                yield Finding("overlapping-bans", f"{later.name}: two rows hold on one day")
    for (name, start), count in Counter((e.name, e.listed_on) for e in entries).items():
        if count > 1:
            yield Finding("repeated-row", f"{name}: {count} rows from {start}")
