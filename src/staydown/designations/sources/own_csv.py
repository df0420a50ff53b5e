"""Our CSV, for lists that nobody publishes for programs: one row for each period of a ban.

Columns: `name, aliases, date_from, date_to, reference`. `aliases` are separated by `|`. `date_from`
is the first day of the ban, `date_to` the day on which it was lifted (the first day no longer in
force), empty while it stands. An organisation that was banned, freed and banned again has a row for
each ban. Lines that begin with `#` are comments. The file bears no date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from staydown.designations.errors import NotThisList
from staydown.designations.names import key
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.table import rows_of
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

_WANTED = ("name", "aliases", "date_from", "date_to", "reference")


def reader(list_id: str, regime: str) -> Callable[[Sequence[SourceFile]], ParsedList]:
    """The parser of a list that is kept in our CSV; `regime` is the law behind it."""

    def parse(files: Sequence[SourceFile]) -> ParsedList:
        if len(files) != 1:
            names = ", ".join(file.name for file in files)
            raise NotThisList(list_id, names, "the list is one CSV file")
        return _Reader(list_id, regime, files[0]).read()

    return parse


class _Reader:
    """Reads one file; every refusal names its line."""

    def __init__(self, list_id: str, regime: str, file: SourceFile) -> None:
        self.list_id = list_id
        self.regime = regime
        self.file = file

    def read(self) -> ParsedList:
        header, rows = self._table()
        entries = [self._entry(line, dict(zip(header, row, strict=False))) for line, row in rows]
        findings = [*_unknown_columns(header), *_overlaps(entries)]
        return ParsedList(tuple(_with_own_references(entries)), None, tuple(findings))

    def _table(self) -> tuple[list[str], list[tuple[int, list[str]]]]:
        """The header's columns, and the rows below with their line numbers."""
        lines = [
            (at, line) for at, line in enumerate(self._text().splitlines(), 1) if _counts(line)
        ]
        kept = "\n".join(line for _, line in lines)
        rows = [[tidied(cell) for cell in row] for row in rows_of(kept, self.file, self.list_id)]
        header = [re.sub(r"[ -]+", "_", cell.lower()) for cell in rows[0]] if rows else []
        missing = [column for column in ("name", "date_from") if column not in header]
        if missing:
            columns = ", ".join(_WANTED)
            raise self._refused(f"no column {' and '.join(missing)}; the columns are {columns}")
        below = zip((at for at, _ in lines[1:]), rows[1:], strict=False)
        return header, [(at, row) for at, row in below if any(row)]

    def _text(self) -> str:
        try:
            return self.file.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise self._refused(f"{what_is(self.file.content)}, not UTF-8 text") from error

    def _entry(self, line: int, row: dict[str, str]) -> ListedEntry:
        names = NameList()
        names.add(row["name"], NameKind.OFFICIAL)
        names.extend(re.split(r"[|;]", row.get("aliases", "")))
        if not row["name"]:
            raise self._refused(f"line {line} has no name")
        start, end = self._date(line, row, "date_from"), self._date(line, row, "date_to")
        if start is None or (end and end < start):
            raise self._refused(f"line {line}: a ban needs its first day, and ends after it")
        return ListedEntry(
            reference=row.get("reference") or row["name"],
            kind=Kind.ORGANISATION,
            names=names.done(),
            regime=self.regime,
            listed_on=start,
            until=end,
        )

    def _date(self, line: int, row: dict[str, str], column: str) -> date | None:
        text = row.get(column, "")
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise self._refused(f"line {line}: {column} is {text!r}, not YYYY-MM-DD") from error

    def _refused(self, reason: str) -> NotThisList:
        return NotThisList(self.list_id, self.file.name, reason)


def _counts(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _with_own_references(entries: Sequence[ListedEntry]) -> Iterator[ListedEntry]:
    """One notification may ban several organisations: then its number alone names none of them."""
    owners: dict[str, set[str]] = {}
    for entry in entries:
        owners.setdefault(entry.reference, set()).add(key(entry.name))
    for entry in entries:
        shared = len(owners[entry.reference]) > 1
        own = f"{entry.reference}, {entry.name}" if shared else entry.reference
        yield replace(entry, reference=own)


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
