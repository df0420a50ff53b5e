"""What each way of finding candidates is worth: the pairs it makes, and the true ones among them.

A way that makes many pairs and finds no true one that another does not find costs time for nothing;
one that alone finds many must not be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album
from staydown.mirrors.candidates import WAYS, Scratch, by_pictures, look_up, no_keys
from staydown.mirrors.kernels import kernel
from staydown.mirrors.postings import Postings
from staydown.mirrors.reading import Reading
from staydown.mirrors.traits import FAMILIES

KINDS = ("names", "biography", "links", "declarations", "clients", "posts", "hashtags", "follows",
         "followers", "groups", "pictures")  # fmt: skip
"""What the families' groups stand for, by number, and pictures last."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to candidates. `kind`: of KINDS. `pairs`: how many it makes; `true`: how many of them
    are an account and its own entry; `alone`: how many of these no other kind of way finds."""

    name: str
    kind: str
    pairs: int
    true: int
    alone: int


def names() -> list[tuple[str, str]]:
    """Name and kind of each way: by which of the account's traits which of an entry's are found."""
    told = []
    for own, theirs in WAYS.tolist():
        name, other = FAMILIES[own].name, FAMILIES[theirs].name
        kind = KINDS[FAMILIES[theirs].group]
        told.append((name if own == theirs else f"{name} in {other}", kind))
    return [*told, ("pictures", "pictures")]


def ways(pairs: npt.NDArray[np.int64], hits: npt.NDArray[np.bool_]) -> list[Way]:
    """What was counted, by way: `pairs` made by each, and of each true pair (rows of `hits`)
    which ways find it. Kinds as a whole come first, the most needed before the others."""
    told = names()
    kinds = np.array([kind for _, kind in told])
    by_kind = np.stack([hits[:, kinds == kind].any(axis=1) for kind in KINDS], axis=1)
    alone = by_kind.sum(axis=1) == 1

    def way(name: str, kind: str, own: npt.NDArray[np.bool_], made: int) -> Way:
        return Way(name, kind, made, int(own.sum()), int((own & alone).sum()))

    whole = [
        way("all", kind, by_kind[:, number], int(pairs[kinds == kind].sum()))
        for number, kind in enumerate(KINDS)
    ]
    single = [
        way(name, kind, hits[:, number], int(pairs[number]))
        for number, (name, kind) in enumerate(told)
    ]
    return [*_sorted(whole), *_sorted(single)]


def _sorted(found: Iterable[Way]) -> Sequence[Way]:
    return sorted(found, key=lambda one: (-one.alone, -one.true, one.kind, one.name))


@kernel
def count_ways(
    accounts: Reading, bits: npt.NDArray[np.float32], forms: npt.NDArray[np.uint64],
    postings: Postings, album: Album, scratch: Scratch, wanted: npt.NDArray[np.int64],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:  # fmt: skip
    """By way the pairs that it makes; by account and way whether it finds the account's own entry
    (`wanted`; -1: it has none). The scratch is left clean."""
    count = len(WAYS) + 1
    pairs, hits = np.zeros(count, np.int64), np.zeros((len(wanted), count), np.bool_)
    seen, keys = np.full(len(scratch.group), -1, np.int64), no_keys()
    for row in range(len(wanted)):
        for way in range(count - 1):
            stamp = row * count + way
            for number in range(look_up(accounts, row, bits, postings, way, keys)):
                at = keys.order[number]
                for place in range(keys.begins[at], keys.ends[at]):
                    entry = np.int64(postings.words[place] & np.uint64(0xFFFFFF))
                    pairs[way] += 1 if seen[entry] != stamp else 0
                    seen[entry] = stamp
                    hits[row, way] |= entry == wanted[row]
        touched = by_pictures(accounts, row, forms[row], album, scratch, 0)
        pairs[count - 1] += touched
        for place in range(touched):
            entry = scratch.touched[place]
            hits[row, count - 1] |= entry == wanted[row]
            scratch.promise[entry], scratch.group[entry] = 0.0, -1
    return pairs, hits
