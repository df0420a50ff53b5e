"""`staydown watchlist`, `models`, `scans`, `transparency`, and learning from decisions."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from staydown.screening import model_store, screener
from tests.cli.shell import Ran, run
from tests.screening.conftest import (
    fresh_process,
    lists_and_peers,
    platform,
    quick_passwords,
    removed,
    senior,
    the_ledger_holds,
)
from tests.support.returning import scanned

__all__ = [
    "fresh_process", "lists_and_peers", "platform", "quick_passwords", "removed", "run", "senior",
    "the_ledger_holds",
]  # fmt: skip

pytestmark = pytest.mark.django_db

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def folders_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screener, "folder", lambda: tmp_path / "watchlist")
    monkeypatch.setattr(model_store, "folder", lambda: tmp_path / "models")


def test_the_watchlist_says_what_it_holds_and_its_base_is_renewed(run: Run, removed: UUID) -> None:
    before = run("watchlist", "status", "--json").document
    assert (before["entries"], before["base_version"]) == (1, None)
    assert "up to version" in run("watchlist", "compact", "--force").out
    assert "recent enough" in run("watchlist", "compact").out
    after = run("watchlist", "status", "--json").document
    assert after["base_version"] == after["version"]


def test_a_key_is_rotated(run: Run, removed: UUID) -> None:
    assert "30 days more" in run("watchlist", "rotate-keys", "--overlap-days", "30").out


def test_learning_from_too_little_is_one_line(run: Run, removed: UUID, tmp_path: Path) -> None:
    out = str(tmp_path / "m.json")
    refused = run("mirrors", "train", "--from-decisions", "--out", out)
    assert "wanted are 40" in refused.refusal


def test_training_wants_files_or_decisions(run: Run, removed: UUID, tmp_path: Path) -> None:
    assert "--from-decisions" in run("mirrors", "train", "--out", str(tmp_path / "m")).refusal


def test_a_model_is_shown_and_one_that_proved_nothing_is_refused(
    run: Run, removed: UUID, tmp_path: Path
) -> None:
    from staydown.mirrors.model import Model

    path = tmp_path / "other.json"
    Model.load().save(path)
    assert run("models", "show").document["model_sha256"] == "shipped"
    assert "--override REASON" in run("models", "activate", str(path)).refusal
    assert run("models", "activate", str(path), "--override", "A trial.").status == 0
    assert run("models", "show").document["model_sha256"] != "shipped"
    assert run("models", "activate", "shipped").status == 0


def test_a_scan_is_counted_imported_listed_and_undone(
    run: Run, removed: UUID, tmp_path: Path
) -> None:
    manifest, accounts = scanned(tmp_path)
    arguments = ("scans", "import", str(manifest), "--accounts", str(accounts))
    done = run(*arguments, "--yes", "--json")
    assert (done.status, done.document["cases"]) == (0, 1)
    assert "imported already" in run(*arguments, "--yes", "--json").refusal
    [listed] = [json.loads(line) for line in run("scans", "list").out.splitlines()]
    assert listed["undone_at"] is None
    assert "1 cases are closed" in run("scans", "undo", done.document["import"]).out


@pytest.mark.parametrize("form", ["json", "csv", "html"])
def test_the_transparency_report_in_each_form(
    run: Run, removed: UUID, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"report.{form}"
    days = ("--from", "2026-01-01", "--to", "2999-12-31")
    assert run("transparency", "report", *days, "--format", form, "--out", str(out)).status == 0
    text = out.read_text()
    if form == "json":
        assert json.loads(text)["decisions"] == {"remove (policy)": 1}
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(text)))
        assert {"section": "decisions", "what": "remove (policy)", "figure": "1"} in rows
    else:
        assert "<h2>Decisions</h2>" in text


def test_days_the_wrong_way_round(run: Run, removed: UUID) -> None:
    refused = run("transparency", "report", "--from", "2026-02-01", "--to", "2026-01-01")
    assert "--to is before --from" in refused.refusal
