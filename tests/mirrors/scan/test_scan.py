"""Files in, files out: what is read, what is passed over, what is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors import crew
from staydown.mirrors import scan as scanning
from staydown.mirrors.model import Model
from staydown.mirrors.rows import FileError, Problem
from staydown.mirrors.scan import Scanned, crowd_at, load_watchlist, scan, workers_for
from staydown.mirrors.scanning.chunks import Wanted
from staydown.mirrors.shelf import WatchlistError
from staydown.mirrors.stored import record_of
from tests.mirrors.accounts import record, removed, write

RETURN = record_of(removed()) | {"id": "specimen-1000", "removed_at": None}
BAD = ["{", "[]", '{"id": "a"}', '{"id": "a", "platform": "x", "posts": 7}', "[" * 100_000]


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
    assert set(found[0]) == {"account", "entry", "probability", "tier", "evidence"}
    assert found[0]["tier"] == "likely"
    assert {"signal", "bits", "text"} == set(found[0]["evidence"][0])


def test_rows_that_are_no_record_are_told_and_the_scan_goes_on(tmp_path: Path) -> None:
    found, problems = _scanned(tmp_path, [*BAD, "", RETURN])
    assert [problem.row for problem in problems] == [1, 2, 3, 4, 5]
    assert all(problem.file == "a.jsonl" and problem.reason for problem in problems)
    assert len(found) == 1


def test_rows_of_the_watchlist_that_are_no_record_are_told(tmp_path: Path) -> None:
    file = write(tmp_path / "w.jsonl", [*BAD, "", record(1)])
    problems: list[Problem] = []
    watchlist = load_watchlist(file, Model.load(), problems=problems)
    assert [problem.row for problem in problems] == [1, 2, 3, 4, 5]
    assert [entry.id for entry in watchlist.entries()] == ["specimen-1"]


def test_strict_stops_at_the_first_of_them(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"a\.jsonl, line 2"):
        _scanned(tmp_path, [record(2), "{", RETURN, "["], strict=True)
    bad = write(tmp_path / "bad.jsonl", [record(2), "{"])
    with pytest.raises(FileError, match=r"bad\.jsonl, line 2"):
        load_watchlist(bad, Model.load(), problems=[], strict=True)


def test_an_empty_file_has_no_matches(tmp_path: Path) -> None:
    assert _scanned(tmp_path, []) == ([], [])


def test_a_file_that_holds_no_record_at_all_has_no_matches(tmp_path: Path) -> None:
    found, problems = _scanned(tmp_path, BAD)
    assert found == []
    assert len(problems) == len(BAD)


def test_the_answer_does_not_depend_on_the_number_of_workers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "CHUNK", 3)
    rows = [record(number) for number in range(2, 20)] + ["{", RETURN]
    wanted = Wanted(top=3, min_probability=0.0)
    one = _scanned(tmp_path, rows, wanted=wanted, workers=1)
    assert _scanned(tmp_path, rows, wanted=wanted, workers=2) == one
    assert len(one[0]) > 10


def test_it_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "CHUNK", 2)
    seen: list[tuple[int, int, int]] = []

    def tell(so_far: Scanned) -> None:
        seen.append((so_far.accounts, so_far.matched, len(so_far.problems)))

    _scanned(tmp_path, [record(2), "{", RETURN, record(3), record(4)], tell=tell)
    assert seen == [(1, 0, 1), (3, 1, 1), (4, 1, 1)]


def test_a_saved_watchlist_is_scanned_against_as_its_file(tmp_path: Path) -> None:
    found, _ = _scanned(tmp_path, [RETURN])
    watchlist = load_watchlist(tmp_path / "w.jsonl", Model.load(), problems=[])
    watchlist.save(tmp_path / "saved")
    opened = load_watchlist(tmp_path / "saved", Model.load(), problems=[])
    scan(opened, tmp_path / "a.jsonl", tmp_path / "again.jsonl")
    assert [json.loads(line) for line in (tmp_path / "again.jsonl").open()] == found


def test_a_folder_without_a_watchlist_is_told(tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match="holds no watchlist"):
        load_watchlist(tmp_path, Model.load(), problems=[])


@pytest.mark.parametrize("workers", [None, 1])
def test_a_watchlist_that_is_not_there_is_told(tmp_path: Path, workers: int | None) -> None:
    with pytest.raises(FileError, match="cannot read"):
        load_watchlist(tmp_path / "nothing.jsonl", Model.load(), problems=[], workers=workers)


def test_few_accounts_say_nothing_about_what_is_common(tmp_path: Path) -> None:
    watchlist = load_watchlist(write(tmp_path / "w.jsonl", [RETURN]), Model.load(), problems=[])
    few = write(tmp_path / "few.jsonl", [record(number) for number in range(20)])
    assert crowd_at(watchlist, few) is None
    many = write(tmp_path / "many.jsonl", [*(record(number) for number in range(600)), "{"])
    crowd = crowd_at(watchlist, many)
    assert crowd is not None
    assert crowd.counted.accounts == 601
    assert len(crowd.album.pictures) == 1


def test_a_small_file_is_not_shared_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "cores", lambda: 8)
    file = write(tmp_path / "a.jsonl", [record(1)])
    assert workers_for(file, None) == 1
    assert workers_for(file, 3) == 3
    monkeypatch.setattr(scanning, "WORTH_SHARING", 10)
    assert workers_for(file, None) == 8


def test_chunks_come_back_in_order_from_several_workers() -> None:
    chunks = crew.chunked(range(50), 7)
    assert list(crew.in_order(sum, chunks, workers=2)) == [
        sum(chunk) for chunk in crew.chunked(range(50), 7)
    ]


def test_who_stops_taking_waits_for_no_work_that_was_not_begun(tmp_path: Path) -> None:
    def mark(number: int) -> int:
        (tmp_path / str(number)).touch()
        return 1 // number

    _marking[:] = [mark]
    with pytest.raises(ZeroDivisionError):
        list(crew.in_order(_mark, range(100), workers=2))
    assert len(list(tmp_path.iterdir())) < 20


_marking: list[Callable[[int], int]] = []


def _mark(number: int) -> int:
    return _marking[0](number)
