"""Rows of JSON Lines and Parquet: their numbers, their values, what is wrong with them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors.model import Model
from staydown.mirrors.records import RecordError
from staydown.mirrors.rows import FileError, Row, read_accounts, read_rows, writing
from staydown.mirrors.scan import load_watchlist, scan
from staydown.mirrors.stored import record_of
from tests.mirrors.accounts import account, record, removed, write

RETURN = record_of(removed()) | {"id": "specimen-1000", "removed_at": None}
MATCH = {"account": "a", "entry": "b", "probability": 0.5, "tier": None, "evidence": []}


def _table(path: Path, rows: list[dict[str, Any]]) -> Path:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    columns = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.Table.from_pylist([columns | row for row in rows]), path)
    return path


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot read"):
        list(read_rows(tmp_path / "nothing.jsonl"))


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    for name in ("matches.jsonl", "matches.parquet"):
        with pytest.raises(FileError, match="cannot write"), writing(tmp_path / "none" / name):
            pass


def test_lines_keep_their_numbers_past_blank_ones_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\n')
    assert [(row.number, row.value()) for row in read_rows(path)] == [(1, {"a": 1}), (3, {"a": 2})]


@pytest.mark.parametrize("line", [b"\xff", b"{", b"[" * 100_000, b"1" * 5_000])
def test_a_row_that_is_not_json_says_so(line: bytes) -> None:
    with pytest.raises(RecordError, match="not JSON"):
        Row(1, line).value()


def test_a_lone_surrogate_in_an_id_comes_out_as_it_came_in(tmp_path: Path) -> None:
    accounts = write(tmp_path / "a.jsonl", [json.dumps(RETURN | {"id": "specimen-\ud800"})])
    file = write(tmp_path / "w.jsonl", [record_of(removed())])
    watchlist = load_watchlist(file, Model.load(), problems=[])
    scan(watchlist, accounts, tmp_path / "m.jsonl")
    assert json.loads((tmp_path / "m.jsonl").read_text())["account"] == "specimen-\ud800"


def test_parquet_in_and_out_says_the_same_as_json_lines(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    rows = [{**record(2), "posts": None}, RETURN]
    watchlist_file = _table(tmp_path / "w.parquet", [record(1), record_of(removed())])
    watchlist = load_watchlist(watchlist_file, Model.load(), problems=[])
    for one, other in (
        (write(tmp_path / "a.jsonl", rows), "m.jsonl"),
        (_table(tmp_path / "a.parquet", rows), "m.parquet"),
    ):
        scan(watchlist, one, tmp_path / other)
    lines = [json.loads(line) for line in (tmp_path / "m.jsonl").open()]
    assert pq.read_table(tmp_path / "m.parquet").to_pylist() == lines
    assert [one["entry"] for one in lines] == ["specimen-900"]


def test_parquet_holds_times_and_counts_its_rows(tmp_path: Path) -> None:
    made = datetime(2025, 8, 2, 10, tzinfo=UTC)
    path = _table(
        tmp_path / "a.parquet", [{**record(1), "created_at": made}, record(2) | {"id": ""}]
    )
    problems: list[Any] = []
    assert list(read_accounts(path, problems)) == [account(1, created_at=made.isoformat())]
    assert [(one.row, one.reason) for one in problems] == [(2, "id is required, as text")]


def test_a_damaged_table_is_told(tmp_path: Path) -> None:
    path = _table(tmp_path / "a.parquet", [record(1)])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(FileError, match="cannot read"):
        list(read_rows(path))


def test_a_table_of_no_matches_is_a_table(tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet")
    with writing(tmp_path / "none.parquet"):
        pass
    with writing(tmp_path / "one.parquet") as file:
        file.write([json.dumps(MATCH)])
        file.write([])
    assert pq.read_table(tmp_path / "none.parquet").to_pylist() == []
    assert pq.read_table(tmp_path / "one.parquet").to_pylist() == [MATCH]


def test_matches_are_written_one_a_line(tmp_path: Path) -> None:
    with writing(tmp_path / "m.jsonl") as file:
        file.write([json.dumps(MATCH), '{"text": "ہ"}'])
        file.write(iter([json.dumps(MATCH)]))
    text = (tmp_path / "m.jsonl").read_text(encoding="utf-8")
    assert text == f'{json.dumps(MATCH)}\n{{"text": "ہ"}}\n{json.dumps(MATCH)}\n'
