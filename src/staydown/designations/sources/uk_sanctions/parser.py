"""Both forms of the UK Sanctions List, brought to one shape: a designation and its rows of names.

The XML nests names in designations; the CSV has a "Report Date" line before its header and one row
for each name and address. Seen in real files: `ALias`, dates as dd/mm/yyyy, unknown days written
`dd/mm/1945`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.table import rows_of
from staydown.designations.sources.xml import local, root_of, what_is
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

_LIST = "uk-sanctions"
_KINDS = {"individual": Kind.PERSON, "entity": Kind.ORGANISATION, "ship": Kind.OTHER}
_NAME_ORDER = ("Name1", "Name2", "Name3", "Name4", "Name5", "Name6")

#: Fields of a designation in the XML, used here or not; others are reported.
_KNOWN = frozenset(
    (
        *("LastUpdated", "DateDesignated", "UniqueID", "OFSIGroupID", "UNReferenceNumber"),
        *("Names", "NonLatinNames", "Titles", "RegimeName", "IndividualEntityShip"),
        *("DesignationSource", "SanctionsImposed", "SanctionsImposedIndicators"),
        *("OtherInformation", "UKStatementofReasons", "Addresses", "PhoneNumbers"),
        *("EmailAddresses", "Websites", "IndividualDetails", "EntityDetails", "ShipDetails"),
    )
)
_REPORT_DATE = "Report Date:"


@dataclass(slots=True)
class _Designation:
    """What both forms say of one designation."""

    reference: str
    kind: str
    regime: str
    designated: str
    names: NameList = field(default_factory=NameList)

    def add(self, name: str, name_type: str, strength: str) -> None:
        primary = name_type.lower() == "primary name"
        weak = strength.lower().startswith("low")
        self.names.add(
            name,
            NameKind.OFFICIAL if primary else NameKind.ALIAS,
            Strength.WEAK if weak else Strength.STRONG,
        )

    def entry(self) -> ListedEntry:
        return ListedEntry(
            reference=self.reference,
            kind=_KINDS.get(self.kind.lower(), Kind.OTHER),
            names=self.names.done(),
            regime=self.regime,
            listed_on=_date(self.designated),
        )


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """The one file of the list, in either form; it bears its own date."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise NotThisList(_LIST, names, "the list is one XML or one CSV file")
    content = files[0].content.lstrip(b"\xef\xbb\xbf")
    if content.startswith(_REPORT_DATE.encode()):
        return _from_csv(files[0])
    if what_is(content) != "it is damaged or of another format" or not content.startswith(b"<"):
        reason = f"{what_is(content)}, neither the XML nor the CSV of the list"
        raise NotThisList(_LIST, files[0].name, reason)
    return _from_xml(files[0])


def _from_xml(file: SourceFile) -> ParsedList:
    root = root_of(file, _LIST, wanted="Designations")
    elements = [element for element in root if local(element.tag) == "Designation"]
    designations = [_read_element(element) for element in elements]
    unknown = Counter(
        child.tag for element in elements for child in element if child.tag not in _KNOWN
    )
    return _listed(designations, _moment(tidied(root.findtext("DateGenerated"))), unknown)


def _read_element(element: Element) -> _Designation:
    def said(tag: str) -> str:
        return tidied(element.findtext(tag))

    found = _Designation(
        said("UniqueID"), said("IndividualEntityShip"), said("RegimeName"), said("DateDesignated")
    )
    for name in element.iterfind("Names/Name"):
        text = " ".join(name.findtext(part) or "" for part in _NAME_ORDER)
        strength = tidied(name.findtext("AliasStrength"))
        found.add(text, tidied(name.findtext("NameType")), strength)
    for name in element.iterfind("NonLatinNames/NonLatinName"):
        found.names.add(name.findtext("NameNonLatinScript"), NameKind.ORIGINAL_SCRIPT)
    return found


def _from_csv(file: SourceFile) -> ParsedList:
    first, _, table = _text(file).partition("\n")
    rows = rows_of(table, file, _LIST)
    header = [tidied(cell) for cell in rows[0]] if rows else []
    if "Unique ID" not in header:
        raise NotThisList(_LIST, file.name, "its second line is not the header of the list")
    designations: dict[str, _Designation] = {}
    for row in rows[1:]:
        _add_row(designations, dict(zip(header, row, strict=False)))
    moment = _moment(first.removeprefix(_REPORT_DATE).strip(" ,\r"))
    return _listed(designations.values(), moment, Counter())


def _text(file: SourceFile) -> str:
    try:
        return file.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotThisList(_LIST, file.name, "it is not UTF-8 text") from error


def _add_row(designations: dict[str, _Designation], row: Mapping[str, str]) -> None:
    reference = tidied(row.get("Unique ID"))
    found = designations.setdefault(
        reference,
        _Designation(
            reference,
            tidied(row.get("Designation Type")),
            tidied(row.get("Regime Name")),
            tidied(row.get("Date Designated")),
        ),
    )
    text = " ".join(row.get(part.replace("Name", "Name ")) or "" for part in _NAME_ORDER)
    found.add(text, tidied(row.get("Name type")), tidied(row.get("Alias strength")))
    found.names.add(row.get("Name non-latin script"), NameKind.ORIGINAL_SCRIPT)


def _listed(
    designations: Iterable[_Designation], as_of: datetime | None, unknown: Mapping[str, int]
) -> ParsedList:
    every = list(designations)
    entries = [each.entry() for each in every if each.reference and each.names.names]
    return ParsedList(tuple(entries), as_of, tuple(_findings(every, entries, unknown)))


def _findings(
    designations: Sequence[_Designation],
    entries: Sequence[ListedEntry],
    unknown: Mapping[str, int],
) -> Iterator[Finding]:
    for tag, count in sorted(unknown.items()):
        yield Finding("unknown-field", f"{count} × field <{tag}>, which was not read")
    for kind in sorted({each.kind.lower() for each in designations} - set(_KINDS)):
        yield Finding("unknown-value", f"unknown kind of designation {kind!r}")
    if len(entries) < len(designations):
        lost = len(designations) - len(entries)
        yield Finding("entry-unread", f"{lost} designations have no id or no name")


def _moment(text: str) -> datetime | None:
    for form in ("%d/%m/%Y", "%d-%b-%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def _date(text: str) -> date | None:
    moment = _moment(text)
    return moment.date() if moment else None
