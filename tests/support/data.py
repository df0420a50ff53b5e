"""Where the shared real and specimen inputs lie, if they are here at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def shared_data(*parts: str) -> Path:
    """The path of a shared input; skips the test where the folder is absent."""
    root = Path(os.environ.get("STAYDOWN_TEST_DATA") or _beside_the_repository())
    path = root.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the shared data are not here: {'/'.join(parts)}")
    return path


def _beside_the_repository() -> Path:
    return Path(__file__).resolve().parents[2].parent / "shared" / "data"
