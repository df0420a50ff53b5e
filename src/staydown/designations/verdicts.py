"""The answer to a claim, as plain values with the JSON form that DESIGN.md fixes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeAlias

from staydown.designations.values import ListedEntry
from staydown.kernel import clock


class Outcome(StrEnum):
    """What a claim turns out to be; DESIGN.md, "Verdict of a claim"."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"


class How(StrEnum):
    """How an entry was found; only the first five support a claim."""

    OFFICIAL = "official"
    ALIAS = "alias"
    FORMER = "former"
    ORIGINAL_SCRIPT = "original-script"
    CURATED = "curated"  # an acronym or spelling of the curated file
    WEAK = "weak"
    ORPHAN = "orphan"  # an alias whose entry is not in the file
    NEAR = "near"
    PARENT = "parent"
    STYLE = "style"  # the group that an official label means
    REFERENCE = "reference"  # bears the reference claimed, not the name
    PROGRAMME = "programme"  # bears the name, but not under the programme claimed
    PERSON = "person"


SURE = frozenset({How.OFFICIAL, How.ALIAS, How.FORMER, How.ORIGINAL_SCRIPT, How.CURATED})


#: The fields below are named for what DESIGN.md prints, `list` among them, which hides the type.
Records: TypeAlias = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """Which snapshot of a list an answer rests on."""

    id: str
    list: str
    as_of: datetime
    loaded_at: datetime
    sha256: str

    def as_json(self) -> dict[str, Any]:
        """With moments in RFC 3339."""
        return {
            "id": self.id,
            "list": self.list,
            "as_of": clock.short(self.as_of),
            "loaded_at": clock.short(self.loaded_at),
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that has to do with a claim, by which of its names, and how."""

    entry: ListedEntry
    name: str
    how: How
    in_force: bool | None  # None: cannot be told for the date

    def as_json(self, list_id: str) -> dict[str, Any]:
        """One of `entries` of a claim."""
        entry = self.entry
        return {
            "list": list_id,
            "reference": entry.reference,
            "name": entry.name,
            "kind": entry.kind.value,
            "listed_on": entry.listed_on.isoformat() if entry.listed_on else None,
            "until": entry.until.isoformat() if entry.until else None,
            "regime": entry.regime or None,
            "programmes": list(entry.programmes),
            "matched_name": self.name,
            "match": self.how.value,
            "in_force": self.in_force,
            "parent": entry.parent or None,
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: the outcome, the entries behind it, the snapshot used, and why in a sentence.

    `list` is the list that was looked at: `us-ofac-sdn` for a claim of `us-fto` where no snapshot
    of that is loaded. A stale `contradicted` never counts against the one who claimed.
    """

    outcome: Outcome
    why: str
    list: str | None
    on: date
    entries: tuple[Match, ...] = ()
    snapshot: SnapshotFacts | None = None
    stale: bool = False

    def entries_json(self) -> Records:
        """`entries` as JSON."""
        return [match.as_json(self.list or "") for match in self.entries]

    def as_json(self) -> dict[str, Any]:
        """What `staydown lists check --json` prints."""
        return {
            "verdict": self.outcome.value,
            "entries": self.entries_json(),
            "snapshot": self.snapshot.as_json() if self.snapshot else None,
            "stale": self.stale,
            "list": self.list,
            "on": self.on.isoformat(),
            "why": self.why,
        }


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """One list claimed in a row's legal basis, and the verdict on it."""

    text: str
    name: str
    list: str | None
    verdict: Verdict
    outcome: Outcome = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "outcome", self.verdict.outcome)

    def as_json(self) -> dict[str, Any]:
        """One of `claims` of a referral's row."""
        found = self.verdict.as_json()
        return {
            "text": self.text,
            "name": self.name,
            "list": self.list,
            "verdict": found.pop("verdict"),
            "entries": found.pop("entries"),
            "snapshot": found["snapshot"],
            "stale": found["stale"],
            "checked_on": found["list"],
            "on": found["on"],
            "why": found["why"],
        }
