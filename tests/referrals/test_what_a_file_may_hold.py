"""Files of odd names and odd contents: taken in whole, or refused with nothing stored."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from staydown.kernel import files
from staydown.referrals import importing
from staydown.referrals.errors import CannotKeepFile
from staydown.referrals.readers import ReaderError
from tests.referrals.submitting import accounts, answer, statuses, stored, submit, table
from tests.support import world
from tests.support.flow import the_ledger_holds

__all__ = ["the_ledger_holds"]

pytestmark = pytest.mark.django_db

RIVER = "https://x.com/specimen_river"


@pytest.fixture(autouse=True)
def peers(db: None) -> None:
    world.add_peers()


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which files are kept, of this test's own."""
    folder = tmp_path / "kept"
    monkeypatch.setattr(files, "path_of", lambda digest: folder / digest)
    return folder


def held(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("https://example.org/specimen","https://x.com/specimen_river")',
        "=cmd|' /C calc'!A0",
        "+1+1",
        "@SUM(1+1)*specimen",
    ],
)
def test_a_formula_is_text_and_runs_nowhere(tmp_path: Path, formula: str) -> None:
    batch = submit(table(tmp_path, ["Account", "Remarks"], [RIVER, formula], [formula, ""]))
    first, second = answer(batch)
    assert first["given"]["remarks"] == formula
    assert second["given"]["account"] == formula
    assert second["status"] == "returned"


@pytest.mark.parametrize("name", ["اکاؤنٹس.csv", "x" * 250 + ".csv", "a\nb.csv", "=1+1.csv"])
def test_a_file_of_any_name_is_taken_in(tmp_path: Path, name: str) -> None:
    batch = submit(accounts(tmp_path, RIVER, name=name))
    assert batch.batch.file_name == name[:255]


def test_a_name_in_no_encoding_is_stored_as_far_as_it_can_be(tmp_path: Path) -> None:
    name = os.fsdecode(b"specimen-\xff.csv")
    batch = submit(accounts(tmp_path, RIVER, name=name))
    batch.batch.refresh_from_db()
    assert batch.batch.file_name == "specimen-?.csv"


def test_signs_that_no_database_stores_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "referral.json"
    rows = [
        {"account": RIVER, "remarks": "a\u0000b"},
        {"account": "https://x.com/specimen_moon\u0000", "remarks": "\ud800"},
        {"account": "https://x.com/specimen_sun", "remarks": "x" * 100_000},
    ]
    path.write_text(json.dumps(rows))
    assert statuses(submit(path)) == ["accepted"] * 3


def test_a_file_that_shows_in_the_middle_that_it_cannot_be_read_leaves_nothing(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "_CHUNK", 2)
    lines = [f"https://x.com/specimen_{number}" for number in range(9)]
    path = tmp_path / "referral.csv"
    path.write_bytes("\n".join(["Account", *lines]).encode() + b'\n"' + b"x" * 1_100_000)
    with pytest.raises(ReaderError):
        submit(path)
    assert stored() == (0, 0, 0)
    assert held(kept) == []


def test_an_import_that_fails_leaves_nothing_and_can_be_done_again(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = accounts(tmp_path, RIVER, "https://x.com/specimen_moon")

    def interrupted(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(importing, "record", interrupted)
        with pytest.raises(KeyboardInterrupt):
            submit(path)
    assert stored() == (0, 0, 0)
    batch = submit(path)
    assert not batch.replayed
    assert stored() == (1, 2, 2)
    assert len(held(kept)) == 1


def test_a_full_disk_stores_nothing_and_says_what_to_do(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotKeepFile, match=r"No space left on device.*make room"):
        submit(accounts(tmp_path, RIVER))
    assert stored() == (0, 0, 0)
    assert held(kept) == []


def test_a_file_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = accounts(tmp_path, RIVER)
    real = importing.Import.run

    def slow(running: importing.Import, *arguments: object) -> None:
        path.write_text("Account\nhttps://x.com/specimen_moon\n")
        real(running, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(importing.Import, "run", slow)
    with pytest.raises(ReaderError, match="changed while it was read"):
        submit(path)
    assert stored() == (0, 0, 0)


def test_rows_far_apart_know_of_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_CHUNK", 2)
    cells = [f"https://x.com/specimen_{number}" for number in range(7)]
    batch = submit(accounts(tmp_path, *cells, cells[0], cells[6]))
    assert statuses(batch) == ["accepted"] * 7 + ["duplicate"] * 2
