"""Loops that run once for every letter, trait and pair, compiled by Numba.

A kernel is a plain function of arrays. Numba keeps what it compiled beside the source, one file a
kernel, and sees when that file changes, but not when a kernel changes that it calls from another
file. So all that is kept is thrown away when any source here is not what it was, but for those of
scans, which hold no kernel and nothing that one reads.
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from numba import njit  # type: ignore[import-untyped, unused-ignore]

Function = TypeVar("Function", bound=Callable[..., object])
_HOME = Path(__file__).parent
_STAMP = _HOME / "__pycache__" / "kernels.stamp"


def kernel(function: Function) -> Function:
    """Compile the function when it is first called, or take what an earlier process compiled."""
    compiled: Any = njit(cache=True, nogil=True, error_model="numpy")(function)
    return cast(Function, compiled)


def _forget_outdated() -> None:
    """Remove compiled code of other sources; in a folder that cannot be written nothing is kept
    beside the source either."""
    total = 0
    for path in sorted(_HOME.rglob("*.py")):
        if _HOME / "scanning" in path.parents:
            continue
        total = zlib.crc32(path.read_bytes(), total)
    stamp = f"{total:08x}"
    with contextlib.suppress(OSError):
        if _STAMP.exists() and _STAMP.read_text(encoding="ascii") == stamp:
            return
        for kept in [*_HOME.rglob("*.nbi"), *_HOME.rglob("*.nbc")]:
            kept.unlink(missing_ok=True)
        _STAMP.parent.mkdir(exist_ok=True)
        _STAMP.write_text(stamp, encoding="ascii")


_forget_outdated()
