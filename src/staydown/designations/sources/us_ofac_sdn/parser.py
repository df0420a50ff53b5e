"""`sdn.csv` (12 columns) and `alt.csv` (5 columns), told apart by their shape.

No header; `-0- ` for nothing; programmes as `FTO] [SDGT`; weak aliases only inside the remarks
(`a.k.a. 'LJ'.`); the file may end with the byte 0x1A. The two files are published separately and
may be of different days: an alias whose entry is not in `sdn.csv` is an orphan, kept as an entry of
unknown kind, since the name is listed although we cannot see under what.

Columns: https://ofac.treasury.gov/specially-designated-nationals-list-data-formats-data-schemas
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from staydown.designations.errors import NotThisList
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
    Strength,
    tidied,
)

_SDN, _ALT = 12, 5
_NOTHING = "-0-"
_KINDS = {
    "": Kind.ORGANISATION,
    "individual": Kind.PERSON,
    "vessel": Kind.OTHER,
    "aircraft": Kind.OTHER,
}
_ALIAS_KINDS = {"aka": NameKind.ALIAS, "fka": NameKind.FORMER, "nka": NameKind.ALIAS}
_WEAK_ALIAS = re.compile(r"[afn]\.k\.a\. '([^']+(?:'[^'.;]+)*)'(?=[.;]|$)")

Row = list[str]


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """Both files, or one of them with a finding that says what is then missing."""
    tables: dict[int, list[Row]] = {}
    for file in files:
        width, rows = _table(file)
        if width in tables:
            raise NotThisList("us-ofac-sdn", file.name, "it is of the same kind as the file before")
        tables[width] = rows
    sdn, alt = tables.get(_SDN, []), tables.get(_ALT, [])
    aliases = _by_entry(alt)
    entries = [_entry(row, aliases.pop(row[0], [])) for row in sdn]
    orphans = [_orphan(reference, rows) for reference, rows in aliases.items()]
    return ParsedList((*entries, *orphans), None, tuple(_findings(sdn, alt, orphans)))


def _table(file: SourceFile) -> tuple[int, list[Row]]:
    """The rows, all of the width that makes them `sdn.csv` or `alt.csv`."""
    text = _decoded(file.content).rstrip("\x1a \r\n")
    rows = [_cleaned(row) for row in rows_of(text, file, "us-ofac-sdn") if row]
    widths = {len(row) for row in rows}
    if len(widths) == 1 and widths <= {_SDN, _ALT} and rows[0][0].isdigit():
        return widths.pop(), rows
    if rows and {len(row) for row in rows[:20]} & {_SDN, _ALT} and rows[0][0].isdigit():
        number = next(at for at, row in enumerate(rows, 1) if len(row) != len(rows[0]))
        raise NotThisList("us-ofac-sdn", file.name, f"record {number} is cut off")
    known = what_is(file.content)
    reason = f"{known}, neither sdn.csv (12 columns) nor alt.csv (5 columns)"
    raise NotThisList("us-ofac-sdn", file.name, reason)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")  # the older files


def _cleaned(row: Row) -> Row:
    cells = [tidied(cell.replace("\x1a", "")) for cell in row]
    return ["" if cell == _NOTHING else cell for cell in cells]


def _by_entry(alt: list[Row]) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in alt:
        rows[row[0]].append(row)
    return dict(rows)


def _entry(row: Row, alt: list[Row]) -> ListedEntry:
    reference, name, kind, programmes, remarks = row[0], row[1], row[2], row[3], row[11]
    names = NameList()
    names.add(name, NameKind.OFFICIAL)
    _add_aliases(names, alt)
    for weak in _WEAK_ALIAS.findall(remarks):
        names.add(weak, NameKind.ALIAS, Strength.WEAK)
    return ListedEntry(
        reference=reference,
        kind=_KINDS.get(kind.lower(), Kind.OTHER),
        names=names.done(),
        programmes=tuple(re.findall(r"[^\]\[ ]+(?: [^\]\[ ]+)*", programmes)),
    )


def _orphan(reference: str, alt: list[Row]) -> ListedEntry:
    names = NameList()
    _add_aliases(names, alt)
    return ListedEntry(reference, Kind.UNKNOWN, names.done())


def _add_aliases(names: NameList, alt: list[Row]) -> None:
    for _, _, kind, name, _ in alt:
        names.add(name, _ALIAS_KINDS.get(kind.lower(), NameKind.ALIAS))


def _findings(sdn: list[Row], alt: list[Row], orphans: Sequence[ListedEntry]) -> Iterator[Finding]:
    if not alt:
        yield Finding("no-aliases", "alt.csv is not among the files: aliases are not known")
    if not sdn:
        yield Finding("no-entries", "sdn.csv is not among the files: only aliases are known")
    if orphans:
        rows = sum(len(entry.names) for entry in orphans)
        examples = ", ".join(f"{each.reference} {each.name}" for each in orphans[:3])
        yield Finding(
            "orphan-aliases",
            f"{rows} aliases of {len(orphans)} entries that sdn.csv lacks ({examples} …): "
            "a name known only from them is ambiguous",
        )
    yield from _unknown("kind", {row[2].lower() for row in sdn}, _KINDS)
    yield from _unknown("alias type", {row[2].lower() for row in alt}, _ALIAS_KINDS)


def _unknown(what: str, found: set[str], known: Mapping[str, object]) -> Iterator[Finding]:
    for value in sorted(found - set(known)):
        yield Finding("unknown-value", f"unknown {what} {value!r}")
