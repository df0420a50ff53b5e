"""What the kernels of the search do, once more in plain Python, slowly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2

import numpy as np

from staydown.mirrors import candidates
from staydown.mirrors.albums import RADIUS
from staydown.mirrors.images import FORMS, turned
from staydown.mirrors.postings import Words
from staydown.mirrors.reading import FLAGS, PICTURED, Reading
from staydown.mirrors.traits import (
    BARE,
    BIO_WORD,
    BUDGETS,
    EXTRAS,
    FAMILIES,
    GROUPS,
    GUESS_STEPS,
    NAME_WORD,
    PROMISES,
    WORD,
)
from tests.mirrors.accounts import distance

Promises = dict[int, float]
Filed = Mapping[tuple[int, int], list[int]]


@dataclass
class Slate:
    """What entries promise, and which group of traits spoke last of each."""

    promise: Promises = field(default_factory=lambda: defaultdict(float))
    spoke: dict[int, int] = field(default_factory=dict)

    def add(self, entry: int, group: int, bits: float, extra: float) -> None:
        """More of one group."""
        again = self.spoke.get(entry) == group
        self.promise[entry] += bits * extra if again else bits
        self.spoke[entry] = group


def chosen_of(reading: Reading, row: int, family: int, most: int) -> list[int]:
    """Places of the traits of a family that are filed and looked up."""
    first, last = (int(reading.starts[row]) + int(reading.offsets[row, family + n]) for n in (0, 1))
    places = list(range(first, last))
    if family not in (WORD, BIO_WORD, NAME_WORD):
        return places[:most]
    bar = 4 * GUESS_STEPS
    while sum(reading.guesses[place] > bar for place in places) > most:
        bar += 1
    return [place for place in places if reading.guesses[place] > bar]


def filed(reading: Reading) -> Filed:
    """Entries by family and hash."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in range(len(reading.facts)):
        for number, family in enumerate(FAMILIES):
            if family.filed and number != BARE:
                for place in chosen_of(reading, row, number, family.filed):
                    found[number, int(reading.traits[place])].append(row)
    return found


def by_keys(reading: Reading, row: int, bits: Sequence[float], entries: Filed, count: int) -> Slate:
    """Promises by shared keys: short lists first, as far as each family's budget goes."""
    slate = Slate()
    for own, theirs in candidates.WAYS.tolist():
        lists = []
        for place in chosen_of(reading, row, own, FAMILIES[own].filed):
            borne = entries.get((theirs, int(reading.traits[place])), [])
            if borne:
                lists.append((borne, float(bits[place])))
        left = int(BUDGETS[theirs])
        for borne, rarity in sorted(lists, key=lambda pair: len(pair[0])):
            left -= len(borne)
            if left < 0:
                break
            first = rarity * float(PROMISES[theirs])
            if len(borne) > candidates.FEW:
                few = len(borne) <= candidates.ONE_OWNERS
                first = min(first, log2(max(count, candidates.AMONG * few) / len(borne)))
            for entry in borne:
                slate.add(entry, int(GROUPS[theirs]), max(0.5, first), float(EXTRAS[theirs]))
    return slate


def by_pictures(slate: Slate, reading: Reading, row: int, entries: Reading) -> None:
    """Promises by near pictures: the avatar in all its forms, then each picture in the posts."""
    shown = [(one, owner) for owner, one in enumerate(entries.avatars) if one.any()]
    owners = np.repeat(np.arange(len(entries.facts)), np.diff(entries.shown))
    shown += zip(entries.media, owners.tolist(), strict=True)
    own = []
    if reading.facts[row, FLAGS] & PICTURED:
        own.append(turned(reading.avatars[row].tobytes()))
        assert len(own[0]) == FORMS
    begin, end = reading.shown[row], reading.shown[row + 1]
    own += [(one.tobytes(),) for one in reading.media[begin:end][: candidates.MOST_MEDIA]]
    for forms in own:
        near: dict[int, int] = {}
        for picture, owner in shown:
            for far in (distance(form, picture.tobytes()) for form in forms):
                if far <= RADIUS:
                    near[owner] = min(far, near.get(owner, far))
        for owner, far in near.items():
            first = candidates.PICTURE_WORTH - 0.9 * log2(len(near))
            worth = max(1.0, first - max(0.0, far - 31) / 6)
            slate.add(owner, candidates.PICTURE_GROUP, worth, 0.2)


def words_of(keys: Mapping[int, Sequence[int]]) -> Words:
    """Words of postings: entries by key."""
    return np.array([key | entry for key, some in keys.items() for entry in some], np.uint64)
