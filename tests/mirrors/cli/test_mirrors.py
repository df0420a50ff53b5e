"""`staydown mirrors` at the command line: files, exit statuses, messages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from staydown.cli import main
from staydown.mirrors.model import Model
from staydown.mirrors.scan import load_watchlist
from staydown.mirrors.stored import record_of
from staydown.mirrors.synth import Recipe, generate
from tests.mirrors.accounts import record, removed, write

RETURN = record_of(removed()) | {"id": "specimen-1000", "removed_at": None}


def _run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in ("mirrors", *arguments)])
    return int(stopped.value.code or 0)


def _scan(folder: Path, *more: object) -> int:
    files = ("--watchlist", folder / "w.jsonl", "--accounts", folder / "a.jsonl")
    return _run("scan", *files, "--out", folder / "m.jsonl", *more)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path / "w.jsonl", [record(1), record_of(removed())])
    write(tmp_path / "a.jsonl", [record(2), RETURN])
    return tmp_path


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    generate(Recipe(seed=3, entries=50, returns=60, innocents=60, ordinary=60)).write(folder)
    return folder


def test_it_writes_matches_and_is_done(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _scan(folder) == 0
    found = [json.loads(line) for line in (folder / "m.jsonl").open()]
    assert [one["entry"] for one in found] == ["specimen-900"]
    assert set(found[0]) == {"account", "entry", "probability", "tier", "evidence"}
    assert "2 accounts against 2 entries: 1 with a match" in capsys.readouterr().err


def test_with_no_least_probability_it_writes_every_candidate(folder: Path) -> None:
    assert _scan(folder, "--min-probability", 0, "--top", 1) == 0
    found = [json.loads(line)["account"] for line in (folder / "m.jsonl").open()]
    assert found == ["specimen-2", "specimen-1000"]


def test_rows_passed_over_are_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "a.jsonl", ["{", RETURN])
    assert _scan(folder) == 1
    assert "a.jsonl, line 1: not JSON" in capsys.readouterr().err
    assert (folder / "m.jsonl").read_text()


def test_it_scans_against_a_saved_watchlist(folder: Path) -> None:
    assert _scan(folder) == 0
    before = (folder / "m.jsonl").read_text()
    load_watchlist(folder / "w.jsonl", Model.load(), problems=[]).save(folder / "saved")
    assert _scan(folder, "--watchlist", folder / "saved") == 0
    assert (folder / "m.jsonl").read_text() == before


def test_many_rows_passed_over_are_not_told_one_by_one(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(folder / "a.jsonl", ["{"] * 25)
    assert _scan(folder) == 1
    said = capsys.readouterr().err.splitlines()
    assert sum("not JSON" in line for line in said) == 20
    assert "and 5 more rows" in said


@pytest.mark.parametrize(
    "more", [("--strict",), ("--model", "nowhere.json"), ("--watchlist", "nowhere.jsonl")]
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    folder: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    write(folder / "a.jsonl", ["{"])
    assert _scan(folder, *more) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_it_trains_a_model_that_it_then_measures(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ("--watchlist", world / "watchlist.jsonl", "--accounts", world / "accounts.jsonl",
             "--pairs", world / "pairs.jsonl")  # fmt: skip
    assert _run("train", *files, "--out", tmp_path / "m.json", "--name", "specimen") == 0
    assert Model.load(tmp_path / "m.json").name == "specimen"
    capsys.readouterr()
    report = tmp_path / "report.html"
    arguments = ("--model", tmp_path / "m.json", "--report", report, "--json")
    assert _run("evaluate", *files, *arguments) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["counts"]["return"] == 60
    assert 0.5 < figures["top1"] <= 1
    assert "http://" not in report.read_text()


def test_pairs_without_a_label_are_told(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pairs = write(tmp_path / "pairs.jsonl", [{"account": "a", "entry": "b"}])
    files = ("--watchlist", world / "watchlist.jsonl", "--accounts", world / "accounts.jsonl")
    assert _run("evaluate", *files, "--pairs", pairs) == 2
    assert "pairs.jsonl, line 1: a pair needs a label" in capsys.readouterr().err


def _files(world: Path, **others: Path) -> list[object]:
    named = {name: world / f"{name}.jsonl" for name in ("watchlist", "accounts", "pairs")} | others
    return [part for name, path in named.items() for part in (f"--{name}", path)]


def test_without_json_figures_are_lines(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("evaluate", *_files(world)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        "counts", "recall", "top1", "mrr", "calibration_error"
    ]  # fmt: skip


def test_what_nothing_can_be_learnt_from_or_measured_on_is_one_line(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing = write(tmp_path / "nothing.jsonl", [])
    for files in (_files(world, accounts=nothing), _files(world, pairs=nothing)):
        for command in (("train", "--out", tmp_path / "m.json"), ("evaluate",)):
            assert _run(*command, *files) == 2
            assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not (tmp_path / "m.json").exists()


def test_a_report_that_cannot_be_written_is_one_line(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("evaluate", *_files(world), "--report", tmp_path / "none" / "report.html") == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_bench_tells_rate_latency_and_memory(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = ("--watchlist", folder / "w.jsonl", "--accounts", folder / "a.jsonl")
    assert _run("bench", *files, "--workers", 1) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["accounts"] == 2
    assert {"accounts_per_second", "p50_ms", "p99_ms", "add_p99_ms", "peak_mib"} <= set(figures)
