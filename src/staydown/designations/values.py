"""What a list says, as plain values: the words that parsers write and rules read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

_NOT_TEXT = re.compile("[\0\ud800-\udfff]")


class Kind(StrEnum):
    """What an entry names. Only an organisation can support a claim about an organisation."""

    ORGANISATION = "organisation"
    PERSON = "person"
    OTHER = "other"  # a ship, an aircraft
    UNKNOWN = "unknown"  # known only from a row of aliases whose entry is not in the file


class NameKind(StrEnum):
    """What sort of name the list itself says it is."""

    OFFICIAL = "official"
    ALIAS = "alias"
    FORMER = "former"
    ORIGINAL_SCRIPT = "original-script"


class Strength(StrEnum):
    """A weak name (low-quality alias, bare acronym) never supports a claim by itself."""

    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class ListedName:
    """One name of an entry, as the list writes it (blanks tidied, nothing else)."""

    text: str
    kind: NameKind = NameKind.ALIAS
    strength: Strength = Strength.STRONG


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """One entry of a list as one snapshot has it: an entity, or one period of its listing.

    `reference` is the list's own (`QDe.132`, `12206`). `listed_on` is the first day in force,
    `until` the first day no longer in force; None where the list gives no such date. `parent` is
    the reference of the entry that this one belongs under, where the list says so.
    """

    reference: str
    kind: Kind
    names: tuple[ListedName, ...]
    regime: str = ""
    programmes: tuple[str, ...] = ()
    listed_on: date | None = None
    until: date | None = None
    parent: str = ""

    @property
    def name(self) -> str:
        """The official name, or the first that there is."""
        official = (name.text for name in self.names if name.kind is NameKind.OFFICIAL)
        return next(official, self.names[0].text if self.names else "")

    def content_digest(self) -> str:
        """SHA-256 (hex) of everything that the list says here: equal content is stored once."""
        dates = [day.isoformat() if day else None for day in (self.listed_on, self.until)]
        names = [[name.text, name.kind, name.strength] for name in self.names]
        head = [self.reference, self.kind, self.regime, list(self.programmes), self.parent]
        return sha256(json.dumps([head, dates, names], ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a person should know about a file that was read all the same."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class ParsedList:
    """What a parser got out of the files of one list. `as_of` is None where they bear no date."""

    entries: tuple[ListedEntry, ...]
    as_of: datetime | None = None
    findings: tuple[Finding, ...] = ()

    def counts(self) -> dict[str, int]:
        """Entries by kind, and names."""
        by_kind = {kind.value: 0 for kind in Kind}
        for entry in self.entries:
            by_kind[entry.kind] += 1
        return {**by_kind, "names": sum(len(entry.names) for entry in self.entries)}


@dataclass(slots=True)
class NameList:
    """Gathers the names of one entry: tidied, without blanks and repetitions, order kept."""

    names: dict[str, ListedName] = field(default_factory=dict)

    def add(
        self,
        text: str | None,
        kind: NameKind = NameKind.ALIAS,
        strength: Strength = Strength.STRONG,
    ) -> None:
        """Add one name; nothing happens if there is no text, and a strong name stays strong."""
        tidy = tidied(text)
        if not tidy:
            return
        known = self.names.get(tidy)
        if known is None or (known.strength, strength) == (Strength.WEAK, Strength.STRONG):
            self.names[tidy] = ListedName(tidy, known.kind if known else kind, strength)

    def extend(self, texts: Iterable[str], kind: NameKind = NameKind.ALIAS) -> None:
        """Add several strong names of one kind."""
        for text in texts:
            self.add(text, kind)

    def done(self) -> tuple[ListedName, ...]:
        """The names, in the order in which they came."""
        return tuple(self.names.values())


def tidied(text: str | None) -> str:
    """`text` with every run of blanks and line breaks as one blank; empty for None.

    NUL and lone surrogates, which no database and no UTF-8 can hold, are dropped.
    """
    return " ".join(_NOT_TEXT.sub("", text or "").split())
