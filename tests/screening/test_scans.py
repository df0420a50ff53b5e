"""A scan's matches are counted, confirmed, capped, imported, and taken back as a whole."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from staydown.cases import queries as case_queries
from staydown.cases.models import Case, Measure
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, InputError, NotFound, PermissionDenied
from staydown.screening import actions, queries, screener
from staydown.screening.actions import judge, screen
from staydown.screening.models import Match
from tests.support.flow import entries, lifted
from tests.support.returning import coming_back, scanned

pytestmark = pytest.mark.django_db


def test_nothing_is_created_by_planning(senior: Actor, removed: UUID, tmp_path: Path) -> None:
    before = Case.objects.count()
    plan = actions.plan_import(senior, *scanned(tmp_path))
    assert (plan.cases, plan.matches, plan.known, plan.forgotten) == (1, 1, 0, 0)
    assert Case.objects.count() == before


def test_an_import_opens_cases_with_the_evidence_and_holds_nobody(
    senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    row = actions.import_scan(senior, *scanned(tmp_path))
    match = Match.objects.get()
    assert (match.scan_id, match.occasion, match.tier) == (row.id, "scan", "likely")
    assert case_queries.page_of(match.case_id).open
    assert Measure.objects.filter(kind="hold").count() == 0
    assert len(entries("scans.import")) == 1


def test_more_cases_than_the_cap_are_refused_as_a_whole(
    senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    with pytest.raises(Conflict, match="--cap 0"):
        actions.import_scan(senior, *scanned(tmp_path), cap=0)
    assert Match.objects.count() == 0


def test_the_same_scan_is_imported_once_until_it_is_undone(
    senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    files = scanned(tmp_path)
    row = actions.import_scan(senior, *files)
    with pytest.raises(Conflict, match="imported already"):
        actions.import_scan(senior, *files)
    _, closed = actions.undo_import(senior, row.id)
    assert closed == 1
    assert Match.objects.get().state == "closed"
    assert not case_queries.page_of(Match.objects.get().case_id).open
    with pytest.raises(Conflict, match="undone already"):
        actions.undo_import(senior, row.id)
    actions.import_scan(senior, *files)
    assert [one.undone_at is None for one in queries.imports(senior)] == [True, False]


def test_undoing_leaves_what_people_and_others_did_meanwhile(
    asker: Actor, senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    row = actions.import_scan(senior, *scanned(tmp_path))
    match = Match.objects.get()
    judge(senior, match.id, "mirror", "The same page.")
    _, closed = actions.undo_import(senior, row.id)
    assert closed == 0
    assert Match.objects.get().state == "mirror"


def test_what_is_known_or_forgotten_already_is_not_raised_again(
    asker: Actor, senior: Actor, removed: UUID, tmp_path: Path
) -> None:
    files = scanned(tmp_path)
    screen(asker, [coming_back(7)])
    assert actions.plan_import(senior, *files).known == 1
    lifted(senior, removed)
    from staydown.kernel import events

    events.work_off()
    assert actions.plan_import(senior, *files).forgotten == 1


@pytest.mark.parametrize("harm", ["part", "gone", "unfinished", "manifest", "accounts"])
def test_a_scan_that_is_not_whole_is_refused_by_name(
    senior: Actor, removed: UUID, tmp_path: Path, harm: str
) -> None:
    manifest, accounts = scanned(tmp_path)
    part = tmp_path / "part-00000.jsonl"
    if harm == "part":
        part.write_text(part.read_text() + "\n")
    elif harm == "gone":
        part.unlink()
    elif harm == "unfinished":
        manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"finished": None}))
    elif harm == "manifest":
        manifest.write_text("[]")
    else:
        accounts.unlink()
    with pytest.raises(InputError) as refused:
        actions.import_scan(senior, manifest, accounts)
    assert str(tmp_path) in refused.value.message
    assert Match.objects.count() == 0


def test_an_import_that_is_not_there(senior: Actor, removed: UUID) -> None:
    with pytest.raises(NotFound):
        actions.undo_import(senior, removed)


def test_a_program_may_not_import(asker: Actor, removed: UUID, tmp_path: Path) -> None:
    with pytest.raises(PermissionDenied):
        actions.plan_import(asker, *scanned(tmp_path))


def test_a_real_scan_of_the_live_watchlist_is_imported(
    senior: Actor, removed: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The watchlist's base as it lies on disk, scanned by the command."""
    monkeypatch.setattr(screener, "folder", lambda: tmp_path / "watchlist")
    actions.compact(force=True)
    accounts, out = tmp_path / "accounts.jsonl", tmp_path / "out"
    accounts.write_text(json.dumps(coming_back(7)["account"]) + "\n")
    command = [sys.executable, "-m", "staydown", "mirrors", "scan", "--watchlist"]
    command += [str(tmp_path / "watchlist"), "--accounts", str(accounts), "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True)
    row = actions.import_scan(senior, out / "manifest.json", accounts)
    assert (row.cases, row.matches) == (1, 1)
