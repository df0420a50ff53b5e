"""`[{Name, FatherName, CNIC, Province, District}]`, typed by hand: blanks, `Name @ Alias`, doubles.

An entry's reference is a digest of name, father's name and district: the CNIC would be a stronger
key, but an identity number has no business in an identifier, and is not even read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

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

_LIST = "pk-nacta-persons"
_KNOWN = frozenset(("Name", "FatherName", "CNIC", "Province", "District"))


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """The one JSON file; it bears no date."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise NotThisList(_LIST, names, "the list is one JSON file")
    people = _people(files[0])
    entries = [entry for person in people if (entry := _entry(person))]
    distinct = {entry.reference: entry for entry in entries}
    findings = (*_unknown(people), *_lost(len(people), len(entries), len(distinct)))
    return ParsedList(tuple(distinct.values()), None, findings)


def _people(file: SourceFile) -> list[dict[str, Any]]:
    try:
        content = json.loads(file.content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotThisList(_LIST, file.name, f"{what_is(file.content)}, not JSON") from error
    if not isinstance(content, list) or not all(
        isinstance(each, dict) and "Name" in each for each in content
    ):
        raise NotThisList(_LIST, file.name, "it is not an array of persons with a Name")
    return content


def _entry(person: dict[str, Any]) -> ListedEntry | None:
    first, *others = (tidied(part) for part in str(person["Name"]).split("@"))
    names = NameList()
    names.add(first, NameKind.OFFICIAL)
    names.extend(others)
    if not names.names:
        return None
    told = [key(str(person.get(column) or "")) for column in ("Name", "FatherName", "District")]
    digest = sha256("\n".join(told).encode()).hexdigest()
    return ListedEntry(
        reference=f"4S-{digest[:16]}",
        kind=Kind.PERSON,
        names=names.done(),
        regime="Anti-Terrorism Act 1997, Fourth Schedule",
    )


def _unknown(people: Sequence[dict[str, Any]]) -> Iterator[Finding]:
    columns = Counter(column for person in people for column in person if column not in _KNOWN)
    for column, count in sorted(columns.items()):
        yield Finding("unknown-field", f"{count} × field {column!r}, which was not read")


def _lost(people: int, entries: int, distinct: int) -> Iterator[Finding]:
    if entries < people:
        yield Finding("entry-unread", f"{people - entries} persons have no name")
    if distinct < entries:
        yield Finding("repeated-row", f"{entries - distinct} persons are there more than once")
