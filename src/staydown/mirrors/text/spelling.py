"""How surprising a spelling is: a model of letter triples, learnt from many names.

Words are read in ASCII letters (`alphabet.latin`), so that one table serves all scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel

Table = npt.NDArray[np.float32]
SYMBOLS = 28
"""The edge of a word, a to z, and any digit."""
_EDGE, _DIGIT = 0, 27
UNLEARNT_BITS = 2.2
"""Bits a letter where nothing was learnt: names use letters far from evenly (Shannon, 1951)."""
MOST_BITS = 3.2
"""No letter counts for more: what looks odd to a model of few names may be a word elsewhere."""
DIGIT_BITS = 2.6
"""Bits of a digit: of ten, but years and low numbers come up far more often."""
_NOVEL_BITS = 5.0


@kernel
def _symbol(letter: int) -> int:
    if ord("a") <= letter <= ord("z"):
        return letter - ord("a") + 1
    return _DIGIT


@kernel
def spelt_bits(
    table: npt.NDArray[np.float32], latin: npt.NDArray[np.uint8], begin: int, end: int
) -> float:
    """Bits of surprise of meeting this word among words like those learnt."""
    count = end - begin
    if count <= 0:
        return 0.0
    total, most, one, two = 0.0, 1.0, _EDGE, _EDGE
    for place in range(begin, end):
        symbol = _symbol(latin[place])
        if symbol == _DIGIT:
            total += DIGIT_BITS
            most += DIGIT_BITS
        else:
            total += table[(one * SYMBOLS + two) * SYMBOLS + symbol]
            most += MOST_BITS
        one, two = two, symbol
    total += table[(one * SYMBOLS + two) * SYMBOLS + _EDGE]
    return min(most, total)


def unlearnt() -> Table:
    """The table before anything was learnt."""
    return np.full(SYMBOLS**3, UNLEARNT_BITS, np.float32)


def counted(words: Iterable[str], least: int) -> dict[str, int]:
    """How many of the words have each triple of letters (`^^` before a word, `$` after it); those
    of fewer than `least` words are dropped."""
    counts: dict[str, int] = {}
    for word in words:
        padded = f"^^{word[:40]}$"
        for triple in {padded[start : start + 3] for start in range(len(padded) - 2)}:
            counts[triple] = counts.get(triple, 0) + 1
    return {triple: count for triple, count in counts.items() if count >= least}


def table_of(triples: Mapping[str, int]) -> Table:
    """Bits of each letter after two others, from counts of triples."""
    if not triples:
        return unlearnt()
    counts = np.zeros((SYMBOLS, SYMBOLS, SYMBOLS))
    for triple, count in triples.items():
        counts[tuple(_of(letter) for letter in triple)] += count
    pairs = counts.sum(axis=2, keepdims=True)
    shares = (counts + 2.0**-_NOVEL_BITS) / (pairs + 1.0)
    return (-np.log2(np.minimum(shares, 1.0))).astype(np.float32).ravel()


def _of(letter: str) -> int:
    return _EDGE if letter in "^$" else ord(letter) - ord("a") + 1 if letter.isalpha() else _DIGIT
