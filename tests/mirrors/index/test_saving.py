"""A watchlist in files: what is opened is what was saved, whoever saves meanwhile."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from staydown.mirrors.generations import current_folder
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.stored import pack, unpack
from tests.mirrors.accounts import OTHERS, PICTURE, account, removed, told


class Killed(BaseException):
    """The process ends here."""


def test_what_is_saved_is_what_is_opened(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.remove(OTHERS[3].id)
    watchlist.add(account(77, bio="a late specimen", avatar={"pdq": PICTURE, "quality": 80}))
    watchlist.save(tmp_path)
    opened = Watchlist.open(tmp_path, model)
    assert list(opened.entries()) == list(watchlist.entries())
    new = account(1000, handle="specimen_qandil_voice2", avatar={"pdq": PICTURE, "quality": 80})
    assert told(opened, new) == told(watchlist, new)


def test_an_opened_watchlist_can_be_changed_and_saved_again(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.save(tmp_path)
    opened = Watchlist.open(tmp_path, model)
    opened.remove("specimen-900")
    opened.add(account(77))
    opened.save(tmp_path)
    assert list(Watchlist.open(tmp_path, model).entries()) == [*OTHERS, account(77)]


def test_an_empty_watchlist_can_be_saved(model: Model, tmp_path: Path) -> None:
    Watchlist.build([], model).save(tmp_path)
    opened = Watchlist.open(tmp_path, model)
    assert len(opened) == 0
    opened.add(removed())
    assert len(opened) == 1


def test_a_reader_keeps_what_it_opened_while_another_saves(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.save(tmp_path)
    reader = Watchlist.open(tmp_path, model)
    for _ in range(3):
        watchlist.remove(next(watchlist.entries()).id)
        watchlist.save(tmp_path)
    assert len(list(reader.entries())) == len(OTHERS) + 1
    assert len(Watchlist.open(tmp_path, model)) == len(OTHERS) - 2
    assert len(list(tmp_path.glob("generation-*"))) == 2


def test_what_a_killed_writer_left_goes_and_the_current_one_stays(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.save(tmp_path)
    (tmp_path / "generation-000002").mkdir()
    current = current_folder(tmp_path)
    watchlist.save(tmp_path)
    assert current.exists()
    assert sorted(path.name for path in tmp_path.glob("generation-*")) == [
        "generation-000001", "generation-000003",
    ]  # fmt: skip
    assert len(Watchlist.open(tmp_path, model)) == len(watchlist)


def test_what_a_reader_changes_stays_with_it(
    watchlist: Watchlist, model: Model, tmp_path: Path
) -> None:
    watchlist.save(tmp_path)
    before = _bytes(tmp_path)
    reader = Watchlist.open(tmp_path, model)
    reader.remove("specimen-900")
    reader.add(account(77))
    reader.screen(removed())
    assert _bytes(tmp_path) == before


def test_saving_twice_writes_the_same_bytes(watchlist: Watchlist, tmp_path: Path) -> None:
    for name in ("one", "two"):
        watchlist.save(tmp_path / name)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


@pytest.mark.parametrize("cleaning", [True, False], ids=["an-error", "a-kill"])
@pytest.mark.parametrize("step", ["first-file", "last-file", "head", "pointer"])
def test_a_save_that_ends_midway_leaves_what_was_saved_before(
    watchlist: Watchlist, model: Model, tmp_path: Path, step: str, cleaning: bool
) -> None:
    watchlist.save(tmp_path)
    watchlist.remove("specimen-900")
    with pytest.MonkeyPatch.context() as patch:
        _interrupt(patch, step)
        if not cleaning:
            patch.setattr("shutil.rmtree", _stop)
        with pytest.raises(Killed):
            watchlist.save(tmp_path)
    assert len(Watchlist.open(tmp_path, model)) == len(OTHERS) + 1
    watchlist.save(tmp_path)
    assert list(Watchlist.open(tmp_path, model).entries()) == OTHERS


def test_a_failed_save_leaves_no_files_behind(watchlist: Watchlist, tmp_path: Path) -> None:
    watchlist.save(tmp_path)
    before = _bytes(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        _interrupt(patch, "last-file")
        with pytest.raises(Killed):
            watchlist.save(tmp_path)
    assert _bytes(tmp_path) == before


def test_a_stored_account_comes_back_equal() -> None:
    odd = account(5, bio="\ud800 lone, \x00 nought, ہ", groups=["g"], language="ur")
    assert [unpack(pack(one)) for one in (removed(), odd)] == [removed(), odd]


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def _stop(*_: Any, **__: Any) -> None:
    raise Killed


def _interrupt(patch: pytest.MonkeyPatch, step: str) -> None:
    """Have the next save end at a step: half of a file is written."""
    if step == "pointer":
        patch.setattr(os, "replace", _stop)
    elif step == "head":
        patch.setattr(Path, "write_text", _stop)
    else:
        save = np.save

        def saving(path: Path, array: np.ndarray[Any, Any], **options: Any) -> None:
            if step == "first-file" or path.stem == "offsets":
                path.write_bytes(b"half")
                raise Killed
            save(path, array, **options)

        patch.setattr(np, "save", saving)
