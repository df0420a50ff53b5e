"""What every kind of file comes down to: sections of entries, not yet numbered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """A record before it is numbered; see Record for its parts."""

    source_row: int
    cells: dict[str, str]
    extra: dict[str, str]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A sheet, or a file that is one table: its own titles, header and records.

    `columns` maps a field to the header that names it, `unknown` are the other headers. `entries`
    are the non-blank records in order; they can be iterated once.
    """

    sheet: str | None
    titles: tuple[str, ...]
    columns: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    entries: Iterator[Entry] = field(default_factory=lambda: iter(()))
