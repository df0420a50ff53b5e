"""What a reader yields: lines of a table inside, records for the caller."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ROW_TOO_LONG = "row-too-long"
"""More cells than the header; the surplus is in `extra` under "column N"."""
ROW_TOO_SHORT = "row-too-short"
"""A CSV record with fewer cells than the header: a separator may have been lost."""
NUMBER_ROUNDED = "number-rounded"
"""A spreadsheet kept an identifier as a number and has lost its last digits."""
VALUE_NESTED = "value-nested"
"""A JSON value that is a list or an object, kept as JSON text in `extra`."""
VALUE_REPEATED = "value-repeated"
"""A JSON object names the same field twice; the first value counts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One data record of a referral file.

    `row` counts the non-blank records below the header from 1, on across sheets in workbook order.
    `sheet` is the sheet's name, None for CSV and JSON. `source_row` is the physical row of the
    sheet, or the line of the file on which the record begins. `cells` holds the non-empty texts by
    field name (see `headers.toml`), `extra` those of unknown columns by their header. `problems`
    are codes of what is odd about the record; the text that was sent is kept all the same.
    """

    row: int
    sheet: str | None
    source_row: int
    cells: dict[str, str]
    extra: dict[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One physical row of a table; `cells` are texts by column, "" where empty.

    `rounded` are the columns whose number has lost digits.
    """

    number: int
    cells: Sequence[str]
    rounded: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table before anybody knows where its header is: a CSV file, or one sheet of a workbook.

    `ragged` says that rows of the format end where the sender's last cell does (a sheet leaves out
    trailing empty cells), so that a short row means nothing.
    """

    sheet: str | None
    lines: Iterator[Line]
    ragged: bool = False
