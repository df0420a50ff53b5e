"""Candidates: the few entries worth comparing with an account, those that promise most first.

What an entry promises is a guess, on the high side, of the bits that full comparison may find: it
is added up from the keys they share. The cost of an account is bounded by the families' budgets,
whatever the size of the watchlist; only the search for a key grows, with its logarithm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import RADIUS, Album
from staydown.mirrors.compiled import gather, reading_order, take
from staydown.mirrors.keys import FAMILIES, PICTURE, Key, hash_keys
from staydown.mirrors.postings import Postings
from staydown.mirrors.prepare import USABLE_QUALITY, Prepared

MOST = 100
"""Candidates of one account beyond this many are not compared."""
MAX_PICTURES = 12
_GROUPS = np.array([family.group for family in FAMILIES], np.int64)
_WORTHS = np.array([family.worth for family in FAMILIES])
_EXTRAS = np.array([family.extra for family in FAMILIES])
_BUDGETS = np.array([family.budget for family in FAMILIES], np.int64)

Promises = dict[int, float]
"""Number of an entry -> bits that it promises."""


@dataclass(slots=True)
class Scratch:
    """Arrays as long as the watchlist, kept between lookups so that none is made for each."""

    rank: npt.NDArray[np.float32]
    last: npt.NDArray[np.int16]
    touched: npt.NDArray[np.int64]

    @classmethod
    def for_entries(cls, count: int) -> Scratch:
        return cls(
            np.zeros(count, np.float32),
            np.full(count, -1, np.int16),
            np.empty(min(count, int(_BUDGETS.sum())), np.int64),
        )


def filed(keys: Collection[Key], postings: Postings, scratch: Scratch, least: float) -> Promises:
    """Entries that share keys and promise at least `least` bits."""
    families = np.array([family for family, _ in keys], np.int64)
    begins, ends = postings.ranges(hash_keys(keys))
    order = reading_order(families, begins, ends)
    if not order.size:
        return {}
    count = gather(
        postings.words, begins[order], ends[order], families[order], _GROUPS, _WORTHS, _EXTRAS,
        _BUDGETS,
        scratch.rank, scratch.last, scratch.touched,
    )  # fmt: skip
    entries, promises = take(scratch.touched, count, scratch.rank, scratch.last, least)
    return dict(zip(entries.tolist(), promises.tolist(), strict=True))


@dataclass(slots=True)
class Loose:
    """Entries added since the postings were sorted, by key; few, so plain lists will do."""

    bearers: dict[Key, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, entry: int, keys: Iterable[Key]) -> None:
        """File one entry."""
        for key in keys:
            self.bearers[key].append(entry)

    def filed(self, keys: Iterable[Key]) -> Promises:
        """What each entry promises, as in sorted postings."""
        found: Promises = defaultdict(float)
        seen: set[tuple[int, int]] = set()
        shared = [(key[0], self.bearers[key]) for key in keys if key in self.bearers]
        for family, entries in sorted(shared, key=lambda one: (one[0], len(one[1]))):
            kind = FAMILIES[family]
            if len(entries) > kind.budget:
                continue
            first = max(1.0, kind.worth - 0.9 * np.log2(len(entries)))
            for entry in entries:
                again = (kind.group, entry) in seen
                found[entry] += first * kind.extra if again else first
                seen.add((kind.group, entry))
        return dict(found)


def pictured(account: Prepared, albums: Iterable[Album]) -> Promises:
    """What entries with pictures near the account's own promise: less by half a bit for each bit
    of distance beyond PDQ's threshold of 31, and less where many show the same."""
    found: Promises = {}
    for forms in picture_forms(account):
        near = {entry: d for album in albums for entry, d in album.near(forms).items()}
        if len(near) <= PICTURE.budget:
            first = PICTURE.worth - 0.9 * np.log2(max(1, len(near)))
            for entry, distance in near.items():
                promise = max(1.0, first - max(0, distance - 31) * 16 / RADIUS)
                found[entry] = max(found.get(entry, 0.0), promise)
    return found


def picture_forms(account: Prepared) -> list[tuple[bytes, ...]]:
    """The avatar in its eight forms, and the first pictures of posts as they are."""
    media = [image for image in account.writing.media if image.quality >= USABLE_QUALITY]
    shown = list(dict.fromkeys((image.pdq,) for image in media))[:MAX_PICTURES]
    return ([account.avatar_forms] if account.avatar_forms else []) + shown


def together(parts: Sequence[Mapping[int, float]]) -> Promises:
    """The sum of what several lookups promise."""
    total: Promises = defaultdict(float)
    for part in parts:
        for entry, promise in part.items():
            total[entry] += promise
    return dict(total)


def best(promises: Mapping[int, float], least: float, most: int = MOST) -> list[int]:
    """The entries that promise most, at least `least`; equals by their number."""
    kept = [(-promise, entry) for entry, promise in promises.items() if promise >= least]
    return [entry for _, entry in sorted(kept)[:most]]
