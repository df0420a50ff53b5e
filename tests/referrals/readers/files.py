"""Small referral files for the tests, and what the readers make of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from staydown.referrals.readers import Limits, ReaderError, Record, open_referral

URDU_CSV = "پلیٹ فارم,اکاؤنٹ کا لنک,تنظیم\nفیس بک,https://facebook.com/specimen,تنظیم نمونہ\n"

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def records_of(path: Path, limits: Limits | None = None) -> list[Record]:
    with open_referral(path, limits=limits) as reading:
        return list(reading.records())


def accounts_of(path: Path) -> list[str | None]:
    return [record.cells.get("account") for record in records_of(path)]


def refusal_of(path: Path, limits: Limits | None = None) -> ReaderError:
    """The error that the file at `path` meets, on opening or while it is read."""
    with pytest.raises(ReaderError) as refused:
        records_of(path, limits)
    return refused.value


def workbook(path: Path, *sheets: Sequence[Sequence[object]]) -> Path:
    """An XLSX file with one sheet for each list of rows, named Sheet1, Sheet2…"""
    book = openpyxl.Workbook()
    del book["Sheet"]
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def raw_workbook(path: Path, sheet_data: str, **members: str) -> Path:
    """An XLSX file whose only sheet has the markup `sheet_data`; `members` replace other parts."""
    parts = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relationships(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/_rels/workbook.xml.rels": _relationships(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
        ),
        "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" xmlns:r="{_RELATION}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_SHEET}">{sheet_data}</worksheet>',
    } | members
    path.write_bytes(zipped(parts))
    return path


def zipped(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def sheet_rows(*rows: Sequence[str]) -> str:
    """Markup of rows of inline text cells, the first on row 1."""
    return "<sheetData>" + "".join(map(_sheet_row, range(1, len(rows) + 1), rows)) + "</sheetData>"


def _sheet_row(number: int, cells: Sequence[str]) -> str:
    inside = "".join(
        f'<c r="{chr(65 + i)}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for i, text in enumerate(cells)
    )
    return f'<row r="{number}">{inside}</row>'


def _relationships(*entries: tuple[str, str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="{link}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for link, kind, target in entries
    )
    return f'<Relationships xmlns="{_PACKAGE}">{inside}</Relationships>'
