"""One record from a row of texts and the header that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from staydown.referrals.readers.headers import REQUIRED, Header
from staydown.referrals.readers.limits import Limits, exceeded
from staydown.referrals.readers.records import NUMBER_ROUNDED
from staydown.referrals.readers.sections import Entry

_EXPONENT = re.compile(r"\d(?:[.,]\d+)?E\+?\d{2,}", re.IGNORECASE)


def compose(
    header: Header,
    texts: Sequence[str],
    source_row: int,
    *,
    rounded: frozenset[int] = frozenset(),
    problems: tuple[str, ...] = (),
) -> Entry:
    """The entry whose cells are `texts`, already cleaned, by column.

    `rounded` are the columns whose number has lost digits; that is a problem where the column
    counts, and so is an account that a spreadsheet wrote as 9.23E+11.
    """
    cells = {name: _joined(texts, places) for name, places in header.fields.items()}
    cells = {name: text for name, text in cells.items() if text}
    lost = any(place in rounded for places in header.fields.values() for place in places)
    if lost or _EXPONENT.fullmatch(cells.get(REQUIRED, "")):
        problems = (*problems, NUMBER_ROUNDED)
    return Entry(source_row, cells, _extra(header, texts), problems)


def refuse_wide(texts: Sequence[str], limits: Limits, place: str) -> None:
    """Raise ReaderError `too-many-columns` for a record with text beyond the limit."""
    if len(texts) > limits.max_cells and any(texts[limits.max_cells :]):
        raise exceeded(
            "too-many-columns",
            "max_cells",
            limits.max_cells,
            f"{place} has {len(texts):,} cells: delete the columns that hold no data",
        )


def _joined(texts: Sequence[str], places: Sequence[int]) -> str:
    return "\n".join(texts[i] for i in places if i < len(texts) and texts[i])


def _extra(header: Header, texts: Sequence[str]) -> dict[str, str]:
    """Texts that no field takes, by header; "column N" beyond the header or below an empty one."""
    inside = {name: texts[i] for i, name in header.unknown.items() if i < len(texts) and texts[i]}
    beyond = enumerate(texts[header.width :], start=header.width + 1)
    return inside | {f"column {number}": text for number, text in beyond if text}
