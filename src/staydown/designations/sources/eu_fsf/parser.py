"""The EU's XML: `export > sanctionEntity`, with nearly everything in attributes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.xml import local, root_of
from staydown.designations.values import (
    Finding,
    Kind,
    ListedEntry,
    NameKind,
    NameList,
    ParsedList,
    Strength,
)

_LIST = "eu-fsf"
_KINDS = {"person": Kind.PERSON, "enterprise": Kind.ORGANISATION}
_KNOWN = frozenset(
    (
        *("regulation", "subjectType", "nameAlias", "birthdate", "citizenship", "address"),
        *("identification", "remark", "contactInfo", "regulationSummary"),
    )
)


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """The one XML file; its date is `generationDate`, where it has one."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise NotThisList(_LIST, names, "the list is one XML file")
    root = root_of(files[0], _LIST, wanted="export")
    elements = [element for element in root if local(element.tag) == "sanctionEntity"]
    entries = [_entry(element) for element in elements]
    kept = tuple(entry for entry in entries if entry.reference and entry.names)
    findings = (*_unknown(elements), *_unread(len(entries) - len(kept)))
    return ParsedList(kept, _generated(root), findings)


def _entry(element: Element) -> ListedEntry:
    names = NameList()
    code = ""
    programmes: dict[str, None] = {}
    for child in element:
        tag = local(child.tag)
        if tag == "nameAlias":
            _add_name(names, child)
        elif tag == "subjectType":
            code = child.get("code", "").lower()
        elif tag == "regulation" and child.get("programme"):
            programmes[child.get("programme", "")] = None
    return ListedEntry(
        reference=element.get("euReferenceNumber", "") or element.get("logicalId", ""),
        kind=_KINDS.get(code, Kind.OTHER),
        names=names.done(),
        programmes=tuple(programmes),
        listed_on=_date(element.get("designationDate", "")),
    )


def _add_name(names: NameList, alias: Element) -> None:
    strong = alias.get("strong", "true").lower() != "false"
    first = not names.names
    names.add(
        alias.get("wholeName"),
        NameKind.OFFICIAL if first else NameKind.ALIAS,
        Strength.STRONG if strong else Strength.WEAK,
    )


def _generated(root: Element) -> datetime | None:
    try:
        moment = datetime.fromisoformat(root.get("generationDate", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _unknown(elements: Sequence[Element]) -> Iterator[Finding]:
    tags = Counter(local(child.tag) for element in elements for child in element)
    for tag, count in sorted(tags.items()):
        if tag not in _KNOWN:
            yield Finding("unknown-field", f"{count} × field <{tag}>, which was not read")


def _unread(count: int) -> Iterator[Finding]:
    if count:
        yield Finding("entry-unread", f"{count} entries have no reference or no name")
