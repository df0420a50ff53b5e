"""Files that are no referral: each refused for what it is, with what to do about it."""

from __future__ import annotations

import os
import struct
import zipfile
from pathlib import Path

import pytest

from staydown.kernel.errors import InputError
from staydown.referrals.readers import Limits, ReaderError, open_referral
from tests.referrals.readers.files import (
    accounts_of,
    raw_workbook,
    refusal_of,
    sheet_rows,
    workbook,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "referral.xlsx"


@pytest.mark.parametrize(
    "content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\0" * 20_000]
)
def test_an_empty_file_is_empty(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    assert refusal_of(file).code == "empty-file"


def test_blank_cells_are_as_good_as_none(file: Path) -> None:
    file.write_text(",,\n , ,\u200b\n")
    assert refusal_of(file).code == "empty-file"
    workbook(file, [[None, " "]], [])
    assert refusal_of(file).code == "empty-file"


def test_a_header_alone_has_no_rows(file: Path) -> None:
    file.write_text("Platform,URL\n,\n")
    assert refusal_of(file).code == "no-rows"
    workbook(file, [["Platform", "URL"]], [["URL"], [" "]])
    assert refusal_of(file).code == "no-rows"


def test_a_letter_without_a_list_names_what_is_missing(file: Path) -> None:
    file.write_text("Kindly block the accounts\n")
    assert refusal_of(file).code == "header-missing"
    workbook(file, [["Kindly block the accounts"]])
    assert refusal_of(file).code == "header-missing"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7 specimen", "PDF"),
        (OLE + b"\0" * 600, ".xls"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}), "Word"),
        (zipped({"content.xml": "<office/>", "mimetype": "application/vnd"}), "OpenDocument"),
        (zipped({"xl/workbook.bin": "x", "[Content_Types].xml": "<Types/>"}), ".xlsb"),
        (zipped({"referral.csv": "URL\n@specimen"}), "ZIP archive"),
        (b"\x1f\x8b\x08\0specimen", "gzip"),
        (b"\x89PNG\r\n\x1a\nspecimen", "picture"),
        (b"<html><table><tr><td>URL</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><rows/>", "web page or XML"),
    ],
)
def test_another_kind_of_file_is_named(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    error = refusal_of(file)
    assert error.code == "wrong-file-type"
    assert says in error.message


def test_binary_junk_is_no_text(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 64)
    assert refusal_of(file).code == "binary-file"


def test_the_name_of_a_file_counts_for_nothing(file: Path, tmp_path: Path) -> None:
    file.write_text("URL\n@specimen\n")
    assert accounts_of(file) == ["@specimen"]
    misnamed = workbook(tmp_path / "a.xlsx", [["URL"], ["@specimen"]]).rename(tmp_path / "a.csv")
    assert accounts_of(misnamed) == ["@specimen"]


def test_what_is_not_a_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal_of(tmp_path / "absent").code == "file-missing"
    assert refusal_of(tmp_path).code == "not-a-file"
    assert refusal_of(Path("/dev/null")).code == "not-a-file"
    assert refusal_of(Path("nul\0")).code == "file-unreadable"


def test_a_file_beyond_the_limit_is_refused_unread(file: Path) -> None:
    with file.open("wb") as sparse:
        sparse.truncate(200 * 1024 * 1024)
    error = refusal_of(file)
    assert (error.code, error.facts["limit"]) == ("file-too-large", "max_bytes")
    assert "200 MiB" in error.message


def test_the_error_is_one_of_input() -> None:
    with pytest.raises(InputError):
        open_referral(Path("/nonexistent"))
    assert issubclass(ReaderError, InputError)


def test_a_workbook_that_unpacks_to_too_much_is_refused(file: Path) -> None:
    raw_workbook(file, sheet_rows(["URL"], *(["@specimen"] for _ in range(2000))))
    error = refusal_of(file, Limits(max_inflated=50_000))
    assert (error.code, error.facts["limit"]) == ("workbook-too-large", "max_inflated")


def test_a_bomb_is_refused_before_it_is_unpacked(file: Path) -> None:
    raw_workbook(file, sheet_rows(["URL"], ["x" * 20_000_000]))
    error = refusal_of(file)
    assert (error.code, error.facts["limit"]) == ("workbook-too-dense", "max_ratio")


def test_too_many_texts_for_memory_are_refused(file: Path) -> None:
    strings = "<sst>" + "<si><t>a</t></si>" * 5000 + "</sst>"
    raw_workbook(file, sheet_rows(["URL"]), **{"xl/sharedStrings.xml": strings})
    assert refusal_of(file, Limits(max_strings=10_000)).facts["limit"] == "max_strings"


def test_too_many_members_are_refused(file: Path) -> None:
    raw_workbook(file, sheet_rows(["URL"]), **{f"x{n}": "" for n in range(30)})
    assert refusal_of(file, Limits(max_members=20)).facts["limit"] == "max_members"


def test_an_endless_directory_is_refused_before_it_is_read(file: Path) -> None:
    raw_workbook(file, sheet_rows(["URL"], ["@specimen"]))
    content = bytearray(file.read_bytes())
    end = content.rfind(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<L", 2**31)
    file.write_bytes(content)
    assert refusal_of(file).facts["limit"] == "max_members"


def test_a_directory_that_lies_about_sizes_gains_nothing(file: Path) -> None:
    """The sheet says that it is 100 bytes long and unpacks to 20 million."""
    raw_workbook(file, sheet_rows(["URL"], ["x" * 20_000_000]))
    content = bytearray(file.read_bytes())
    entry = content.rfind(b"xl/worksheets/sheet1.xml") - 46
    content[entry + 24 : entry + 28] = struct.pack("<L", 100)
    file.write_bytes(content)
    assert refusal_of(file).code == "workbook-broken"


def test_an_unusual_compression_is_refused(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert refusal_of(file).code == "wrong-file-type"


@pytest.mark.parametrize("member", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_not_expanded(file: Path, member: str) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<!DOCTYPE sst [<!ENTITY l0 "lol">{laughs}]><sst><si><t>&l9;</t></si></sst>'
    raw_workbook(file, sheet_rows(["URL"], ["@specimen"]), **{member: bomb})
    assert refusal_of(file).code == "workbook-unsafe"


@pytest.mark.parametrize(
    "members",
    [
        {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"},
        {"xl/worksheets/sheet1.xml": '<?xml version="1.0" encoding="nonesuch"?><worksheet/>'},
        {"_rels/.rels": "<Relationships/>"},
        {"xl/worksheets/sheet1.xml": '<w><row><c t="s"><v>7</v></c></row></w>'},
        {"xl/worksheets/sheet1.xml": '<w><row><c t="s"><v>-1</v></c></row></w>'},
    ],
)
def test_a_damaged_workbook_is_damaged(file: Path, members: dict[str, str]) -> None:
    raw_workbook(file, "", **members)
    assert refusal_of(file).code == "workbook-broken"


def test_a_workbook_cut_short_is_damaged(file: Path) -> None:
    workbook(file, [["URL"], ["@specimen"]])
    file.write_bytes(file.read_bytes()[:-200])
    assert refusal_of(file).code == "workbook-broken"


def test_a_sheet_that_the_workbook_lacks_is_damage(file: Path) -> None:
    raw_workbook(file, "")
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    file.write_bytes(zipped(parts))
    assert refusal_of(file).code == "workbook-broken"
