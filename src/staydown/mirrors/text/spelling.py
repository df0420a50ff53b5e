"""How surprising a spelling is: a model of letter triples, learnt from many names."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

UNLEARNT_BITS = 2.2
"""Bits a letter where nothing was learnt: names use letters far from evenly (Shannon, 1951)."""
MOST_BITS = 3.2
"""No letter counts for more: what looks odd to a model of few names may be a word elsewhere."""
_NOVEL_BITS = 5.0


class Spelling:
    """Counts of letter triples (with `^^` before and `$` after a word) and of their first pairs."""

    def __init__(self, triples: Mapping[str, int]) -> None:
        self.triples = dict(triples)
        self._pairs: Counter[str] = Counter()
        for triple, count in self.triples.items():
            self._pairs[triple[:2]] += count

    @classmethod
    def learn(cls, words: Iterable[str], least: int) -> Spelling:
        """Count the triples of words; those in fewer than `least` words are dropped."""
        counts: Counter[str] = Counter()
        for word in words:
            counts.update(set(_triples(word)))
        return cls({triple: count for triple, count in counts.items() if count >= least})

    def bits(self, word: str) -> float:
        """Bits of surprise of meeting this word among words like those learnt."""
        if not self.triples:
            return 1.0 + UNLEARNT_BITS * len(word)
        return min(1.0 + MOST_BITS * len(word), sum(map(self._bits_of, _triples(word))))

    def _bits_of(self, triple: str) -> float:
        pair = self._pairs.get(triple[:2], 0)
        chance = (self.triples.get(triple, 0) + 2.0**-_NOVEL_BITS) / (pair + 1.0)
        return -math.log2(chance)


def _triples(word: str) -> list[str]:
    padded = f"^^{word[:40]}$"
    return [padded[start : start + 3] for start in range(len(padded) - 2)]
