"""The first thing that any command does: make the installation ready, or say why it cannot."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from tests.support.installation import Installation

pytestmark = pytest.mark.django_db

SECRET = "specimen-secret-1234"
only_on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about its file")


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation.new(tmp_path / "made" / "data")


def refused(installation: Installation) -> str:
    """The one line of a command that could not."""
    done = installation.command("peers", "list")
    assert (done.status, done.out) == (2, "")
    [line] = done.err.splitlines()
    assert line.startswith("staydown: ")
    assert SECRET not in line
    return line


def test_it_makes_the_folder_for_its_owner_only_and_the_tables(installation: Installation) -> None:
    installation.folder.rmdir()
    done = installation.command("peers", "list")
    assert (done.status, done.err) == (0, "")
    assert installation.folder.stat().st_mode & 0o077 == 0
    assert installation.command("ledger", "verify").status == 0


def test_several_first_starts_take_turns(installation: Installation) -> None:
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda _: installation.command("peers", "list"), range(4)))
    assert [(one.status, one.err) for one in done] == [(0, "")] * 4


def test_a_folder_that_cannot_be_made_is_named(installation: Installation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        line = refused(replace(installation, folder=folder))
        assert str(folder) in line
        assert "STAYDOWN_DATA" in line


def test_a_folder_of_keys_that_cannot_be_made_is_named(installation: Installation) -> None:
    (installation.folder / "keys").write_text("")
    assert "keys" in refused(installation)


def test_an_unreachable_server_is_told_without_the_password(installation: Installation) -> None:
    url = f"postgresql://staydown:{SECRET}@127.0.0.1:1/staydown"
    installation.settings["STAYDOWN_DATABASE_URL"] = url
    line = refused(installation)
    assert "the database cannot be used" in line
    assert "STAYDOWN_DATABASE_URL" in line


def test_a_setting_that_cannot_be_stops_every_command(installation: Installation) -> None:
    installation.settings["STAYDOWN_TIME_ZONE"] = "Mars/Base"
    assert "STAYDOWN_TIME_ZONE" in refused(installation)


@only_on_sqlite
def test_a_database_file_of_something_else_is_refused_and_left_alone(
    installation: Installation,
) -> None:
    path = installation.folder / "staydown.sqlite3"
    path.write_bytes(b"no database at all" * 100)
    assert "the database cannot be used" in refused(installation)
    assert path.read_bytes() == b"no database at all" * 100


@only_on_sqlite
def test_a_damaged_database_is_no_traceback(installation: Installation) -> None:
    installation.command("peers", "list")
    path = installation.folder / "staydown.sqlite3"
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xff" * (len(content) - 8192))
    refused(installation)
