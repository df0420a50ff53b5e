"""How common a trait is among unrelated accounts: the surprise of sharing it, in bits.

Two counts meet. The model's own says how common traits are in general; that of the accounts at hand
says what is common among the like of those that are judged: their slogans, hubs, connections. The
first is a prior worth so many accounts of the second (a Dirichlet prior; Gelman and others 2013,
§3.4). A trait in neither is as rare as its spelling lets one guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.hashing import hash_letters
from staydown.mirrors.text.spelling import Table, table_of
from staydown.mirrors.traits import CEILINGS, NAME, WORD

Keys = npt.NDArray[np.uint64]
MIN_BEARERS = 20
"""A trait that fewer accounts bear is not kept in a model: rare traits point at persons."""
LEAST_LOCAL = 2
"""A trait of the accounts at hand is counted from two bearers on."""
STRENGTH = 1_000.0
"""So many accounts at hand outweigh what the model says of accounts in general."""
_LEAST_WORD = 3
"""Bearers from which a word takes part in reading a name as words."""
_SHORTEST_WORD, _LONGEST_WORD = 3, 12
_VERSION = 2


class Counts(NamedTuple):
    """A background as kernels take it: traits in open addressing (`keys`), how many accounts at
    hand bear each (`local`) and which share of all accounts does (`shares`, 0 for not known);
    words of names with their bits (`words`, `word_bits`); `accounts` at hand; the `strength` of the
    prior; `spelling`: bits of letters after two others."""

    keys: npt.NDArray[np.uint64]
    local: npt.NDArray[np.uint32]
    shares: npt.NDArray[np.float32]
    words: npt.NDArray[np.uint32]
    word_bits: npt.NDArray[np.float32]
    accounts: float
    strength: float
    spelling: npt.NDArray[np.float32]


@kernel
def key_of(family: int, hashed: np.uint32) -> np.uint64:
    """A trait as one number."""
    return (np.uint64(family) << np.uint64(32)) | np.uint64(hashed)


@kernel
def _slot(keys: npt.NDArray[np.uint64], key: np.uint64) -> int:
    mask = np.uint64(len(keys) - 1)
    place = ((key * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)) & mask
    while keys[place] != np.uint64(0xFFFFFFFFFFFFFFFF) and keys[place] != key:
        place = (place + np.uint64(1)) & mask
    return int(place)


@kernel
def rarity(counts: Counts, family: int, hashed: np.uint32, guess: float, mine: float) -> float:
    """Bits of surprise that an unrelated account bears the trait, `mine` of those counted being of
    the accounts compared. `guess`: bits for a trait that was never counted."""
    key = key_of(family, hashed)
    slot = _slot(counts.keys, key)
    prior, borne = 2.0**-guess, 0.0
    if counts.keys[slot] == key:
        borne = max(0.0, float(counts.local[slot]) - mine)
        if counts.shares[slot] > 0:
            prior = float(counts.shares[slot])
    chance = prior
    if counts.accounts > 0:
        chance = (borne + counts.strength * prior) / (counts.accounts + counts.strength)
    return min(float(CEILINGS[family]), -np.log2(chance))


@kernel
def as_words(counts: Counts, latin: npt.NDArray[np.uint8], begin: int, end: int) -> float:
    """The least sum of bits over all ways to write letters as known words; infinite if none."""
    count = min(end - begin, 64)
    best = np.full(65, np.inf)
    best[0] = 0.0
    for start in range(count - _SHORTEST_WORD + 1):
        if best[start] == np.inf:
            continue
        for stop in range(start + _SHORTEST_WORD, min(count, start + _LONGEST_WORD) + 1):
            bits = _word_bits(counts, hash_letters(latin, begin + start, begin + stop))
            best[stop] = min(best[stop], best[start] + bits)
    return float(best[count])


@kernel
def _word_bits(counts: Counts, hashed: np.uint32) -> float:
    mask = len(counts.words) - 1
    place = int(hashed) & mask
    while counts.words[place] != 0 and counts.words[place] != hashed:
        place = (place + 1) & mask
    return float(counts.word_bits[place]) if counts.words[place] else np.inf


@kernel
def _fill(table: npt.NDArray[np.uint64], keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    slots = np.empty(len(keys), np.int64)
    for place in range(len(keys)):
        slots[place] = _slot(table, keys[place])
        table[slots[place]] = keys[place]
    return slots


@kernel
def _fill_words(
    table: npt.NDArray[np.uint32], bits_of: npt.NDArray[np.float32],
    words: npt.NDArray[np.uint32], bits: npt.NDArray[np.float32],
) -> None:  # fmt: skip
    mask = len(table) - 1
    for number in range(len(words)):
        place = int(words[number]) & mask
        while table[place] != 0 and table[place] != words[number]:
            place = (place + 1) & mask
        table[place], bits_of[place] = words[number], bits[number]


@dataclass(frozen=True)
class Counted:
    """Traits (family << 32 | hash, ascending) and how many of `accounts` accounts bear each."""

    accounts: int = 0
    keys: Keys = field(default_factory=lambda: np.empty(0, np.uint64))
    bearers: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))

    @classmethod
    def of(cls, accounts: int, keys: Keys, least: int) -> Counted:
        """Count traits that come once for each bearer; those of fewer than `least` are dropped."""
        found, bearers = np.unique(keys, return_counts=True)
        kept = bearers >= least
        return cls(accounts, found[kept], bearers[kept])


@dataclass(frozen=True)
class Background:
    """What is known of unrelated accounts: `general` counts (the model's) and the letter `triples`
    of names; and `local` counts of the accounts at hand."""

    general: Counted = field(default_factory=Counted)
    triples: Mapping[str, int] = field(default_factory=dict)
    local: Counted = field(default_factory=Counted)
    strength: float = STRENGTH

    def with_local(self, local: Counted) -> Background:
        """The same, beside other accounts at hand."""
        return Background(self.general, self.triples, local, self.strength)

    @cached_property
    def counts(self) -> Counts:
        """As kernels take it."""
        keys = np.union1d(self.general.keys, self.local.keys)
        size = 1 << max(8, int(2 * len(keys)).bit_length())
        table = np.full(size, np.iinfo(np.uint64).max, np.uint64)
        local, shares = np.zeros(size, np.uint32), np.zeros(size, np.float32)
        slots = _fill(table, keys)
        local[slots[np.searchsorted(keys, self.local.keys)]] = self.local.bearers
        if self.general.accounts:
            found = slots[np.searchsorted(keys, self.general.keys)]
            shares[found] = self.general.bearers / (self.general.accounts + 1)
        words, bits = self._words()
        return Counts(
            table, local, shares, words, bits, float(self.local.accounts), self.strength,
            self.spelling,
        )  # fmt: skip

    @cached_property
    def spelling(self) -> Table:
        """Bits of letters after two others."""
        return table_of(self.triples)

    def _words(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]:
        """Words of names that several bear, and their bits: the better known of the two counts."""
        found: dict[int, float] = {}
        for counted in (self.general, self.local):
            first, last = np.searchsorted(counted.keys, [WORD << 32, (WORD + 1) << 32])
            for key, borne in zip(
                counted.keys[first:last].tolist(), counted.bearers[first:last].tolist(), strict=True
            ):
                if borne >= _LEAST_WORD:
                    bits = float(np.log2((counted.accounts + 1) / borne))
                    word = key & 0xFFFFFFFF
                    found[word] = min(bits, found.get(word, bits))
        size = 1 << max(6, int(3 * len(found)).bit_length())
        table, table_bits = np.zeros(size, np.uint32), np.zeros(size, np.float32)
        if found:
            bits_of = np.fromiter(found.values(), np.float32, len(found))
            _fill_words(table, table_bits, np.fromiter(found, np.uint32, len(found)), bits_of)
        return table, table_bits

    def rarity(self, family: int, hashed: int, guess: float | None = None) -> float:
        """Bits of surprise that an unrelated account bears a trait."""
        guessed = float(CEILINGS[family]) if guess is None else guess
        return float(rarity(self.counts, family, np.uint32(hashed), guessed, 0.0))

    def dump(self) -> dict[str, Any]:
        """The general counts, as JSON can hold them: hashes of traits, never the traits."""
        rows = zip(self.general.keys.tolist(), self.general.bearers.tolist(), strict=True)
        return {
            "version": _VERSION,
            "accounts": self.general.accounts,
            "triples": dict(sorted(self.triples.items())),
            "counts": [list(row) for row in rows],
        }

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Background:
        """What `dump` gave. Raises ValueError for another version."""
        if document.get("version") != _VERSION:
            raise ValueError(f"not a background of version {_VERSION}")
        rows: Sequence[Iterable[int]] = document["counts"]
        pairs = np.array([list(row) for row in rows], np.uint64).reshape(-1, 2)
        order = np.argsort(pairs[:, 0])
        counted = Counted(document["accounts"], pairs[order, 0], pairs[order, 1].astype(np.int64))
        return cls(counted, document["triples"])


__all__ = ["NAME", "Background", "Counted", "Counts", "as_words", "key_of", "rarity"]
