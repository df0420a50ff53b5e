"""Which entries bear a key: one sorted array of 64-bit words that can lie in a mapped file.

The upper 40 bits of a word are a key's hash, the lower 24 the number of an entry. Sorted, they need
no table of keys: a prefix table says where the hashes of a prefix begin.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.reading import Reading
from staydown.mirrors.traits import (
    BIO_WORD,
    COUNT,
    FAMILIES,
    GUESS_STEPS,
    NAME_WORD,
    NUMBER,
    WORD,
)

Words = npt.NDArray[np.uint64]
ENTRY_BITS = 24
MAX_ENTRIES = (1 << ENTRY_BITS) - 1
_ENTRY_MASK = np.uint64(MAX_ENTRIES)
_LEAST_BITS, _MOST_BITS = 8, 22
_FILED = np.array([family.filed for family in FAMILIES], np.int64)
_BY_RARITY = np.array([number in (WORD, BIO_WORD, NAME_WORD) for number in range(COUNT)])
"""Families of which the rarest by spelling are filed, not a sample by hash."""
_LEAST_GUESS = 4 * GUESS_STEPS
"""Words guessed to be commoner than four bits name no candidates."""
_NOT_FILED = np.array([number == NUMBER["bare"] for number in range(COUNT)])
"""What an account may be looked up by but no entry is filed under."""


class Postings(NamedTuple):
    """`words`: hash and entry number, sorted. `prefix`: where the hashes of each prefix begin, one
    more than there are prefixes. `shift`: how far to shift a word to get its prefix."""

    words: npt.NDArray[np.uint64]
    prefix: npt.NDArray[np.int64]
    shift: int


def postings_of(words: Words, bits: int | None = None) -> Postings:
    """Postings of words in any order, which are sorted in place."""
    words.sort()
    if bits is None:
        bits = min(_MOST_BITS, max(_LEAST_BITS, len(words).bit_length() - 3))
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    prefix = np.append(np.searchsorted(words, edges), len(words)).astype(np.int64)
    return Postings(words, prefix, 64 - bits)


@kernel
def filing_key(family: int, hashed: np.uint32) -> np.uint64:
    """The 40-bit key of a trait in the upper bits of 64."""
    state = (np.uint64(family + 1) << np.uint64(32)) | np.uint64(hashed)
    state = (state ^ (state >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    state = (state ^ (state >> np.uint64(29))) * np.uint64(0xC4CEB9FE1A85EC53)
    return ((state ^ (state >> np.uint64(33))) >> np.uint64(24)) << np.uint64(24)


@kernel
def chosen(
    reading: Reading, row: int, family: int, most: int, places: npt.NDArray[np.int64]
) -> int:
    """Places of at most `most` traits of a family: the smallest hashes, a sample on which both
    sides agree (Broder 1997, bottom-k sketch), or the words that are rarest by spelling."""
    begin = reading.starts[row] + np.int64(reading.offsets[row, family])
    end = reading.starts[row] + np.int64(reading.offsets[row, family + 1])
    if not _BY_RARITY[family]:
        count = min(most, end - begin)
        for place in range(count):
            places[place] = begin + place
        return count
    least = _LEAST_GUESS
    while True:
        count = 0
        for place in range(begin, end):
            count += 1 if reading.guesses[place] > least else 0
        if count <= most:
            break
        least += 1
    count = 0
    for place in range(begin, end):
        if reading.guesses[place] > least:
            places[count] = place
            count += 1
    return count


@kernel
def file_entries(reading: Reading, first: int) -> npt.NDArray[np.uint64]:
    """The words under which the accounts of a reading are filed, numbered from `first`."""
    room = 0
    for family in range(COUNT):
        room += _FILED[family]
    places = np.empty(room + 1, np.int64)
    count = 0
    for row in range(len(reading.facts)):
        for family in range(COUNT):
            if _FILED[family] and not _NOT_FILED[family]:
                count += chosen(reading, row, family, _FILED[family], places)
    words = np.empty(count, np.uint64)
    count = 0
    for row in range(len(reading.facts)):
        for family in range(COUNT):
            if not _FILED[family] or _NOT_FILED[family]:
                continue
            for at in range(chosen(reading, row, family, _FILED[family], places)):
                key = filing_key(family, reading.traits[places[at]])
                words[count] = key | np.uint64(first + row)
                count += 1
    return words


@kernel
def find_range(postings: Postings, key: np.uint64) -> tuple[int, int]:
    """Where the postings of a key begin and end."""
    words = postings.words
    bucket = np.int64(key >> np.uint64(postings.shift))
    low, high, last = postings.prefix[bucket], postings.prefix[bucket + 1], 0
    last = high
    while low < high:
        middle = (low + high) >> 1
        if words[middle] < key:
            low = middle + 1
        else:
            high = middle
    begin, top, high = low, key | _ENTRY_MASK, last
    while low < high:
        middle = (low + high) >> 1
        if words[middle] <= top:
            low = middle + 1
        else:
            high = middle
    return begin, low


def entries_of(postings: Postings, key: int) -> list[int]:
    """The numbers of the entries that bear one key, ascending."""
    begin, end = find_range(postings, np.uint64(key))
    return [int(entry) for entry in postings.words[begin:end] & _ENTRY_MASK]
