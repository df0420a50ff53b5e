"""JSON as programs export it."""

from __future__ import annotations

import codecs
import json
from pathlib import Path

import pytest

from staydown.referrals.readers import Limits, open_referral
from tests.referrals.readers.files import accounts_of, records_of, refusal_of

ROWS = [{"platform": "X", "url": "@specimen1"}, {"platform": "X", "url": "@specimen2"}]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "referral.json"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROWS),
        json.dumps({"rows": ROWS}),
        json.dumps({"version": 1, "Accounts": ROWS, "more": [1, {"a": None}]}),
        json.dumps({"referrals": ROWS}, indent=2),
        "\n".join(map(json.dumps, ROWS)) + "\n",
        "\n\n".join(json.dumps(row, indent=1) for row in ROWS),
    ],
)
def test_it_reads_a_list_however_it_is_held(file: Path, text: str) -> None:
    file.write_text(text)
    records = records_of(file)
    assert [(r.row, r.sheet, r.cells["account"]) for r in records] == [
        (1, None, "@specimen1"),
        (2, None, "@specimen2"),
    ]


def test_a_record_stands_on_the_line_where_its_object_begins(file: Path) -> None:
    file.write_text('[\n{"url":\n"@specimen1"},\n\n  {"url": ""},\n {"url": "@specimen2"}]')
    assert [(r.row, r.source_row) for r in records_of(file)] == [(1, 2), (2, 6)]


def test_it_tells_what_it_has_found(file: Path) -> None:
    file.write_text(
        json.dumps(
            {"from": "Ministry", "date": "2025-07-25", "rows": [{"URL": "@specimen", "x": 1}]}
        )
    )
    with open_referral(file) as reading:
        assert (reading.media, reading.encoding) == ("json", "utf-8")
        assert reading.columns == {"account": "URL"}
        assert reading.unknown_columns == ["x"]
        assert reading.title == ["from = Ministry", "Dated: 2025-07-25"]
        assert str(reading.demand_date) == "2025-07-25"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_it_reads_other_encodings(file: Path, encoding: str) -> None:
    file.write_bytes(json.dumps([{"لنک": "@specimen"}], ensure_ascii=False).encode(encoding))
    assert accounts_of(file) == ["@specimen"]


def test_numbers_keep_all_their_digits(file: Path) -> None:
    file.write_text('[{"account": 12345678901234567890123, "number": 1.10}]')
    (record,) = records_of(file)
    assert record.cells == {"account": "12345678901234567890123", "number": "1.10"}
    assert record.problems == ()


def test_null_and_blank_are_nothing(file: Path) -> None:
    file.write_text('[{"account": "@specimen", "remarks": null, "group": " \\u200b"}, {}]')
    assert [r.cells for r in records_of(file)] == [{"account": "@specimen"}]


def test_a_nested_value_is_kept_and_said(file: Path) -> None:
    file.write_text('[{"account": "@specimen", "remarks": {"a": [1, true, "ں"]}}]')
    (record,) = records_of(file)
    assert record.problems == ("value-nested",)
    assert record.cells == {"account": "@specimen"}
    assert record.extra == {"remarks": '{"a": ["1", true, "ں"]}'}


def test_a_name_that_occurs_twice_is_said(file: Path) -> None:
    file.write_text('[{"account": "@specimen", "group": "One", "group": "Two"}]')
    (record,) = records_of(file)
    assert record.problems == ("value-repeated",)
    assert record.cells["organisation"] == "One"
    assert record.extra == {"group": "Two"}


def test_records_may_have_different_members(file: Path) -> None:
    file.write_text('[{"url": "@specimen1"}, {"group": "One", "handle": "@specimen2"}]')
    assert accounts_of(file) == ["@specimen1", "@specimen2"]


def test_half_a_character_is_replaced(file: Path) -> None:
    file.write_text('[{"account": "@specimen\\ud800\\u0000"}]')
    assert accounts_of(file) == ["@specimen\ufffd"]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('[{"url": "@specimen"},\n', "json-broken", 2),
        ('[{"url": "@specimen"}\n{"url": 1}]', "json-broken", 2),
        ('[\n{"url": "@specimen",}]', "json-broken", 2),
        ('{"url": "@specimen"}\nnonsense', "json-broken", 2),
        ('{"rows": [{"url": "@specimen"}]} {}', "json-shape", 1),
        ('["@specimen"]', "json-shape", 1),
        ('[{"url": "@specimen"},\n5]', "json-shape", 2),
        ("[" * 100_000, "json-broken", 1),
    ],
)
def test_what_is_broken_is_refused_with_its_line(
    file: Path, text: str, code: str, line: int
) -> None:
    file.write_text(text)
    error = refusal_of(file)
    assert (error.code, error.facts["line"]) == (code, line)


def test_objects_without_an_account_are_refused_with_what_they_have(file: Path) -> None:
    file.write_text('{"platform": "X", "followers": 5}')
    error = refusal_of(file)
    assert (error.code, error.facts["seen"]) == ("header-missing", ["platform", "followers"])


def test_an_empty_list_has_no_rows(file: Path) -> None:
    file.write_text("[ ]")
    assert refusal_of(file).code == "no-rows"


def test_one_record_may_not_be_endless(file: Path) -> None:
    file.write_text(json.dumps([{"url": "@specimen", "remarks": "x" * 500_000}, *ROWS]))
    assert refusal_of(file, Limits(max_cell_chars=1000)).code == "cell-too-large"


def test_a_list_longer_than_the_buffer_is_read_whole(file: Path) -> None:
    rows = [{"url": f"@specimen{n}", "remarks": "ں" * 50} for n in range(5_000)]
    file.write_bytes(codecs.BOM_UTF8 + json.dumps(rows, ensure_ascii=False, indent=1).encode())
    assert accounts_of(file) == [row["url"] for row in rows]
