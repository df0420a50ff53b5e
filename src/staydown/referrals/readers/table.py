"""From the lines of a table to records: find the header, name the cells, say what is odd."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.headers import Header, known_cells, synonyms, understand
from staydown.referrals.readers.limits import Limits, exceeded
from staydown.referrals.readers.records import (
    NUMBER_ROUNDED,
    ROW_TOO_LONG,
    ROW_TOO_SHORT,
    Grid,
    Line,
)
from staydown.referrals.readers.sections import Entry, Section
from staydown.referrals.readers.text import cell_text

HEADER_WITHIN = 30
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+?\d{2,}", re.IGNORECASE)
_ADDRESS = re.compile(r"://|\bwww\.|\bt\.me/|^@\w|^\+\d{8}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Table:
    """A grid with its header found."""

    grid: Grid
    header: Header
    below: Iterator[Line]
    limits: Limits

    def entries(self) -> Iterator[Entry]:
        """The non-blank records below the header, in order; can be iterated once."""
        for line in self.below:
            texts = [cell_text(cell) for cell in line.cells]
            if any(texts):
                self._refuse_wide(line, texts)
                yield self._entry(line, texts)

    def _refuse_wide(self, line: Line, texts: Sequence[str]) -> None:
        if len(texts) > self.limits.max_cells and any(texts[self.limits.max_cells :]):
            raise exceeded(
                "too-many-columns",
                "max_cells",
                self.limits.max_cells,
                f"{_place(self.grid)}row {line.number} has {len(texts)} cells: "
                "delete the columns that hold no data",
            )

    def _entry(self, line: Line, texts: Sequence[str]) -> Entry:
        cells = {name: _joined(texts, places) for name, places in self.header.fields.items()}
        cells = {name: text for name, text in cells.items() if text}
        return Entry(line.number, cells, self._extra(texts), self._problems(line, texts, cells))

    def _extra(self, texts: Sequence[str]) -> dict[str, str]:
        named = ((self.header.unknown.get(i, ""), text) for i, text in enumerate(texts))
        inside = {name: text for name, text in named if name and text}
        beyond = enumerate(texts[self.header.width :], start=self.header.width + 1)
        return inside | {f"column {number}": text for number, text in beyond if text}

    def _problems(self, line: Line, texts: Sequence[str], cells: dict[str, str]) -> tuple[str, ...]:
        found = []
        if any(texts[self.header.width :]):
            found.append(ROW_TOO_LONG)
        if len(texts) < self.header.width and not self.grid.ragged:
            found.append(ROW_TOO_SHORT)
        if self._lost_digits(line) or _EXPONENT.fullmatch(cells.get("account", "")):
            found.append(NUMBER_ROUNDED)
        return tuple(found)

    def _lost_digits(self, line: Line) -> bool:
        return any(
            place in line.rounded for places in self.header.fields.values() for place in places
        )


def section_of(grid: Grid, limits: Limits) -> Section:
    """The records of `grid`: its header is the row, among the first 30, with most known columns.

    A sheet with neither a header nor data gives its texts as titles, and no records. Raises
    ReaderError `header-missing` if there are data but no header, `empty-file` if nothing at all.
    """
    head = list(islice(grid.lines, HEADER_WITHIN))
    place, header = _find_header(head)
    titles = tuple(filter(None, map(row_text, head[:place])))
    if header is None:
        _refuse_headless(grid, head)
        return Section(grid.sheet, titles)
    table = _Table(grid, header, chain(head[place + 1 :], grid.lines), limits)
    unknown = tuple(text for text in header.unknown.values() if text in header.texts)
    return Section(grid.sheet, titles, header.columns, unknown, table.entries())


def header_score(lines: Sequence[Line]) -> int:
    """How many columns the best header among `lines` names; 0 if none names the account."""
    return max(map(_score, lines), default=0)


def row_text(line: Line) -> str:
    """What a row says to a person who reads it across."""
    return " ".join(filter(None, map(cell_text, line.cells)))


def _score(line: Line) -> int:
    return known_cells(line.cells) if understand(line.cells) else 0


def _find_header(head: Sequence[Line]) -> tuple[int, Header | None]:
    """Index and meaning of the header; the number of lines and None where there is none."""
    scores = [_score(line) for line in head]
    best = max(scores, default=0)
    if not best:
        return len(head), None
    place = scores.index(best)
    return place, understand(head[place].cells)


def _refuse_headless(grid: Grid, head: Sequence[Line]) -> None:
    if len(head) < HEADER_WITHIN and not any(map(_holds_data, head)):
        return
    widest = max(head, key=lambda line: sum(map(bool, map(cell_text, line.cells))))
    seen = [text for text in map(cell_text, widest.cells) if text]
    raise ReaderError(
        "header-missing",
        f"{_place(grid)}no header row in the first {HEADER_WITHIN} rows names the account; "
        f"row {widest.number} has: {_listed(seen)}. Add a header row with a column such as "
        f'"Account link", "URL" or "اکاؤنٹ کا لنک" (and "Platform", "Organisation", "Legal basis")',
        sheet=grid.sheet,
        seen=seen,
        wanted=synonyms("account"),
    )


def _holds_data(line: Line) -> bool:
    """Whether a row may be a record: two cells filled, or one that looks like an address."""
    texts = [text for text in map(cell_text, line.cells) if text]
    return len(texts) > 1 or any(map(_ADDRESS.search, texts))


def _joined(texts: Sequence[str], places: Sequence[int]) -> str:
    return "\n".join(texts[i] for i in places if i < len(texts) and texts[i])


def _listed(seen: Sequence[str]) -> str:
    shown = [text if len(text) <= 40 else text[:39] + "…" for text in seen[:12]]
    return ", ".join(f'"{text}"' for text in shown) or "nothing"


def _place(grid: Grid) -> str:
    return f'sheet "{grid.sheet}": ' if grid.sheet else ""
