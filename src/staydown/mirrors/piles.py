"""Arrays that grow part by part: a million entries are put together without holding them twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors.reading import Reading

Array = npt.NDArray[Any]


class Pile:
    """Named arrays, each grown at its end; memory is moved by the system, not copied."""

    def __init__(self) -> None:
        self._arrays: dict[str, Array] = {}
        self._lengths: dict[str, int] = {}

    def put(self, name: str, part: Array) -> None:
        """Add a part to an array."""
        first = self._lengths.get(name, 0)
        last = first + len(part)
        kept = self._arrays.get(name)
        if kept is None:
            kept = self._arrays[name] = np.empty((last, *part.shape[1:]), part.dtype)
        elif last > len(kept):
            kept.resize((last + last // 16, *part.shape[1:]), refcheck=False)
        kept[first:last] = part
        self._lengths[name] = last

    def take(self, name: str, kind: npt.DTypeLike = np.int64) -> Array:
        """An array as it has grown, of `kind` where nothing was put; it leaves the pile."""
        found = self._arrays.pop(name, np.empty(0, kind))
        found.resize((self._lengths.pop(name, 0), *found.shape[1:]), refcheck=False)
        return found

    def put_reading(self, reading: Reading) -> None:
        """Add a reading's rows, its places moved behind those of the rows before."""
        moved = reading._replace(
            starts=reading.starts + self._lengths.get("reading traits", 0),
            shown=reading.shown[1:] + self._lengths.get("reading media", 0),
            introduced=reading.introduced
            + np.array([self._lengths.get("reading facts", 0), 0, 0], np.uint32),
        )
        if "reading shown" not in self._lengths:
            moved = moved._replace(shown=reading.shown)
        for name in Reading._fields:
            self.put(f"reading {name}", getattr(moved, name))

    def reading(self) -> Reading:
        """The readings that were put, as one; they leave the pile."""
        return Reading(*(self.take(f"reading {name}") for name in Reading._fields))
