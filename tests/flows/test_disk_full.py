"""The disk is full: a clear error, nothing stored, and it works once there is room.

A process that may write no file beyond a size meets just what a full disk does.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.support import world
from tests.support.installation import Finished, Installation
from tests.support.sample_platform import SamplePlatform
from tests.support.world import Line

pytestmark = pytest.mark.django_db

MEGABYTE = 1_000_000
ON_SQLITE = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="a database server writes its own files"
)
ON_A_SERVER = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="the database is on the same disk as the evidence"
)


@pytest.fixture
def big_file(tmp_path: Path) -> Path:
    """A referral of thirty accounts and three megabytes."""
    lines = [
        Line(f"https://x.com/specimen_{number:02}", remarks="x" * 100_000) for number in range(30)
    ]
    return world.referral_file(tmp_path, *lines, name="big.csv")


def submit(installation: Installation, file: Path, **limits: int) -> Finished:
    arguments = ("--from", world.MINISTRY, "--instrument", "pk-peca-37")
    return installation.command("referrals", "submit", str(file), *arguments, **limits)


def stored(installation: Installation) -> dict[str, Any]:
    report = installation.do("report")
    assert report["findings"] == []
    assert isinstance(report, dict)
    return report


def test_a_batch_whose_file_cannot_be_kept_is_not_taken_in(
    installation: Installation, big_file: Path
) -> None:
    before = stored(installation)
    refused = submit(installation, big_file, file_size=2 * MEGABYTE)
    assert (refused.status, refused.out) == (2, "")
    [line] = refused.err.splitlines()
    assert "could not be kept" in line
    assert "submit it again" in line
    assert stored(installation) == before
    assert unfinished(installation) == []

    taken = submit(installation, big_file)
    assert taken.status == 0, taken.err
    assert stored(installation)["rows"] == before["rows"] + 30


def unfinished(installation: Installation) -> list[Path]:
    """Files that were begun and are not whole."""
    return [path for path in (installation.folder / "files").rglob(".*") if path.is_file()]


def submitted_without_room(installation: Installation, tmp_path: Path) -> tuple[Finished, Path]:
    """A file that can be kept, and whose rows are too many for what room there is."""
    lines = [Line(f"https://x.com/specimen_{n}", remarks="x" * 300) for n in range(1500)]
    file = world.referral_file(tmp_path, *lines, name="many.csv")
    size = (installation.folder / "staydown.sqlite3").stat().st_size
    room = max(size, file.stat().st_size) + 50_000
    return submit(installation, file, file_size=room), file


@ON_SQLITE
def test_an_import_that_the_database_has_no_room_for_leaves_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    before = stored(installation)
    refused, file = submitted_without_room(installation, tmp_path)
    assert refused.status != 0
    assert stored(installation) == before
    assert submit(installation, file).status == 0
    assert stored(installation)["rows"] == before["rows"] + 1500


@ON_SQLITE
def test_it_says_in_one_line_that_the_database_has_no_room(
    installation: Installation, tmp_path: Path
) -> None:
    refused, _ = submitted_without_room(installation, tmp_path)
    assert (refused.status, refused.out) == (2, "")
    assert len(refused.err.splitlines()) == 1


@ON_A_SERVER
def test_evidence_that_cannot_be_kept_lets_the_removal_wait(
    installation: Installation, platform: SamplePlatform
) -> None:
    waiting = installation.do("decide", "fill the disk", "work", "report")
    assert [one["state"] for one in waiting["deliveries"]] == ["waiting"]
    assert waiting["snapshots"] == []
    assert platform.changes() == []
    done = installation.do("wait", "work", "report")
    assert [one["confirmed"] for one in done["deliveries"]] == [True]
    assert done["snapshots"] == ["before-acting", "case-opened"]
    assert platform.changes() == [["remove"]]
