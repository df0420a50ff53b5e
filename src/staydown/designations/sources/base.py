"""What a source of lists is: how it is read, what to expect of it, where it is published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256

from staydown.designations.errors import NotThisList
from staydown.designations.values import Finding, Kind, ParsedList

#: No list that we know of comes near this; what is larger is not read into memory.
MOST_BYTES = 200 * 2**20


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file as it came: its name (for messages) and its bytes."""

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """The checksum, in hex."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Source:
    """One list that can be loaded.

    `refresh`: a snapshot older than that on the day of a claim is stale. `gives_start_dates`: its
    entries say since when they are listed, so that it can answer for days before the earliest
    snapshot. `least`/`most`: how many entries of a kind the whole list has; fewer is reported (it
    may be an excerpt), more is refused. `addresses`: where it is published; `unpublished` says why
    there is none. `source`: the official page or law that all this was taken from.
    """

    id: str
    title: str
    parse: Callable[[Sequence[SourceFile]], ParsedList]
    refresh: timedelta
    gives_start_dates: bool
    least: Mapping[Kind, int]
    most: Mapping[Kind, int]
    addresses: tuple[str, ...] = ()
    unpublished: str = "it is not published in a form for programs"
    files: str = "one file"

    def check(self, parsed: ParsedList, files: Sequence[SourceFile]) -> tuple[Finding, ...]:
        """The source's own assertions on what was parsed; what is odd but not refused.

        Raises NotThisList where the files hold no entry at all, or more than can be.
        """
        counts = parsed.counts()
        name = ", ".join(file.name for file in files)
        if not parsed.entries:
            raise NotThisList(self.id, name, f"it holds no entry of {self.title}")
        for kind, most in self.most.items():
            if counts[kind] > most:
                reason = f"{counts[kind]} entries of kind {kind} are more than can be ({most})"
                raise NotThisList(self.id, name, reason)
        return tuple(
            Finding("fewer-than-whole", f"{counts[kind]} entries of kind {kind}; the whole list "
                    f"has at least {least}: this may be an excerpt")
            for kind, least in self.least.items()
            if counts[kind] < least
        )  # fmt: skip
