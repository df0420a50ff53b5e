"""Workbooks as authorities send them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from staydown.referrals.readers import Limits, open_referral
from tests.referrals.readers.files import (
    accounts_of,
    raw_workbook,
    records_of,
    refusal_of,
    sheet_rows,
    workbook,
)

HEADER = ("Platform", "Account link", "Organisation")


@pytest.fixture
def xlsx(tmp_path: Path) -> Path:
    return tmp_path / "referral.xlsx"


def test_the_header_may_stand_below_titles(xlsx: Path) -> None:
    workbook(xlsx, [["Ministry"], [], ["Dated", datetime(2025, 7, 25)], HEADER, ["X", "@specimen"]])  # noqa: DTZ001
    with open_referral(xlsx) as reading:
        assert reading.media == "xlsx"
        assert reading.encoding is None
        assert reading.title == ["Ministry", "Dated 2025-07-25"]
        assert str(reading.demand_date) == "2025-07-25"
        (record,) = reading.records()
    assert (record.row, record.sheet, record.source_row) == (1, "Sheet1", 5)
    assert record.cells == {"platform": "X", "account": "@specimen"}
    assert record.problems == ()


def test_rows_are_counted_on_across_sheets_with_headers_of_their_own(xlsx: Path) -> None:
    workbook(
        xlsx,
        [HEADER, ["X", "@specimen1"], [None, "  "], ["X", "@specimen2"]],
        [["second part"], ["Link", "Group"], ["@specimen3", "One"]],
    )
    assert [(r.row, r.sheet, r.source_row) for r in records_of(xlsx)] == [
        (1, "Sheet1", 2),
        (2, "Sheet1", 4),
        (3, "Sheet2", 3),
    ]


def test_each_sheet_keeps_the_date_of_its_own_letter(xlsx: Path) -> None:
    workbook(
        xlsx,
        [["Dated: 25-07-2025"], ["URL"], ["@specimen1"]],
        [["Dated: 26-07-2025"], ["URL", "Demand date"], ["@specimen2"], ["@specimen3", "1.8.2025"]],
    )
    assert [r.cells.get("demand_date") for r in records_of(xlsx)] == [
        None,
        "2025-07-26",
        "1.8.2025",
    ]


def test_a_cover_sheet_and_an_empty_one_are_skipped_and_noted(xlsx: Path) -> None:
    workbook(
        xlsx, [["To whom it may concern"], ["Dated: 25-07-2025"]], [], [["URL"], ["@specimen"]]
    )
    with open_referral(xlsx) as reading:
        assert [r.row for r in reading.records()] == [1]
        assert str(reading.demand_date) == "2025-07-25"
        assert reading.notes == [
            'sheet "Sheet1" has no list; skipped',
            'sheet "Sheet2" has no list; skipped',
        ]


def test_a_sheet_with_data_but_no_header_is_named(xlsx: Path) -> None:
    workbook(xlsx, [["URL"], ["@specimen"]], [["X", "@specimen2"]])
    error = refusal_of(xlsx)
    assert (error.code, error.facts["sheet"]) == ("header-missing", "Sheet2")
    assert "Sheet2" in error.message


def test_a_hidden_sheet_is_read_and_noted(xlsx: Path) -> None:
    workbook(xlsx, [["URL"], ["@specimen1"]], [["URL"], ["@specimen2"]])
    book = openpyxl.load_workbook(xlsx)
    book["Sheet2"].sheet_state = "veryHidden"
    book.save(xlsx)
    with open_referral(xlsx) as reading:
        assert len(list(reading.records())) == 2
        assert reading.notes == ['sheet "Sheet2" is hidden; it was read like the others']


def test_a_merged_cell_counts_for_each_row_it_spans(xlsx: Path) -> None:
    workbook(
        xlsx,
        [
            ["List of accounts"],
            HEADER,
            ["X", "@specimen1", "One"],
            ["X", "@specimen2"],
            [],
            ["X", "@specimen3"],
            ["X", "@specimen4"],
        ],
    )
    book = openpyxl.load_workbook(xlsx)
    book["Sheet1"].merge_cells("C3:C6")
    book["Sheet1"].merge_cells("A1:C1")
    book.save(xlsx)
    assert [(r.source_row, r.cells.get("organisation")) for r in records_of(xlsx)] == [
        (3, "One"),
        (4, "One"),
        (6, "One"),
        (7, None),
    ]


def test_a_header_of_two_rows_is_read_from_the_lower(xlsx: Path) -> None:
    workbook(
        xlsx,
        [
            ["Account", "Dates", None],
            [None, "First seen", "Date of demand"],
            ["@specimen", "2025-01-02", "2025-01-03"],
        ],
    )
    book = openpyxl.load_workbook(xlsx)
    book["Sheet1"].merge_cells("A1:A2")
    book["Sheet1"].merge_cells("B1:C1")
    book.save(xlsx)
    (record,) = records_of(xlsx)
    assert record.cells == {
        "account": "@specimen",
        "first_seen": "2025-01-02",
        "demand_date": "2025-01-03",
    }


def test_a_formula_is_its_own_text_and_never_its_result(xlsx: Path) -> None:
    raw_workbook(
        xlsx,
        '<sheetData><row><c t="inlineStr"><is><t>URL</t></is></c></row>'
        '<row><c t="str"><f>HYPERLINK("https://example.org/specimen","x")</f><v>x</v></c></row>'
        '<row><c r="A3" t="str"><f t="shared" ref="A3:A4" si="0">B3&amp;"m"</f><v>y</v></c></row>'
        '<row><c r="A4" t="str"><f t="shared" si="0"/><v>z</v></c></row></sheetData>',
    )
    assert accounts_of(xlsx) == [
        '=HYPERLINK("https://example.org/specimen","x")',
        '=B3&"m"',
        '=B4&"m"',
    ]


def test_a_link_counts_by_the_text_it_shows(xlsx: Path) -> None:
    workbook(xlsx, [["URL"], ["https://x.com/specimen"]])
    book = openpyxl.load_workbook(xlsx)
    book["Sheet1"]["A2"].hyperlink = "https://example.org/elsewhere"
    book["Sheet1"]["A2"].font = Font(underline="single")
    book.save(xlsx)
    assert accounts_of(xlsx) == ["https://x.com/specimen"]


def test_rich_text_is_joined_and_its_reading_aids_are_left_out(xlsx: Path) -> None:
    raw_workbook(
        xlsx,
        '<sheetData><row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row></sheetData>',
        **{
            "xl/sharedStrings.xml": "<sst><si><t>URL</t></si><si><r><t>@spec</t></r><r><t>imen</t>"
            "</r><rPh sb='0' eb='1'><t>aid</t></rPh></si></sst>"
        },
    )
    assert accounts_of(xlsx) == ["@specimen"]


def test_characters_that_no_database_stores_are_left_out(xlsx: Path) -> None:
    raw_workbook(xlsx, sheet_rows(["URL"], ["@spec_x0000_imen_xD83D__xDE00__xD83D_ _x005F_"]))
    assert accounts_of(xlsx) == ["@specimen😀\ufffd _"]


def test_markup_with_prefixes_is_read(xlsx: Path) -> None:
    raw_workbook(
        xlsx,
        "",
        **{
            "xl/worksheets/sheet1.xml": '<s:worksheet xmlns:s="urn:any"><s:sheetData><s:row><s:c '
            't="inlineStr"><s:is><s:t>URL</s:t></s:is></s:c></s:row><s:row><s:c t="inlineStr">'
            "<s:is><s:t>@specimen</s:t></s:is></s:c></s:row></s:sheetData></s:worksheet>"
        },
    )
    assert accounts_of(xlsx) == ["@specimen"]


@pytest.mark.parametrize(
    ("number", "shown", "text", "problems"),
    [
        (447700900123, "General", "447700900123", ()),
        (7700900123, "00000000000", "07700900123", ()),
        (12.5, "General", "12.5", ()),
        (9007199254740991, "0", "9007199254740991", ()),
        (9007199254740992, "0", "9007199254740992", ("number-rounded",)),
        (1234567890123450, "0", "1234567890123450", ("number-rounded",)),
        (True, "General", "TRUE", ()),
        (datetime(2025, 9, 8), "dd/mm/yyyy", "2025-09-08", ()),  # noqa: DTZ001
        (datetime(2025, 9, 8, 10, 30), "yyyy-mm-dd h:mm", "2025-09-08T10:30:00", ()),  # noqa: DTZ001
        (45908, "[$-420]d mmmm yyyy;@", "2025-09-08", ()),
        (45908, '"days" 0', "45908", ()),
    ],
)
def test_a_number_reads_as_a_person_sees_it(
    xlsx: Path, number: object, shown: str, text: str, problems: tuple[str, ...]
) -> None:
    workbook(xlsx, [["Account"], [number]])
    book = openpyxl.load_workbook(xlsx)
    book["Sheet1"]["A2"].number_format = shown
    book.save(xlsx)
    (record,) = records_of(xlsx)
    assert (record.cells["account"], record.problems) == (text, problems)


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("4.47700900123E+11", "447700900123"),
        ("12.0", "12"),
        ("1E+999999999", "1E+999999999"),
        ("NaN", "NaN"),
        ("junk", "junk"),
    ],
)
def test_a_number_is_written_without_exponent_unless_it_is_absurd(
    xlsx: Path, stored: str, text: str
) -> None:
    raw_workbook(
        xlsx,
        '<sheetData><row><c t="inlineStr"><is><t>URL</t></is></c></row>'
        f"<row><c><v>{stored}</v></c></row></sheetData>",
    )
    assert accounts_of(xlsx) == [text]


def test_dates_count_from_1904_where_the_workbook_says_so(xlsx: Path) -> None:
    workbook(xlsx, [["URL", "First seen"], ["@specimen", datetime(2025, 9, 8)]])  # noqa: DTZ001
    book = openpyxl.load_workbook(xlsx)
    book.epoch = CALENDAR_MAC_1904
    book.save(xlsx)
    assert records_of(xlsx)[0].cells["first_seen"] == "2025-09-08"


def test_a_cell_far_to_the_right_is_too_many_columns(xlsx: Path) -> None:
    cell = '<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>1</v></c></row>'
    raw_workbook(xlsx, sheet_rows(["URL"]).replace("</sheetData>", cell + "</sheetData>"))
    assert refusal_of(xlsx).code == "too-many-columns"


def test_a_cell_beyond_the_limit_is_named(xlsx: Path) -> None:
    raw_workbook(xlsx, sheet_rows(["URL"], ["x" * 2000]))
    error = refusal_of(xlsx, Limits(max_cell_chars=1000))
    assert error.code == "cell-too-large"
    assert "A2" in error.message
