"""The Consolidated List's XML: INDIVIDUALS and ENTITIES of CONSOLIDATED_LIST.

Seen in real files: trailing blanks in references (`KPe.023 `), dates with a zone
(`2015-04-07-04:00`), line breaks inside names, several names in one ALIAS_NAME, empty aliases.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from xml.etree.ElementTree import Element

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile
from staydown.designations.sources.un_sc.aliases import names_in
from staydown.designations.sources.xml import root_of
from staydown.designations.values import (
    Finding,
    Kind,
    ListedEntry,
    ListedName,
    NameKind,
    NameList,
    ParsedList,
    Strength,
    tidied,
)

_SECTIONS = {"INDIVIDUALS": Kind.PERSON, "ENTITIES": Kind.ORGANISATION}
_NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_QUALITIES = {
    "good": (NameKind.ALIAS, Strength.STRONG),
    "low": (NameKind.ALIAS, Strength.WEAK),
    "a.k.a.": (NameKind.ALIAS, Strength.STRONG),
    "f.k.a.": (NameKind.FORMER, Strength.STRONG),
    "": (NameKind.ALIAS, Strength.STRONG),
}

#: Every field of an entry that we know, used here or not; others are reported.
_KNOWN = frozenset(
    (
        *("DATAID", "VERSIONNUM", "UN_LIST_TYPE", "REFERENCE_NUMBER", *_NAME_PARTS),
        *("LISTED_ON", "DELISTED_ON", "SUBMITTED_ON", "NAME_ORIGINAL_SCRIPT", "COMMENTS1"),
        *("GENDER", "TITLE", "DESIGNATION", "NATIONALITY", "NATIONALITY2", "LIST_TYPE"),
        *("LAST_DAY_UPDATED", "SORT_KEY", "SORT_KEY_LAST_MOD"),
        *("INDIVIDUAL_ALIAS", "INDIVIDUAL_ADDRESS", "INDIVIDUAL_DATE_OF_BIRTH"),
        *("INDIVIDUAL_PLACE_OF_BIRTH", "INDIVIDUAL_DOCUMENT", "ENTITY_ALIAS", "ENTITY_ADDRESS"),
    )
)


def parse(files: Sequence[SourceFile]) -> ParsedList:
    """The one XML file of the list; its date is `dateGenerated`."""
    if len(files) != 1:
        names = ", ".join(file.name for file in files)
        raise NotThisList("un-sc", names, "the list is one XML file")
    root = root_of(files[0], "un-sc", wanted="CONSOLIDATED_LIST")
    reader = _Reader()
    entries = tuple(reader.entries(root))
    return ParsedList(entries, _generated(root), tuple(reader.findings()))


def _generated(root: Element) -> datetime | None:
    try:
        moment = datetime.fromisoformat(root.get("dateGenerated", "").strip())
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class _Reader:
    """Reads entries and keeps account of what was odd about them."""

    def __init__(self) -> None:
        self.unknown: Counter[str] = Counter()
        self.unread: list[Finding] = []

    def entries(self, root: Element) -> Iterator[ListedEntry]:
        for section in root:
            kind = _SECTIONS.get(section.tag)
            if kind is None:
                self.unknown[section.tag] += 1
                continue
            for element in section:
                entry = self._entry(element, kind)
                if entry:
                    yield entry

    def findings(self) -> Iterator[Finding]:
        for tag, count in sorted(self.unknown.items()):
            yield Finding("unknown-field", f"{count} × field <{tag}>, which was not read")
        yield from self.unread

    def _entry(self, element: Element, kind: Kind) -> ListedEntry | None:
        self.unknown.update(field.tag for field in element if field.tag not in _KNOWN)
        reference = tidied(element.findtext("REFERENCE_NUMBER"))
        names = self._names(element, reference)
        if not reference or not names:
            what = reference or tidied(element.findtext("DATAID")) or "an entry"
            self.unread.append(Finding("entry-unread", f"{what}: no reference or no name"))
            return None
        return ListedEntry(
            reference=reference,
            kind=kind,
            names=names,
            regime=tidied(element.findtext("UN_LIST_TYPE")),
            listed_on=self._date(element, "LISTED_ON", reference),
            until=self._date(element, "DELISTED_ON", reference),
        )

    def _names(self, element: Element, reference: str) -> tuple[ListedName, ...]:
        names = NameList()
        names.add(" ".join(element.findtext(part) or "" for part in _NAME_PARTS), NameKind.OFFICIAL)
        names.add(element.findtext("NAME_ORIGINAL_SCRIPT"), NameKind.ORIGINAL_SCRIPT)
        for tag in ("ENTITY_ALIAS", "INDIVIDUAL_ALIAS"):
            for alias in element.iterfind(tag):
                self._add_alias(names, alias, reference)
        return names.done()

    def _add_alias(self, names: NameList, alias: Element, reference: str) -> None:
        quality = tidied(alias.findtext("QUALITY")).lower()
        if quality not in _QUALITIES:
            self.unread.append(Finding("alias-quality", f"{reference}: quality {quality!r}"))
        kind, strength = _QUALITIES.get(quality, (NameKind.ALIAS, Strength.WEAK))
        for text, sure in names_in(tidied(alias.findtext("ALIAS_NAME"))):
            names.add(text, kind, strength if sure else Strength.WEAK)

    def _date(self, element: Element, tag: str, reference: str) -> date | None:
        text = tidied(element.findtext(tag))
        found = re.match(r"\d{4}-\d\d-\d\d", text)  # a zone may follow: the day is what counts
        try:
            return date.fromisoformat(found.group()) if found else None
        except ValueError:
            return None
        finally:
            if text and not found:
                self.unread.append(Finding("date-unread", f"{reference}: {tag} {text!r}"))
