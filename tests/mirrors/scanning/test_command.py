"""`staydown mirrors scan --out FOLDER`: exit statuses and messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from staydown.cli import main
from tests.mirrors.accounts import write
from tests.mirrors.scanning.scans import accounts, lines, manifest, watchlist_at


def _scan(folder: Path, *more: object) -> int:
    given = ("--watchlist", folder / "w.jsonl", "--accounts", folder / "a.jsonl", "--workers", 1)
    with pytest.raises(SystemExit) as stopped:
        main([str(one) for one in ("mirrors", "scan", *given, *more)])
    return int(stopped.value.code or 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    watchlist_at(tmp_path)
    write(tmp_path / "a.jsonl", accounts(120))
    return tmp_path


def test_a_new_name_without_a_suffix_is_a_folder(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _scan(folder, "--out", folder / "m") == 0
    assert manifest(folder / "m")["finished"]
    said = capsys.readouterr().err
    assert "120 rows against 81 entries: 3 accounts with a match, in 1 parts" in said
    assert _scan(folder, "--out", folder / "m") == 0
    assert "1 of 1 parts were there already" in capsys.readouterr().err


def test_a_folder_that_is_there_is_one_whatever_its_name(folder: Path) -> None:
    (folder / "m.jsonl").mkdir()
    assert _scan(folder, "--out", folder / "m.jsonl") == 0
    assert len(lines(folder / "m.jsonl")) == 3


def test_a_file_that_is_there_stays_one(folder: Path) -> None:
    (folder / "matches").write_text("")
    assert _scan(folder, "--out", folder / "matches") == 0
    assert len((folder / "matches").read_text().splitlines()) == 3


def test_rows_passed_over_are_told_with_their_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "a.jsonl", [*accounts(3), *["{"] * 25])
    assert _scan(folder, "--out", folder / "m") == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith("a.jsonl, line 4: not JSON")
    assert "and 5 more rows" in said
    assert _scan(folder, "--out", folder / "m") == 1


def test_rows_of_the_watchlist_passed_over_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "w.jsonl", ["{"])
    assert _scan(folder, "--out", folder / "m") == 1
    assert "w.jsonl, line 1: not JSON" in capsys.readouterr().err
    assert manifest(folder / "m")["watchlist"]["passed_over"] == 1


def test_parquet_and_other_sizes_can_be_asked(folder: Path) -> None:
    assert _scan(folder, "--out", folder / "m", "--format", "parquet", "--part-size", 2) == 0
    assert (folder / "m" / "part-00000.parquet").exists()
    assert manifest(folder / "m")["settings"]["part_bytes"] == 2 * 1024 * 1024


def test_other_settings_need_restart(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _scan(folder, "--out", folder / "m") == 0
    capsys.readouterr()
    assert _scan(folder, "--out", folder / "m", "--top", 1) == 2
    said = capsys.readouterr().err.strip()
    assert "settings top was 5 and is 1" in said
    assert len(said.splitlines()) == 1
    assert _scan(folder, "--out", folder / "m", "--top", 1, "--restart") == 0


def test_progress_as_json_is_one_document_a_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _scan(folder, "--out", folder / "m", "--progress", "json") == 0
    said = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line[0] == "{"]
    assert said[-1] | {"seconds": 0, "rows_per_second": 0} == {
        "rows": 120, "rows_per_second": 0, "share": 1.0, "seconds": 0, "seconds_left": 0,
        "matched": 3, "problems": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "more",
    [
        ("--engine", "ray"), ("--engine", "spark"), ("--restart",), ("--format", "jsonl"),
        ("--ray-address", "auto"), ("--spark-master", "local"), ("--accounts", "."),
    ],
)  # fmt: skip
def test_what_a_folder_is_needed_for_is_refused_for_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert _scan(folder, "--out", folder / "m.jsonl", *more) == 2
    assert "need" in capsys.readouterr().err
    assert not (folder / "m.jsonl").exists()


@pytest.mark.parametrize(
    "more",
    [("--accounts", "nowhere"), ("--watchlist", "nowhere.jsonl"), ("--model", "nowhere.json")],
)
def test_what_cannot_be_read_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert _scan(folder, "--out", folder / "m", *more) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
