"""The answer to a referral as a file: one line for each row, in the sender's order.

JSON carries the rows as they are. CSV and XLSX are flat and made to be opened by a person in a
spreadsheet program, which must run nothing that a sender has put into a cell (CWE-1236): in CSV
such a text gets an apostrophe before it, in XLSX it is stored as text and marked as quoted. The
readers take that apostrophe off again.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

AnswerRow = Mapping[str, object]
AnswerFormat = Literal["csv", "xlsx", "json"]

# A program runs a cell that begins like this, blanks, quotes and invisible marks before it or not.
_RUNS = re.compile(
    "[\\s\"'\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*[=+\\-@＝＋－＠]|[\t\r\n]"
)
# The longest text that Excel takes in a cell; it calls a file with a longer one damaged.
_EXCEL_LONGEST = 32_767


def write_answer(rows: Iterable[AnswerRow], target: Path | IO[bytes], format: AnswerFormat) -> None:
    """Write `rows`, with the keys that DESIGN.md fixes for rows of a referral, to `target`.

    Beside those keys a row may have `given` (the sender's cell texts by field) and `outcome` (a
    sentence). A file at the path `target` is replaced only once the answer is complete. Raises
    OSError if it cannot be written.
    """
    write = _WRITERS[format]
    if isinstance(target, Path):
        with _replacing(target) as file:
            write(rows, file)
    else:
        write(rows, target)


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            yield file
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _write_json(rows: Iterable[AnswerRow], file: IO[bytes]) -> None:
    file.write(b"[")
    for number, row in enumerate(rows):
        document = json.dumps(dict(row), ensure_ascii=False, default=str)
        file.write((",\n" if number else "\n").encode() + document.encode("utf-8"))
    file.write(b"\n]\n")


def _write_csv(rows: Iterable[AnswerRow], file: IO[bytes]) -> None:
    """UTF-8 with a mark, without which Excel does not show Urdu."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([_harmless(value) for value in _flat(row)])
    text.flush()
    text.detach()


def _write_xlsx(rows: Iterable[AnswerRow], file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Answer")
    sheet.freeze_panes = "A2"
    for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([_heading(sheet, name) for name in _COLUMNS])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in _flat(row)])
    book.save(file)


def _heading(sheet: WriteOnlyWorksheet, name: str) -> Cell:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: str | int) -> str | int | Cell:
    """`value`, as a cell of plain text where a program might take it for a formula."""
    if isinstance(value, int):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    if len(text) > _EXCEL_LONGEST:
        text = text[: _EXCEL_LONGEST - 1] + "…"
    if not _RUNS.match(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def _harmless(value: str | int) -> str | int:
    return f"'{value}" if isinstance(value, str) and _RUNS.match(value) else value


_WRITERS: dict[str, Callable[[Iterable[AnswerRow], IO[bytes]], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
    "json": _write_json,
}

_COLUMNS = (
    "Row", "Sheet", "Source row", "Account as sent", "Status", "References", "Cases",
    "Reasons for return", "Claims", "Outcome",
)  # fmt: skip
_WIDTHS = (6, 12, 11, 45, 11, 40, 38, 60, 50, 40)


def _flat(row: AnswerRow) -> list[str | int]:
    """The cells of `row` under `_COLUMNS`."""
    refs = _items(row, "refs")
    return [
        _ordinal(row, "row"),
        _text(row.get("sheet")),
        _ordinal(row, "source_row"),
        _account(row),
        _text(row.get("status")),
        _joined(f"{ref['ref']} ({ref['status']})" for ref in refs),
        _joined(_text(ref.get("case")) for ref in refs),
        _joined(
            _text(reason.get("text") or reason.get("code")) for reason in _items(row, "reasons")
        ),
        _joined(map(_claim, _items(row, "claims"))),
        _text(row.get("outcome")),
    ]


def _claim(claim: Mapping[str, object]) -> str:
    return f"{claim['text']}: {claim['verdict']} ({claim['name']}, {claim['list']})"


def _account(row: AnswerRow) -> str:
    given = row.get("given")
    return _text(given.get("account")) if isinstance(given, Mapping) else ""


def _items(row: AnswerRow, key: str) -> Sequence[Mapping[str, object]]:
    found = row.get(key) or ()
    return found if isinstance(found, list | tuple) else ()


def _ordinal(row: AnswerRow, key: str) -> str | int:
    value = row.get(key)
    return value if isinstance(value, int) else _text(value)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _joined(texts: Iterable[str]) -> str:
    """Each of `texts` once, a line each."""
    return "\n".join(dict.fromkeys(filter(None, texts)))
