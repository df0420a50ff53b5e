"""Which entries bear a key: one sorted array of 64-bit words that can lie in a mapped file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staydown.mirrors.compiled import ENTRY_BITS, ENTRY_MASK, Numbers, Words, find_ranges

MAX_ENTRIES = ENTRY_MASK
_LEAST_BITS, _MOST_BITS = 8, 22


@dataclass(frozen=True, slots=True)
class Postings:
    """`words`: hash and entry number, sorted. `prefix`: where the hashes of each prefix begin, one
    more than there are prefixes. `shift`: how far to shift a word to get its prefix."""

    words: Words
    prefix: Numbers
    shift: int

    @classmethod
    def of(cls, words: Words) -> Postings:
        """Postings of words in any order, which are sorted in place."""
        words.sort()
        bits = min(_MOST_BITS, max(_LEAST_BITS, len(words).bit_length() - 3))
        edges = np.arange((1 << bits), dtype=np.uint64) << np.uint64(64 - bits)
        prefix = np.append(np.searchsorted(words, edges), len(words)).astype(np.int64)
        return cls(words, prefix, 64 - bits)

    def ranges(self, keys: Words) -> tuple[Numbers, Numbers]:
        """Where each key's postings begin and end."""
        begins, ends = find_ranges(self.words, self.prefix, self.shift, keys)
        return begins, ends

    def entries(self, key: int) -> list[int]:
        """The numbers of the entries that bear one key, ascending."""
        begins, ends = self.ranges(np.array([key], np.uint64))
        found = self.words[begins[0] : ends[0]] & np.uint64(ENTRY_MASK)
        return [int(entry) for entry in found]


def packed(keys: Words, entries: Numbers) -> Words:
    """Words of hashed keys and the numbers of the entries that bear them."""
    return keys | entries.astype(np.uint64)


__all__ = ["ENTRY_BITS", "MAX_ENTRIES", "Postings", "packed"]
