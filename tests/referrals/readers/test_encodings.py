"""Text in the encodings that offices use, and in those that nobody should guess."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from staydown.referrals.readers import open_referral
from tests.referrals.readers.files import URDU_CSV, records_of, refusal_of

IN_1256 = URDU_CSV.replace("ی", "ي").replace("ؤ", "و")
"""Windows-1256 has the Arabic form of this letter only."""


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    return tmp_path / "referral.csv"


@pytest.mark.parametrize(
    ("encoding", "mark", "found"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_it_finds_unicode_with_and_without_a_mark(
    csv: Path, encoding: str, mark: bytes, found: str
) -> None:
    csv.write_bytes(mark + URDU_CSV.encode(encoding))
    with open_referral(csv) as reading:
        assert reading.encoding == found
        (record,) = reading.records()
    assert record.cells == {
        "platform": "فیس بک",
        "account": "https://facebook.com/specimen",
        "organisation": "تنظیم نمونہ",
    }


def test_it_finds_windows_1256(csv: Path) -> None:
    csv.write_bytes(IN_1256.encode("cp1256"))
    with open_referral(csv) as reading:
        assert reading.encoding == "cp1256"
        (record,) = reading.records()
    assert record.cells["platform"] == "فيس بک"


def test_typographic_marks_of_windows_are_read(csv: Path) -> None:
    csv.write_bytes("URL,Remarks\n@specimen,“café” – noted\n".encode("cp1252"))
    assert records_of(csv)[0].cells["remarks"] == "“café” – noted"


def test_two_encodings_in_one_file_are_refused_with_the_place(csv: Path) -> None:
    first = URDU_CSV.encode()
    csv.write_bytes(first + "ٹوٹر,@specimen,دوسرا نام\n".encode("cp1256"))
    error = refusal_of(csv)
    assert error.code == "mixed-encodings"
    assert error.facts == {"line": 3, "byte": len(first)}
    assert "UTF-8" in error.message


def test_one_broken_byte_in_utf8_is_not_taken_for_another_encoding(csv: Path) -> None:
    whole = URDU_CSV.encode()
    csv.write_bytes(whole.replace("ک\n".encode(), b"\xda\n") + b"X,@specimen\xff,\n")
    assert refusal_of(csv).code == "mixed-encodings"


def test_text_of_western_europe_is_not_read_as_arabic(csv: Path) -> None:
    csv.write_bytes("URL,Remarks\n@specimen,España y Köln, Málaga\n".encode("latin-1"))
    error = refusal_of(csv)
    assert error.code == "encoding-unknown"
    assert error.facts["line"] == 2


def test_utf16_that_breaks_off_is_refused(csv: Path) -> None:
    csv.write_bytes(URDU_CSV.encode("utf-16") + b"\x00")
    assert refusal_of(csv).code == "encoding-broken"


def test_zeros_in_the_middle_are_refused(csv: Path) -> None:
    csv.write_bytes(b"URL,Remarks\n" + b"@specimen,x\n" * 1000 + b"\0\0\0,\n")
    assert refusal_of(csv).code == "binary-file"


def test_a_break_behind_the_first_million_bytes_is_placed(csv: Path) -> None:
    good = b"URL,Remarks\n" + "@specimen,نمونہ\n".encode() * 60_000
    csv.write_bytes(codecs.BOM_UTF8 + good + b"@specimen,\xff\n")
    error = refusal_of(csv)
    assert error.facts == {"line": 60_002, "byte": 3 + len(good) + len(b"@specimen,")}
