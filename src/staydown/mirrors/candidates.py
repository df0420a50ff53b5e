"""Candidates: the few entries worth comparing with an account, those that promise most first.

What an entry promises is a guess, on the high side, of the bits that full comparison may find: it
is added up from the keys they share. The cost of an account is bounded by the families' budgets,
whatever the size of the watchlist; only the search for a key grows, with its logarithm.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import RADIUS, Album, find_near
from staydown.mirrors.images import FORMS
from staydown.mirrors.kernels import kernel
from staydown.mirrors.postings import Postings, chosen, filing_key, find_range
from staydown.mirrors.reading import FLAGS, PICTURED, Reading
from staydown.mirrors.traits import (
    BARE,
    BIO_PHRASE,
    BIO_WORD,
    BUDGETS,
    CLAIM,
    COUNT,
    DISOWNED,
    EXTRAS,
    FAMILIES,
    FILED,
    GROUPS,
    LINKED,
    MENTION,
    NAME_WORD,
    PHRASE,
    PROMISES,
    SELF,
)

MOST_KEYS = 900
PICTURE_WORTH, PICTURE_GROUP = 26.0, 100
FEW = 3
"""Of a key that more entries bear, their number bounds what it promises."""
ONE_OWNERS, AMONG = 32, 1 << 20
"""So many entries may be of one owner, removed again and again. What they share is not common: it
is taken as if the watchlist had a million entries, however few it has."""
MOST_NEAR = 400
"""A picture near those of more entries than this is everybody's, and names none."""
MOST_MEDIA = 12
_CROSSED = (
    (SELF, CLAIM), (SELF, MENTION), (SELF, DISOWNED), (SELF, LINKED), (CLAIM, SELF),
    (MENTION, SELF), (BARE, SELF), (LINKED, SELF), (BIO_WORD, NAME_WORD), (BIO_PHRASE, PHRASE),
    (PHRASE, BIO_PHRASE),
)  # fmt: skip
_ONLY_CROSSED = (SELF, CLAIM, BARE, DISOWNED, LINKED, NAME_WORD)
WAYS = np.array(
    [(f, f) for f in range(COUNT) if FAMILIES[f].filed and f not in _ONLY_CROSSED]
    + list(_CROSSED), np.int64,
)  # fmt: skip
"""By which of the account's families entries are looked up under which of theirs."""


class Scratch(NamedTuple):
    """Arrays as long as the watchlist, kept between lookups so that none is made for each."""

    promise: npt.NDArray[np.float32]
    group: npt.NDArray[np.int16]
    touched: npt.NDArray[np.int64]


def scratch_for(count: int) -> Scratch:
    """Scratch for so many entries, clean."""
    room = min(count, int(BUDGETS.sum()) + 4 * MOST_NEAR * (MOST_MEDIA + FORMS))
    return Scratch(
        np.zeros(count, np.float32), np.full(count, -1, np.int16), np.empty(room, np.int64)
    )


@kernel
def _promise(
    scratch: Scratch, entry: int, group: int, first: float, extra: float, count: int
) -> int:
    """Add to what an entry promises: in full, or `extra` where its group has spoken already. Groups
    come one after the other, but for small ones at the end. The new count of touched entries."""
    if scratch.group[entry] == -1:
        scratch.touched[count] = entry
        count += 1
    again = scratch.group[entry] == group
    scratch.promise[entry] += first * extra if again else first
    scratch.group[entry] = group
    return count


class Keys(NamedTuple):
    """Keys of one account by one way: where each one's postings begin and end, and its bits;
    `order`: numbers of those within the budget, the least common first."""

    places: npt.NDArray[np.int64]
    begins: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    rare: npt.NDArray[np.float32]
    order: npt.NDArray[np.int64]


@kernel
def no_keys() -> Keys:
    return Keys(
        np.empty(MOST_KEYS, np.int64), np.empty(MOST_KEYS, np.int64),
        np.empty(MOST_KEYS, np.int64), np.empty(MOST_KEYS, np.float32),
        np.empty(MOST_KEYS, np.int64),
    )  # fmt: skip


@kernel
def look_up(
    reading: Reading, row: int, bits: npt.NDArray[np.float32], postings: Postings, way: int,
    keys: Keys,
) -> int:  # fmt: skip
    """Fill the account's keys by one way; how many there are within the budget."""
    own, theirs = WAYS[way, 0], WAYS[way, 1]
    count = 0
    for at in range(chosen(reading, row, own, FILED[own], keys.places)):
        key = filing_key(theirs, reading.traits[keys.places[at]])
        begin, end = find_range(postings, key)
        if end > begin:
            keys.begins[count], keys.ends[count] = begin, end
            keys.rare[count] = bits[keys.places[at]]
            count += 1
    order = np.argsort(keys.ends[:count] - keys.begins[:count], kind="mergesort")
    left, kept = BUDGETS[theirs], 0
    for at in order:
        left -= keys.ends[at] - keys.begins[at]
        if left < 0:
            break
        keys.order[kept] = at
        kept += 1
    return kept


@kernel
def _by_keys(
    reading: Reading, row: int, bits: npt.NDArray[np.float32], postings: Postings,
    keys: Keys, scratch: Scratch,
) -> int:  # fmt: skip
    """What entries promise by the keys that they share with the account; how many were touched."""
    touched = 0
    for way in range(len(WAYS)):
        theirs = WAYS[way, 1]
        for number in range(look_up(reading, row, bits, postings, way, keys)):
            at = keys.order[number]
            borne = keys.ends[at] - keys.begins[at]
            first = keys.rare[at] * PROMISES[theirs]
            if borne > FEW:
                among = max(len(scratch.group), AMONG if borne <= ONE_OWNERS else 0)
                first = min(first, np.log2(among / borne))
            first = max(0.5, first)
            for place in range(keys.begins[at], keys.ends[at]):
                entry = np.int64(postings.words[place] & np.uint64(0xFFFFFF))
                touched = _promise(
                    scratch, entry, GROUPS[theirs], first, float(EXTRAS[theirs]), touched
                )
    return touched


@kernel
def by_pictures(
    reading: Reading, row: int, forms: npt.NDArray[np.uint64], album: Album, scratch: Scratch,
    touched: int,
) -> int:  # fmt: skip
    """What entries promise by pictures near the account's own: less by a bit in every six of
    distance beyond PDQ's threshold of 31, and less where many show the same."""
    if not len(album.pictures):
        return touched
    owners, distances = np.empty(4 * MOST_NEAR, np.int64), np.empty(4 * MOST_NEAR, np.int64)
    if reading.facts[row, FLAGS] & PICTURED:
        count = 0
        for form in range(FORMS):
            count = find_near(album, forms[form], RADIUS, owners, distances, count)
        touched = _by_picture(owners, distances, count, scratch, touched)
    begin = reading.shown[row]
    for place in range(begin, min(reading.shown[row + 1], begin + MOST_MEDIA)):
        count = find_near(album, reading.media[place], RADIUS, owners, distances, 0)
        touched = _by_picture(owners, distances, count, scratch, touched)
    return touched


@kernel
def _by_picture(
    owners: npt.NDArray[np.int64], distances: npt.NDArray[np.int64], count: int, scratch: Scratch,
    touched: int,
) -> int:  # fmt: skip
    if not count or count >= 4 * MOST_NEAR:
        return touched
    order = np.argsort(owners[:count] * 1024 + distances[:count])
    different = 0
    for at in range(count):
        different += 1 if at == 0 or owners[order[at]] != owners[order[at - 1]] else 0
    first = PICTURE_WORTH - 0.9 * np.log2(float(different))
    for at in range(count):
        if at == 0 or owners[order[at]] != owners[order[at - 1]]:
            worth = max(1.0, first - max(0.0, distances[order[at]] - 31.0) / 6)
            touched = _promise(scratch, owners[order[at]], PICTURE_GROUP, worth, 0.2, touched)
    return touched


@kernel
def find_candidates(
    reading: Reading,
    row: int,
    bits: npt.NDArray[np.float32],
    forms: npt.NDArray[np.uint64],
    postings: Postings,
    album: Album,
    alive: npt.NDArray[np.bool_],
    keys: Keys,
    scratch: Scratch,
    least: float,
    most: int,
) -> npt.NDArray[np.int64]:
    """The entries that promise most, at most `most`, at least `least` bits; equals by number. The
    scratch is left clean. `bits`: rarity of each of the account's traits."""
    touched = _by_keys(reading, row, bits, postings, keys, scratch)
    touched = by_pictures(reading, row, forms, album, scratch, touched)
    kept = 0
    entries = np.empty(touched, np.int64)
    promises = np.empty(touched, np.float64)
    for place in range(touched):
        entry = scratch.touched[place]
        if scratch.promise[entry] >= least and alive[entry]:
            entries[kept], promises[kept] = entry, scratch.promise[entry]
            kept += 1
        scratch.promise[entry], scratch.group[entry] = 0.0, -1
    entries, promises = entries[:kept], promises[:kept]
    if kept > 4 * most:
        bar = np.partition(promises, kept - most)[kept - most]
        best = promises >= bar
        entries, promises = entries[best], promises[best]
    by_number = np.argsort(entries)
    order = by_number[np.argsort(-promises[by_number], kind="mergesort")]
    return entries[order[:most]]
