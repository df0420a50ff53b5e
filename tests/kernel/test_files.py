"""Files kept under the hash of their bytes: whole or not at all, and once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from staydown.kernel import files
from staydown.kernel.settings import load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files are kept in this test."""
    monkeypatch.setattr(files, "path_of", lambda digest: tmp_path / digest[:2] / digest)
    return tmp_path


def kept_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_what_was_kept_is_read_back(folder: Path) -> None:
    digest = files.keep(b"evidence")
    assert digest == sha256(b"evidence").hexdigest()
    assert files.read(digest) == b"evidence"


def test_a_file_lies_below_the_data_folder_under_its_hash() -> None:
    digest = sha256(b"").hexdigest()
    path = files.path_of(digest)
    assert path.parts[-3:] == ("files", digest[:2], digest)
    assert path.is_relative_to(load().data)


def test_the_same_content_is_kept_once_and_not_written_again(folder: Path) -> None:
    digest = files.keep(b"evidence")
    [path] = kept_in(folder)
    before = path.stat()
    assert files.keep(b"evidence") == digest
    assert kept_in(folder) == [path]
    assert path.stat().st_ino == before.st_ino


def test_nothing_is_left_of_one_that_could_not_be_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", disk_full)
        with pytest.raises(OSError, match="No space left"):
            files.keep(b"evidence")
    assert kept_in(folder) == []
    assert files.read(files.keep(b"evidence")) == b"evidence"


def test_many_threads_keeping_the_same_and_other_content_lose_none(folder: Path) -> None:
    contents = [f"evidence {number % 8}".encode() * 5_000 for number in range(200)]
    with ThreadPoolExecutor(16) as threads:
        digests = list(threads.map(files.keep, contents))
    assert [files.read(digest) for digest in digests] == contents
    assert len(kept_in(folder)) == 8


def test_a_damaged_file_is_not_taken_for_what_it_was(folder: Path) -> None:
    digest = files.keep(b"evidence")
    [path] = kept_in(folder)
    path.write_bytes(b"evidence!")
    with pytest.raises(OSError, match="is damaged"):
        files.read(digest)


def test_a_missing_file_is_an_error(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        files.read("0" * 64)
