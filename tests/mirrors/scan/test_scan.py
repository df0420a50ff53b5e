"""Files in, files out: what is read, what is passed over, what is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors import crew
from staydown.mirrors import scan as scanning
from staydown.mirrors.model import Model
from staydown.mirrors.rows import FileError, Problem, Row, read_rows
from staydown.mirrors.scan import Wanted, load_watchlist, localised, scan
from staydown.mirrors.stored import record_of
from tests.mirrors.accounts import record, removed, write

RETURN = record_of(removed()) | {"id": "specimen-1000", "removed_at": None}


def _scanned(folder: Path, rows: Sequence[Any], **options: Any) -> tuple[list[Any], list[Problem]]:
    watchlist_file = write(folder / "w.jsonl", [record(1), record_of(removed())])
    problems: list[Problem] = []
    watchlist = load_watchlist(watchlist_file, Model.load(), problems=problems)
    done = scan(watchlist, write(folder / "a.jsonl", list(rows)), folder / "m.jsonl", **options)
    lines = (folder / "m.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines], problems + done.problems


def test_a_return_is_written_with_its_evidence(tmp_path: Path) -> None:
    found, problems = _scanned(tmp_path, [record(2), RETURN])
    assert problems == []
    assert [(one["account"], one["entry"]) for one in found] == [("specimen-1000", "specimen-900")]
    assert found[0]["tier"] == "likely"
    assert {"signal", "bits", "text"} == set(found[0]["evidence"][0])


def test_rows_that_are_no_record_are_told_and_the_scan_goes_on(tmp_path: Path) -> None:
    bad = ["{", "[]", '{"id": "a"}', '{"id": "a", "platform": "x", "posts": 7}', "[" * 100_000]
    found, problems = _scanned(tmp_path, [*bad, "", RETURN])
    assert [problem.row for problem in problems] == [1, 2, 3, 4, 5]
    assert all(problem.file == "a.jsonl" and problem.reason for problem in problems)
    assert len(found) == 1


def test_strict_stops_at_the_first_of_them(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="line 2"):
        _scanned(tmp_path, [record(2), "{", RETURN], strict=True)


def test_the_answer_does_not_depend_on_the_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "CHUNK", 3)
    rows = [record(number) for number in range(2, 20)] + ["{", RETURN]
    wanted = Wanted(top=3, min_probability=0.0)
    one = _scanned(tmp_path, rows, wanted=wanted, workers=1)
    assert _scanned(tmp_path, rows, wanted=wanted, workers=2) == one


def test_parquet_in_and_out_says_the_same_as_json_lines(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    found, _ = _scanned(tmp_path, [record(2), RETURN])
    table = pa.Table.from_pylist([{**record(2), "posts": None}, RETURN])
    pq.write_table(table, tmp_path / "a.parquet")
    watchlist = load_watchlist(tmp_path / "w.jsonl", Model.load(), problems=[])
    scan(watchlist, tmp_path / "a.parquet", tmp_path / "m.parquet")
    assert [row["account"] for row in pq.read_table(tmp_path / "m.parquet").to_pylist()] == [
        one["account"] for one in found
    ]


def test_a_saved_watchlist_is_scanned_against_as_its_file(tmp_path: Path) -> None:
    found, _ = _scanned(tmp_path, [RETURN])
    watchlist = load_watchlist(tmp_path / "w.jsonl", Model.load(), problems=[])
    watchlist.save(tmp_path / "saved")
    opened = load_watchlist(tmp_path / "saved", Model.load(), problems=[])
    scan(opened, tmp_path / "a.jsonl", tmp_path / "again.jsonl")
    assert [json.loads(line) for line in (tmp_path / "again.jsonl").open()] == found


def test_a_lone_surrogate_in_an_id_comes_out_as_it_came_in(tmp_path: Path) -> None:
    found, _ = _scanned(tmp_path, [json.dumps(RETURN | {"id": "specimen-\ud800"})])
    assert found[0]["account"] == "specimen-\ud800"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot read"):
        list(read_rows(tmp_path / "nothing.jsonl"))


def test_lines_keep_their_numbers_past_blank_ones_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\n')
    assert [(row.number, row.value()) for row in read_rows(path)] == [(1, {"a": 1}), (3, {"a": 2})]


def test_a_row_that_is_not_json_says_so() -> None:
    with pytest.raises(ValueError, match="not JSON"):
        Row(1, b"\xff").value()


def test_few_accounts_say_nothing_about_what_is_common(tmp_path: Path) -> None:
    model = Model.load()
    few = write(tmp_path / "few.jsonl", [record(number) for number in range(20)])
    assert localised(model, [], few) is model
    many = write(tmp_path / "many.jsonl", [record(number) for number in range(600)])
    assert localised(model, [removed()], many).background.accounts == 601


def test_chunks_come_back_in_order_from_several_workers() -> None:
    chunks = crew.chunked(range(50), 7)
    assert list(crew.in_order(sum, chunks, workers=2)) == [
        sum(chunk) for chunk in crew.chunked(range(50), 7)
    ]
