"""How common a trait is among unrelated accounts: the surprise of sharing it, in bits."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import Account
from staydown.mirrors.text.spelling import Spelling
from staydown.mirrors.traits import BITS_A_LETTER, CEILINGS, SPELLED, hashed, names_of, traits

MIN_BEARERS = 20
"""A trait that fewer accounts bear is not kept: rare traits point at persons."""
_VERSION = 1
_LONGEST_WORD = 14
_MAX_SPELLED = 40
_MOST_KNOWN = 200_000


class Background:
    """Frequencies of traits among `accounts` accounts: hashed counts, and a model of spelling.

    A trait without a count is as rare as its spelling lets one guess, and no more common than the
    least count kept. Without any accounts (`none`) only that guess is left.
    """

    def __init__(
        self,
        accounts: int,
        counts: Mapping[int, int],
        least: int = MIN_BEARERS,
        spelling: Spelling | None = None,
    ) -> None:
        self.accounts = accounts
        self.least = least
        self.spelling = spelling or Spelling({})
        self._counts = dict(counts)
        self._known: dict[tuple[str, str], float] = {}

    @classmethod
    def none(cls) -> Background:
        """A sane prior where nothing has been counted."""
        return cls(0, {})

    @classmethod
    def fit(cls, accounts: Iterable[Account], least: int = MIN_BEARERS) -> Background:
        """Count the traits of unrelated accounts; traits of fewer than `least` are dropped."""
        counts: Counter[int] = Counter()
        names: list[str] = []
        total = 0
        for account in accounts:
            total += 1
            prepared = prepare(account)
            counts.update({hashed(*trait) for trait in traits(prepared)})
            names.extend(names_of(prepared))
        kept = {key: count for key, count in counts.items() if count >= least}
        return cls(total, kept, least, Spelling.learn(names, least))

    def rarity(self, family: str, value: str) -> float:
        """Bits of surprise, -log2 P, that an unrelated account shares the trait.

        `family` is one of `traits.CEILINGS`, which also bounds the answer; 0 where all share it.
        """
        known = self._known.get((family, value))
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[family, value] = self._rarity(family, value)
        return known

    def _rarity(self, family: str, value: str) -> float:
        ceiling = CEILINGS[family]
        count = self._counts.get(hashed(family, value))
        if count:
            return min(ceiling, math.log2((self.accounts + 1) / count))
        if family in BITS_A_LETTER:
            return min(ceiling, BITS_A_LETTER[family] * len(value))
        if family == "whole":
            return min(ceiling, self._spelt(value))
        floor = math.log2((self.accounts + 1) / self.least) if self.accounts else 0.0
        return min(ceiling, max(floor, self._spelt(value) if family in SPELLED else ceiling))

    def dump(self) -> dict[str, Any]:
        """What the background knows, as JSON can hold it: hashes of traits, never the traits."""
        return {
            "version": _VERSION,
            "accounts": self.accounts,
            "least": self.least,
            "triples": dict(sorted(self.spelling.triples.items())),
            "counts": [list(row) for row in sorted(self._counts.items())],
        }

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Background:
        """What `dump` gave. Raises ValueError for another version."""
        if document.get("version") != _VERSION:
            raise ValueError(f"not a background of version {_VERSION}")
        counts, spelling = dict(document["counts"]), Spelling(document["triples"])
        return cls(document["accounts"], counts, document["least"], spelling)

    def _spelt(self, value: str) -> float:
        """Bits by spelling, and no more than those of the common words that it is made of."""
        value = value[:_MAX_SPELLED]
        bits = self.spelling.bits(value)
        return min(bits, self._as_words(value)) if self.accounts else bits

    def _as_words(self, joined: str) -> float:
        """The least sum of bits over all ways to write the letters as counted words."""
        best = [0.0] + [math.inf] * len(joined)
        for end in range(2, len(joined) + 1):
            for start in range(max(0, end - _LONGEST_WORD), end - 1):
                if best[start] < math.inf:
                    bits = self._word_bits(joined[start:end])
                    best[end] = min(best[end], best[start] + bits)
        return best[-1]

    def _word_bits(self, word: str) -> float:
        count = self._counts.get(hashed("word", word))
        return math.log2((self.accounts + 1) / count) if count else math.inf
