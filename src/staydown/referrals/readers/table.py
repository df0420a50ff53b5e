"""From the lines of a table to records: find the header, name the cells, say what is odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice

from staydown.referrals.readers.entries import compose, refuse_wide
from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.headers import Header, known_cells, synonyms, understand
from staydown.referrals.readers.limits import Limits
from staydown.referrals.readers.records import ROW_TOO_LONG, ROW_TOO_SHORT, Grid, Line
from staydown.referrals.readers.sections import Entry, Section
from staydown.referrals.readers.text import cell_text, looks_like_address

HEADER_WITHIN = 30


def section_of(grid: Grid, limits: Limits) -> Section:
    """The records of `grid`: its header is the row, among the first 30, with most known columns.

    Blank rows count for nothing here. A sheet with neither a header nor data gives its texts as
    titles, and no records. Raises ReaderError `header-missing` if there are data but no header.
    """
    lines = filled(grid.lines)
    head = list(islice(lines, HEADER_WITHIN))
    place, header = _find_header(head)
    titles = tuple(" ".join(filter(None, line.cells)) for line in head[:place])
    if header is None:
        _refuse_headless(grid, head)
        return Section(grid.sheet, titles)
    entries = _entries(grid, header, chain(head[place + 1 :], lines), limits)
    return Section(grid.sheet, titles, header.columns, header.unknown_columns, entries)


def filled(lines: Iterator[Line]) -> Iterator[Line]:
    """The lines that are not blank, with their cells as `cell_text` has them."""
    for line in lines:
        cells = [cell_text(cell) for cell in line.cells]
        if any(cells):
            yield Line(line.number, cells, line.rounded)


def header_score(lines: Sequence[Line]) -> int:
    """How many columns the best header among `lines` names; 0 if none names the account."""
    return max(map(_score, lines), default=0)


def header_missing(place: str, row: int, seen: Sequence[str], sheet: str | None) -> ReaderError:
    """The error for data that nothing names: `seen` are the texts of the likeliest row."""
    return ReaderError(
        "header-missing",
        f"{place}no header in the first {HEADER_WITHIN} rows names the account; row {row} has: "
        f'{_listed(seen)}. Add a header row with a column such as "Account link", "URL" or '
        '"اکاؤنٹ کا لنک" (and "Platform", "Organisation", "Legal basis")',
        sheet=sheet,
        seen=list(seen),
        wanted=synonyms("account"),
    )


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
    widest = max(head, key=lambda line: sum(map(bool, line.cells)))
    seen = list(filter(None, widest.cells))
    raise header_missing(_place(grid), widest.number, seen, grid.sheet)


def _holds_data(line: Line) -> bool:
    """Whether a row may be a record: two cells filled, or one that looks like an address."""
    texts = list(filter(None, line.cells))
    return len(texts) > 1 or any(map(looks_like_address, texts))


def _entries(grid: Grid, header: Header, lines: Iterator[Line], limits: Limits) -> Iterator[Entry]:
    for line in lines:
        refuse_wide(line.cells, limits, f"{_place(grid)}row {line.number}")
        problems = _length_problems(grid, header, line)
        yield compose(header, line.cells, line.number, rounded=line.rounded, problems=problems)


def _length_problems(grid: Grid, header: Header, line: Line) -> tuple[str, ...]:
    if any(line.cells[header.width :]):
        return (ROW_TOO_LONG,)
    if len(line.cells) < header.width and not grid.ragged:
        return (ROW_TOO_SHORT,)
    return ()


def _listed(seen: Sequence[str]) -> str:
    shown = [text if len(text) <= 40 else text[:39] + "…" for text in seen[:12]]
    return ", ".join(f'"{text}"' for text in shown) or "nothing"


def _place(grid: Grid) -> str:
    return f'sheet "{grid.sheet}": ' if grid.sheet else ""
