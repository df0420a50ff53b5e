"""Answers that go back to a sender, and what a spreadsheet program makes of them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from staydown.referrals.answer_files import write_answer
from staydown.referrals.readers import open_referral

ACCEPTED: dict[str, object] = {
    "row": 1,
    "sheet": "List",
    "source_row": 4,
    "status": "accepted",
    "refs": [
        {"ref": "x:handle:specimen", "status": "accepted", "case": "c-1"},
        {"ref": "whatsapp:phone:+447700900123", "status": "duplicate", "case": "c-1"},
    ],
    "reasons": [],
    "claims": [
        {
            "text": "UN 1267",
            "name": "تنظیم نمونہ",
            "list": "un-sc",
            "verdict": "contradicted",
            "entries": [],
        }
    ],
    "given": {"account": "@specimen"},
}
RETURNED: dict[str, object] = {
    "row": 2,
    "sheet": None,
    "source_row": 5,
    "status": "returned",
    "refs": [],
    "reasons": [{"code": "formula", "text": "a formula is not an account: send its address"}],
    "claims": [],
    "given": {"account": '=HYPERLINK("https://example.org/specimen","click")'},
    "outcome": "returned to you",
}
DANGEROUS = [
    "=1+1", "+447700900123", "-1", "@specimen", "\t=1", "\r=1", "  =1", '"=1', "'=1", "\u200b=1",
    "＝1+1", "\ufeff@SUM(1)",
]  # fmt: skip


def test_json_is_the_rows_as_they_are() -> None:
    file = io.BytesIO()
    write_answer([ACCEPTED, RETURNED], file, "json")
    assert json.loads(file.getvalue()) == [ACCEPTED, RETURNED]
    assert "تنظیم" in file.getvalue().decode()


def test_json_of_no_rows_is_an_empty_list() -> None:
    file = io.BytesIO()
    write_answer([], file, "json")
    assert json.loads(file.getvalue()) == []


def test_csv_has_a_line_for_each_row_in_their_order() -> None:
    first, second = _csv([ACCEPTED, RETURNED])
    assert first == {
        "Row": "1",
        "Sheet": "List",
        "Source row": "4",
        "Account as sent": "'@specimen",
        "Status": "accepted",
        "References": "x:handle:specimen (accepted)\nwhatsapp:phone:+447700900123 (duplicate)",
        "Cases": "c-1",
        "Reasons for return": "",
        "Claims": "UN 1267: contradicted (تنظیم نمونہ, un-sc)",
        "Outcome": "",
    }
    assert second["Sheet"] == ""
    assert second["Reasons for return"] == "a formula is not an account: send its address"
    assert second["Outcome"] == "returned to you"


def test_csv_begins_with_the_mark_by_which_excel_knows_unicode() -> None:
    file = io.BytesIO()
    write_answer([ACCEPTED], file, "csv")
    assert file.getvalue().startswith(b"\xef\xbb\xbfRow,")
    assert not file.closed


@pytest.mark.parametrize("text", DANGEROUS)
def test_csv_gives_a_program_nothing_to_run(text: str) -> None:
    (line,) = _csv([RETURNED | {"given": {"account": text}, "outcome": text}])
    assert line["Account as sent"] == f"'{text}"
    assert line["Outcome"] == f"'{text}"


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_workbook_gives_a_program_nothing_to_run(text: str) -> None:
    file = io.BytesIO()
    write_answer([RETURNED | {"given": {"account": text}}], file, "xlsx")
    with zipfile.ZipFile(file) as archive:
        assert b"<f" not in archive.read("xl/worksheets/sheet1.xml")
        assert b'quotePrefix="1"' in archive.read("xl/styles.xml")
    cell = openpyxl.load_workbook(file)["Answer"]["D2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_workbook_has_numbers_and_texts_where_they_belong() -> None:
    file = io.BytesIO()
    write_answer([ACCEPTED, RETURNED], file, "xlsx")
    rows = list(openpyxl.load_workbook(file)["Answer"].iter_rows(values_only=True))
    assert rows[0][:3] == ("Row", "Sheet", "Source row")
    assert rows[1][:5] == (1, "List", 4, "@specimen", "accepted")
    assert rows[2][3] == '=HYPERLINK("https://example.org/specimen","click")'


def test_a_workbook_takes_what_excel_would_not() -> None:
    file = io.BytesIO()
    write_answer([RETURNED | {"given": {"account": "\x07" + "x" * 40_000}}], file, "xlsx")
    text = str(openpyxl.load_workbook(file)["Answer"]["D2"].value)
    assert re.fullmatch("x{32766}…", text)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_account_survives_the_way_there_and_back(tmp_path: Path, form: str) -> None:
    path = tmp_path / "answer"
    write_answer([ACCEPTED, RETURNED], path, form)  # type: ignore[arg-type]
    with open_referral(path) as reading:
        first, second = reading.records()
    assert first.cells["account"] == "@specimen"
    assert second.cells["account"] == '=HYPERLINK("https://example.org/specimen","click")'


def test_an_answer_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "answer.csv"
    path.write_text("the answer before")

    def rows() -> Iterator[dict[str, object]]:
        yield ACCEPTED
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_answer(rows(), path, "csv")
    assert path.read_text() == "the answer before"
    assert list(tmp_path.iterdir()) == [path]


def _csv(rows: list[dict[str, object]]) -> list[dict[str, str]]:
    file = io.BytesIO()
    write_answer(rows, file, "csv")
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))
