"""Files kept whole in the data folder, each under the SHA-256 of its bytes."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from staydown.kernel.settings import load


def path_of(digest: str) -> Path:
    """Where the file with this SHA-256 (hex) lies, or would."""
    return load().data / "files" / digest[:2] / digest


def keep(content: bytes) -> str:
    """Keep `content` and answer its SHA-256 (hex); the same content is kept once.

    It is on the disk when this returns, whole under its name or not at all; OSError otherwise.
    """
    digest = sha256(content).hexdigest()
    target = path_of(digest)
    if not target.exists():
        _write_whole(target, content)
    return digest


def read(digest: str) -> bytes:
    """The kept file's bytes; OSError where it is missing or not what its name says."""
    content = path_of(digest).read_bytes()
    if sha256(content).hexdigest() != digest:
        raise OSError(f"the kept file {digest} is damaged")
    return content


def _write_whole(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = target.with_name(f".{target.name}.{uuid4().hex}")  # threads keep files too
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
