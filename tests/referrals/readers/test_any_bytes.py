"""Whatever the bytes, a reader reads them or raises its own error."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staydown.referrals.readers import ReaderError
from tests.referrals.readers.files import URDU_CSV, raw_workbook, records_of, sheet_rows

SAME_FOLDER = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STARTS = st.sampled_from(
    [b"", b"URL,Platform\n", b"[", b'{"rows": [', b'[{"url": "@specimen"},', b"PK\x03\x04",
     b"\xff\xfe", b"\xef\xbb\xbf", b'URL\n"', URDU_CSV.encode(), URDU_CSV.encode("utf-16")]
)  # fmt: skip
MARKUP = st.lists(
    st.sampled_from(
        [*"</>&;x09 ", "<c>", "</c>", "<row>", "</row>", "<v>", "</v>", "<f>", "</f>", '<c t="s">',
         '<row r="0">', '<c r="A0" s="9">', "<si>", '<sheet name="a"/>', "<t>", "&#0;", "&a;",
         '<mergeCell ref="A1:B9"/>', '<xf numFmtId="14"/>', "<cellXfs>", "<!--", "<![CDATA["]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def _read(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        records = records_of(path)
    except ReaderError:
        return
    assert [record.row for record in records] == list(range(1, len(records) + 1))
    assert all(record.cells or record.extra for record in records)


@SAME_FOLDER
@given(start=STARTS, rest=st.binary(max_size=300))
def test_any_bytes(tmp_path: Path, start: bytes, rest: bytes) -> None:
    _read(tmp_path / "file", start + rest)


@SAME_FOLDER
@given(start=st.sampled_from(["URL,Remarks\n", "[", '{"rows":[{"url":1}', ""]), rest=st.text())
def test_any_text(tmp_path: Path, start: str, rest: str) -> None:
    _read(tmp_path / "file", (start + rest).encode("utf-8", "replace"))


@pytest.fixture
def honest(tmp_path: Path) -> bytes:
    return raw_workbook(
        tmp_path / "honest.xlsx", sheet_rows(["URL"], ["@specimen1"], ["@specimen2"])
    ).read_bytes()


@SAME_FOLDER
@given(data=st.data())
def test_any_damage_to_a_workbook(tmp_path: Path, honest: bytes, data: st.DataObject) -> None:
    content = bytearray(honest)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    _read(tmp_path / "file", bytes(content))


@SAME_FOLDER
@given(markup=MARKUP)
def test_any_markup_in_a_sheet(tmp_path: Path, markup: str) -> None:
    path = tmp_path / "file.xlsx"
    raw_workbook(path, sheet_rows(["URL"], ["@specimen"]) + markup)
    _read(path, path.read_bytes())


@SAME_FOLDER
@given(member=st.sampled_from(["xl/workbook.xml", "_rels/.rels", "xl/styles.xml"]), text=MARKUP)
def test_any_part_of_a_workbook(tmp_path: Path, honest: bytes, member: str, text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    path = tmp_path / "file.xlsx"
    raw_workbook(path, "", **(parts | {member: text}))
    _read(path, path.read_bytes())
