"""Hashes of letters, words and runs of words: the same in every process and on every machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel

Points = npt.NDArray[np.uint32]


@kernel
def hash_letters(letters: npt.NDArray[np.uint32], begin: int, end: int) -> np.uint32:
    """FNV-1a over code points (or bytes), mixed as in MurmurHash3; never 0, which means none."""
    state = np.uint64(14695981039346656037)
    for place in range(begin, end):
        state = (state ^ np.uint64(letters[place])) * np.uint64(1099511628211)
    return mixed(state)


@kernel
def mixed(state: np.uint64) -> np.uint32:
    """32 bits of a 64-bit state, none of which is foretold by the others; never 0."""
    state = (state ^ (state >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    state = (state ^ (state >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    found = np.uint32((state ^ (state >> np.uint64(33))) >> np.uint64(32))
    return found if found else np.uint32(1)


@kernel
def hash_run(words: npt.NDArray[np.uint32], begin: int, end: int) -> np.uint32:
    """One hash of a run of word hashes, in order."""
    state = np.uint64(end - begin)
    for place in range(begin, end):
        state = state * np.uint64(0x9E3779B97F4A7C15) + np.uint64(words[place]) + np.uint64(1)
    return mixed(state)


def points_of(text: str) -> Points:
    """The code points of a text; a lone surrogate is a point like others."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def hash_text(text: str) -> int:
    """The hash of a text's letters as they are."""
    points = points_of(text)
    return int(hash_letters(points, 0, len(points)))


def joined_points(texts: Sequence[str]) -> tuple[Points, npt.NDArray[np.int64]]:
    """All letters of the texts on end, and where each text begins (and the last ends)."""
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return points_of("".join(texts)), np.concatenate(([0], np.cumsum(lengths)))
