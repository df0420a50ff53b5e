"""Files that hold no watchlist, or part of one, are told: no kernel runs on them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from staydown.mirrors.index import Watchlist, WatchlistError
from staydown.mirrors.model import Model
from tests.mirrors.accounts import OTHERS, PICTURE, account, removed

SHOWN = [{"text": "", "media": [{"pdq": PICTURE, "quality": 90}]}]
FULL = [*OTHERS, removed(), account(901, posts=SHOWN, client={"devices": ["hash-of-a-device"]})]
SAME_IN_ANY = {"reading_introduced", "album_orders", "album_starts", "reading_guesses"}
"""Files that are empty in every small watchlist."""


@pytest.fixture(scope="module")
def saved(model: Model, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Where a watchlist is saved, and where a smaller one is."""
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    Watchlist.build(FULL, model).save(one)
    Watchlist.build(FULL[:3], model).save(other)
    return one, other


@pytest.fixture
def folder(saved: tuple[Path, Path], tmp_path: Path) -> Path:
    return shutil.copytree(saved[0], tmp_path / "saved")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.npy"))


def refused(folder: Path, model: Model) -> bool:
    try:
        Watchlist.open(folder, model)
    except WatchlistError as error:
        return str(folder) in str(error)
    return False


def test_a_folder_without_a_watchlist_is_told(model: Model, tmp_path: Path) -> None:
    with pytest.raises(WatchlistError, match="holds no watchlist"):
        Watchlist.open(tmp_path, model)


def test_a_pointer_out_of_the_folder_is_not_followed(folder: Path, model: Model) -> None:
    (folder / "current").write_text("../other")
    with pytest.raises(WatchlistError, match="outside"):
        Watchlist.open(folder, model)


def test_another_format_is_told(folder: Path, model: Model) -> None:
    head = next(folder.rglob("shelf.json"))
    head.write_text(json.dumps(json.loads(head.read_text()) | {"format": 99}))
    with pytest.raises(WatchlistError, match="99"):
        Watchlist.open(folder, model)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"format": 2}', "\x00"])
def test_a_damaged_head_is_told(folder: Path, model: Model, text: str) -> None:
    next(folder.rglob("shelf.json")).write_text(text)
    assert refused(folder, model)


def test_a_missing_generation_is_told(folder: Path, model: Model) -> None:
    shutil.rmtree(next(folder.glob("generation-*")))
    assert refused(folder, model)


def test_each_file_is_missed(folder: Path, model: Model) -> None:
    for name in names(folder):
        path = next(folder.rglob(name))
        kept = path.read_bytes()
        path.unlink()
        assert refused(folder, model), name
        path.write_bytes(kept)
    assert not refused(folder, model)


@pytest.mark.parametrize("share", [0.0, 0.5, 0.99])
def test_each_file_that_was_cut_is_told(folder: Path, model: Model, share: float) -> None:
    for name in names(folder):
        path = next(folder.rglob(name))
        kept = path.read_bytes()
        path.write_bytes(kept[: int(share * len(kept))])
        assert refused(folder, model), name
        path.write_bytes(kept)


def test_a_file_of_another_watchlist_is_told(
    saved: tuple[Path, Path], folder: Path, model: Model
) -> None:
    for name in names(folder):
        path, stranger = next(folder.rglob(name)), next(saved[1].rglob(name))
        kept = path.read_bytes()
        path.write_bytes(stranger.read_bytes())
        assert refused(folder, model) or path.stem in SAME_IN_ANY, name
        path.write_bytes(kept)
