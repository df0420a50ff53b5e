"""The few loops that run once for every key, posting and picture, compiled by Numba.

Postings are 64-bit words: the upper 40 bits are a key's hash, the lower 24 the number of an entry.
Sorted, they need no table of keys: a prefix table says where the hashes of a prefix begin.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit  # type: ignore[import-untyped, unused-ignore]

Words = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

ENTRY_BITS = 24
ENTRY_MASK = (1 << ENTRY_BITS) - 1


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def hash_pieces(data: Bytes, count: int) -> Words:
    """FNV-1a of each of `count` pieces that end in a zero byte, mixed as in MurmurHash3, with the
    lower 24 bits cleared."""
    found = np.empty(count, np.uint64)
    state, place = np.uint64(14695981039346656037), 0
    for byte in data:
        if byte:
            state = (state ^ np.uint64(byte)) * np.uint64(1099511628211)
            continue
        state = (state ^ (state >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
        state = (state ^ (state >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
        found[place] = ((state ^ (state >> np.uint64(33))) >> np.uint64(24)) << np.uint64(24)
        state = np.uint64(14695981039346656037)
        place += 1
    return found


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def find_ranges(postings: Words, prefix: Numbers, shift: int, keys: Words) -> tuple[Any, Any]:
    """Where the postings of each key begin and end."""
    begins, ends = np.empty(len(keys), np.int64), np.empty(len(keys), np.int64)
    for place, key in enumerate(keys):
        bucket = np.int64(key >> np.uint64(shift))
        low, high, last = prefix[bucket], prefix[bucket + 1], prefix[bucket + 1]
        while low < high:
            middle = (low + high) >> 1
            if postings[middle] < key:
                low = middle + 1
            else:
                high = middle
        begins[place] = low
        top, high = key | np.uint64(ENTRY_MASK), last
        while low < high:
            middle = (low + high) >> 1
            if postings[middle] <= top:
                low = middle + 1
            else:
                high = middle
        ends[place] = low
    return begins, ends


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def reading_order(families: Numbers, begins: Numbers, ends: Numbers) -> Numbers:
    """The places of keys that any entry bears, by family and then by how many bear them."""
    ranks = np.empty(len(families), np.int64)
    for place in range(len(families)):
        ranks[place] = (families[place] << 40) + ends[place] - begins[place]
    order = np.argsort(ranks, kind="mergesort")
    return order[(ends - begins)[order] > 0]


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def gather(
    postings: Words,
    begins: Numbers,
    ends: Numbers,
    families: Numbers,
    groups: Numbers,
    worths: Any,
    extras: Any,
    budgets: Numbers,
    rank: Any,
    last: Any,
    touched: Any,
) -> int:
    """Add up what each entry promises: a group's first shared key in full, of each further one its
    family's `extras`. Keys come sorted by family and then by how many entries bear them; a family
    stops at its budget of postings. Returns how many entries were touched."""
    count, family, left = 0, -1, 0
    for place in range(len(families)):
        if families[place] != family:
            family, left = families[place], budgets[families[place]]
        borne = ends[place] - begins[place]
        left -= borne
        if borne == 0 or left < 0:
            continue
        first = max(1.0, worths[family] - 0.9 * np.log2(np.float64(borne)))
        for at in range(begins[place], ends[place]):
            entry = np.int64(postings[at] & np.uint64(ENTRY_MASK))
            if last[entry] == -1:
                touched[count] = entry
                count += 1
            again = last[entry] == groups[family]
            rank[entry] += first * extras[family] if again else first
            last[entry] = groups[family]
    return count


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def take(touched: Any, count: int, rank: Any, last: Any, least: float) -> tuple[Any, Any]:
    """The touched entries that promise at least `least`, and what they promise; the scratch arrays
    are left as they were before `gather`."""
    entries, promises, kept = np.empty(count, np.int64), np.empty(count, np.float64), 0
    for place in range(count):
        entry = touched[place]
        if rank[entry] >= least:
            entries[kept], promises[kept] = entry, rank[entry]
            kept += 1
        rank[entry], last[entry] = 0.0, -1
    return entries[:kept], promises[:kept]


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def apart(one: Words, other: Words) -> int:
    """How many of the 256 bits of two hashes differ."""
    total = np.int64(0)
    for place in range(4):
        word = one[place] ^ other[place]
        word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
        word = (word & np.uint64(0x3333333333333333)) + (
            (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
        )
        word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
    return int(total)


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def scan_pictures(pictures: Words, forms: Words, radius: int) -> tuple[Any, Any]:
    """Every picture within `radius` of one of the forms, and its least distance."""
    found, distances, count = np.empty(len(pictures), np.int64), np.empty(len(pictures)), 0
    for place in range(len(pictures)):
        least = 257
        for form in forms:
            least = min(least, apart(pictures[place], form))
        if least <= radius:
            found[count], distances[count] = place, least
            count += 1
    return found[:count], distances[:count]


@njit(cache=True)  # type: ignore[untyped-decorator, unused-ignore]
def probe_pictures(
    pictures: Words,
    orders: Any,
    starts: Any,
    forms: Words,
    bands: Any,
    radius: int,
    crowd: int,
) -> tuple[Any, Any]:
    """Pictures within `radius` that share one of sixteen 16-bit bands with a form but for one bit
    at most; bands that more than `crowd` pictures share are passed over. A picture may come
    twice."""
    found, distances, count = np.empty(4096, np.int64), np.empty(4096), 0
    for number in range(len(forms)):
        for band in range(16):
            for flip in range(17):
                value = np.int64(bands[number, band]) ^ ((1 << flip) >> 1)
                begin, end = starts[band, value], starts[band, value + 1]
                if end - begin > crowd:
                    continue
                for at in range(begin, end):
                    place = np.int64(orders[band, at])
                    distance = apart(pictures[place], forms[number])
                    if distance <= radius and count < 4096:
                        found[count], distances[count] = place, distance
                        count += 1
    return found[:count], distances[:count]
