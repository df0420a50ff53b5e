"""Introductions: what third parties say of two accounts: "@new is @old's new account".

A removed account's circle tells each other where it went. What an account says of itself, or a
removed one of its successor, are other signals (`signals/statements.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.uint32]
Keys = npt.NDArray[np.uint64]


class Introductions(NamedTuple):
    """`keys`: hashes of two handles in one number, both ways round, ascending; `counts`: how many
    accounts introduced the one as the other."""

    keys: Keys
    counts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, said: Iterable[Rows]) -> Introductions:
        """From rows of author, handle and handle, all hashed; an author counts once."""
        rows = np.unique(np.concatenate([_NONE, *said]), axis=0)
        both = [key_of(rows[:, one], rows[:, 3 - one]) for one in (1, 2)]
        keys, counts = np.unique(np.concatenate(both), return_counts=True)
        return cls(keys, counts)

    def of_handles(self, handles: Rows) -> tuple[npt.NDArray[np.int64], Rows]:
        """For some hashed handles: places among them, and hashed handles that they were introduced
        as or with."""
        firsts = (self.keys >> np.uint64(32)).astype(np.uint32)
        begins, ends = (np.searchsorted(firsts, handles, side) for side in ("left", "right"))
        places = np.repeat(np.arange(len(handles)), ends - begins)
        before = np.cumsum(ends - begins) - (ends - begins)
        others = self.keys[begins[places] + np.arange(len(places)) - before[places]]
        return places, (others & np.uint64(0xFFFFFFFF)).astype(np.uint32)

    def times(self, old: Rows, new: Rows) -> npt.NDArray[np.int64]:
        """How many accounts introduced each pair of hashed handles; 0 for handles not known."""
        if not len(self.keys):
            return np.zeros(len(old), np.int64)
        keys = key_of(old, new)
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        said = (self.keys[places] == keys) & (old > 0) & (new > 0)
        return np.where(said, self.counts[places], 0)


def key_of(one: Rows, other: Rows) -> Keys:
    """Two hashed handles as one number."""
    found: Keys = (one.astype(np.uint64) << np.uint64(32)) | other.astype(np.uint64)
    return found


_NONE: Rows = np.empty((0, 3), np.uint32)
NOBODY = Introductions.of([])
