"""Folders written whole or not at all: each save is a new generation that `current` names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from staydown.mirrors.shelf import WatchlistError

_CURRENT = "current"


def current_folder(folder: Path) -> Path:
    """The generation that a folder's readers open. Raises WatchlistError."""
    try:
        name = (folder / _CURRENT).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WatchlistError(f"{folder} holds no watchlist") from error
    if Path(name).name != name:
        raise WatchlistError(f"{folder} names a generation outside itself")
    return folder / name


@contextmanager
def new_generation(folder: Path) -> Iterator[Path]:
    """An empty folder that becomes the current generation when its writer is done.

    The one before it is kept for readers about to open it; older ones go, and what a writer that
    was killed left behind. A mapped file outlives
    its name, so that readers that have one open are not disturbed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    existing = sorted(_number(path) for path in folder.glob("generation-*"))
    before = _number(current_folder(folder)) if (folder / _CURRENT).exists() else 0
    new = folder / f"generation-{(existing[-1] if existing else 0) + 1:06}"
    new.mkdir()
    try:
        yield new
    except BaseException:
        shutil.rmtree(new)
        raise
    pointer = folder / f"{_CURRENT}.new"
    pointer.write_text(new.name, encoding="utf-8")
    os.replace(pointer, folder / _CURRENT)  # noqa: PTH105
    for number in existing:
        if number != before:
            shutil.rmtree(folder / f"generation-{number:06}")


def _number(path: Path) -> int:
    digits = path.name.rpartition("-")[2]
    return int(digits) if digits.isdigit() else 0
