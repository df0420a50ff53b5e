"""Files that are there whole or not at all, whenever the power goes."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from staydown.mirrors.rows import FileError

UNFINISHED = ".unfinished-"
"""How the names of files begin that are being written."""


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A name to write under, beside `path`; it becomes `path`, on disk, when its writer is done.
    Two that write one file at a time do not meet. Raises FileError."""
    temporary = path.with_name(f"{UNFINISHED}{secrets.token_hex(6)}-{path.name}")
    try:
        yield temporary
        _sync(temporary)
        temporary.replace(path)
        _sync(path.parent)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from error
    finally:
        temporary.unlink(missing_ok=True)


def write_whole(path: Path, text: str) -> None:
    """Write a text. Raises FileError."""
    with whole(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def sha256_of(path: Path, begin: int = 0, end: int | None = None) -> str:
    """The SHA-256 of a file, or of a range of its bytes, in hex. Raises OSError."""
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        if end is None:
            return hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(begin)
        left = end - begin
        while left > 0 and (piece := file.read(min(left, 1 << 20))):
            hasher.update(piece)
            left -= len(piece)
    return hasher.hexdigest()


@contextmanager
def alone_in(folder: Path, patience: float = 10.0) -> Iterator[None]:
    """Hold a folder against other scans. One that was killed lets go when its last process has
    ended, for which we wait so many seconds. Raises FileError."""
    held = os.open(folder, os.O_RDONLY)
    try:
        tries = max(1, round(patience / 0.1))
        for left in reversed(range(tries)):
            with suppress(BlockingIOError):
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            if not left:
                raise FileError(f"another scan is at work in {folder}; wait for it, or end it")
            time.sleep(0.1)
        yield
    finally:
        os.close(held)


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
