"""CSV files as offices export them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from staydown.referrals.readers import Limits, open_referral
from tests.referrals.readers.files import accounts_of, records_of, refusal_of


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "referral.csv"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_it_finds_the_separator(csv: Path, separator: str) -> None:
    lines = (("Platform", "URL", "Remarks"), ("X", "https://x.com/specimen", "a; b, c|d"))
    csv.write_text("\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines))
    (record,) = records_of(csv)
    assert record.cells == {
        "platform": "X",
        "account": "https://x.com/specimen",
        "remarks": "a; b, c|d",
    }


def test_it_reads_a_file_of_one_column(csv: Path) -> None:
    csv.write_text("URL\nhttps://x.com/specimen1\nhttps://x.com/specimen2,with a comma\n")
    assert accounts_of(csv) == ["https://x.com/specimen1", "https://x.com/specimen2"]


def test_it_tells_what_it_has_found(csv: Path) -> None:
    csv.write_text("Ministry\nDated: 25-07-2025\nS.No,Platform,URL,Colour\n1,X,@specimen,red\n")
    with open_referral(csv) as reading:
        assert reading.media == "csv"
        assert reading.encoding == "utf-8"
        assert reading.size == csv.stat().st_size
        assert reading.columns == {"number": "S.No", "platform": "Platform", "account": "URL"}
        assert reading.unknown_columns == ["Colour"]
        assert reading.title == ["Ministry", "Dated: 25-07-2025"]
        assert str(reading.demand_date) == "2025-07-25"
        assert [record.extra for record in reading.records()] == [{"Colour": "red"}]


def test_its_digest_is_that_of_the_bytes(csv: Path) -> None:
    csv.write_bytes(b"URL\n@specimen\n")
    with open_referral(csv) as reading:
        assert reading.sha256 == hashlib.sha256(b"URL\n@specimen\n").hexdigest()


def test_blank_records_are_not_counted_but_their_lines_are(csv: Path) -> None:
    csv.write_text("URL,Remarks\n@specimen1,\n,\n\n\u200b , \u00a0\n@specimen2,\n")
    assert [(r.row, r.source_row) for r in records_of(csv)] == [(1, 2), (2, 6)]


def test_a_record_of_several_lines_stands_on_its_first(csv: Path) -> None:
    csv.write_bytes(b'URL,Remarks\r\n"@specimen1\r\n@specimen2","a\nb"\r\n@specimen3,\r\n')
    records = records_of(csv)
    assert [r.source_row for r in records] == [2, 5]
    assert records[0].cells == {"account": "@specimen1\r\n@specimen2", "remarks": "a\nb"}


def test_old_macintosh_line_ends_are_line_ends(csv: Path) -> None:
    csv.write_bytes(b"URL,Remarks\r@specimen1,a\r@specimen2,b\r")
    assert [r.source_row for r in records_of(csv)] == [2, 3]


def test_a_longer_record_keeps_its_surplus_and_says_so(csv: Path) -> None:
    csv.write_text("Platform,URL\nX,@specimen,stray\nX,@specimen2,,\n")
    long, blank_tail = records_of(csv)
    assert long.problems == ("row-too-long",)
    assert long.extra == {"column 3": "stray"}
    assert blank_tail.problems == ()


def test_a_shorter_record_says_so(csv: Path) -> None:
    csv.write_text("Platform,URL,Remarks\nX,@specimen\n")
    (record,) = records_of(csv)
    assert record.problems == ("row-too-short",)
    assert record.cells["account"] == "@specimen"


def test_a_number_in_exponent_form_has_lost_its_digits(csv: Path) -> None:
    csv.write_text("Platform,Account\nWhatsApp,4.47701E+11\nWhatsApp,+447700900123\n")
    lost, whole = records_of(csv)
    assert lost.problems == ("number-rounded",)
    assert whole.problems == ()


def test_a_formula_stays_the_text_it_is(csv: Path) -> None:
    csv.write_text('URL\n"=HYPERLINK(""https://example.org/specimen"",""click"")"\n')
    assert accounts_of(csv) == ['=HYPERLINK("https://example.org/specimen","click")']


@pytest.mark.parametrize("text", ["=1+1", "+447700900123", "-x", "@specimen"])
def test_an_apostrophe_that_only_marks_text_is_dropped(csv: Path, text: str) -> None:
    csv.write_text(f"URL\n'{text}\n")
    assert accounts_of(csv) == [text]


def test_any_other_apostrophe_stays(csv: Path) -> None:
    csv.write_text("URL\n'specimen'\n")
    assert accounts_of(csv) == ["'specimen'"]


def test_a_quotation_mark_that_never_closes_swallows_nothing(csv: Path) -> None:
    csv.write_text('URL,Remarks\n@specimen1,a\n@specimen2,"b\n@specimen3,c\n@specimen4,d\n')
    error = refusal_of(csv)
    assert error.code == "quote-unclosed"
    assert error.facts["line"] == 3


@pytest.mark.parametrize("text", ["x" * 2000, '"' + "x\n" * 1000 + '"'])
def test_a_cell_beyond_the_limit_is_refused_with_its_line(csv: Path, text: str) -> None:
    csv.write_text(f"URL,Remarks\n@specimen,a\n@specimen,{text}\n")
    error = refusal_of(csv, Limits(max_cell_chars=1000))
    assert (error.code, error.facts["limit"]) == ("cell-too-large", "max_cell_chars")
    assert "line 3" in error.message


def test_a_cell_larger_than_the_csv_module_expects_is_read(csv: Path) -> None:
    csv.write_text(f"URL,Remarks\n@specimen,{'x' * 500_000}\n")
    assert len(records_of(csv)[0].cells["remarks"]) == 500_000


def test_too_many_rows_are_refused_with_the_limit(csv: Path) -> None:
    csv.write_text("URL\n" + "@specimen\n" * 4)
    assert refusal_of(csv, Limits(max_rows=3)).facts["limit"] == "max_rows"
    assert len(records_of(csv, Limits(max_rows=4))) == 4


def test_too_many_columns_are_refused_with_the_limit(csv: Path) -> None:
    csv.write_text("URL,Remarks\n@specimen,a,b,c\n")
    assert refusal_of(csv, Limits(max_cells=3)).facts["limit"] == "max_cells"
