"""Screening: find candidates, compare them, weigh the findings, keep the best."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album
from staydown.mirrors.background import Counts, rarity
from staydown.mirrors.candidates import Scratch, find_candidates, no_keys
from staydown.mirrors.images import FORMS, turn
from staydown.mirrors.introductions import Introductions
from staydown.mirrors.kernels import kernel
from staydown.mirrors.postings import Postings, entries_of, filing_key
from staydown.mirrors.reading import CREATED, FLAGS, HABITUAL, ITSELF, TONGUE, Reading, selves
from staydown.mirrors.signals import Compared, Pairs, compare_all
from staydown.mirrors.text.wordbook import Wordbook
from staydown.mirrors.traits import CEILINGS, GUESS_STEPS, PLACE, SELF
from staydown.mirrors.traits import COUNT as FAMILIES
from staydown.mirrors.weighing import Weights, weigh

Floats = npt.NDArray[np.float64]


class Segment(NamedTuple):
    """Some entries as they are searched; `alive`: which were not removed."""

    entries: Reading
    postings: Postings
    album: Album
    alive: npt.NDArray[np.bool_]
    scratch: Scratch


@dataclass(frozen=True, slots=True)
class Judge:
    """What accounts are judged by: how common traits and pictures are, the model's table,
    and who was introduced as whom."""

    counts: Counts
    album: Album
    book: Wordbook
    weights: Weights
    introductions: Introductions


@dataclass(frozen=True, slots=True)
class Wanted:
    """`bits`: least of a match. `unfiled`: bits that signals without keys (time, language, style,
    location) may add to a promise. `most`: candidates compared; `top`: matches kept. `counted`: 1
    if the accounts are among those counted as the background, else 0."""

    bits: float
    unfiled: Floats
    most: int
    top: int
    counted: float


@dataclass(frozen=True, slots=True)
class Found:
    """Matches: row of the account, number of the entry, bits in all; what the signals found, and
    the bits of each."""

    accounts: npt.NDArray[np.int64]
    entries: npt.NDArray[np.int64]
    totals: Floats
    compared: Compared
    bits: Floats


def search(accounts: Reading, segment: Segment, judge: Judge, wanted: Wanted) -> Found:
    """The best matches of each account among a segment's entries, most bits first."""
    mine = 1.0 + wanted.counted
    common = common_bits(judge.counts)
    bits, sums, rare = trait_bits(accounts, judge.counts, mine, common)
    forms = turned_all(accounts.avatars)
    new, old = _find_pairs(accounts, bits, forms, segment, wanted.bits, wanted.unfiled, wanted.most)
    new, old = _with_introduced(accounts, new, old, segment, judge.introductions)
    pairs = Pairs(
        segment.entries, old, accounts, new, bits, sums, rare, common, forms,
        judge.counts, judge.album, judge.book, mine, judge.introductions,
    )  # fmt: skip
    compared = compare_all(pairs)
    each, totals = weigh(judge.weights, compared.levels, compared.rarities)
    best = _best(new, totals, wanted.bits, wanted.top)
    return Found(
        new[best], old[best], totals[best], Compared(*(part[best] for part in compared)),
        each[best],
    )  # fmt: skip


def _with_introduced(
    accounts: Reading, new: npt.NDArray[np.int64], old: npt.NDArray[np.int64], segment: Segment,
    introductions: Introductions,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:  # fmt: skip
    """The pairs, and those that third parties introduced as one."""
    if not len(introductions.keys):
        return new, old
    rows, handles = introductions.of_handles(selves(accounts))
    if not len(rows):
        return new, old
    known = set(zip(new.tolist(), old.tolist(), strict=True))
    for row, handle in zip(rows.tolist(), handles, strict=True):
        for entry in entries_of(segment.postings, int(filing_key(SELF, handle))):
            itself = segment.entries.facts[entry, ITSELF] == accounts.facts[row, ITSELF]
            if segment.alive[entry] and not itself:
                known.add((row, entry))
    pairs = np.array(sorted(known), np.int64).reshape(-1, 2)
    return np.ascontiguousarray(pairs[:, 0]), np.ascontiguousarray(pairs[:, 1])


def _best(rows: npt.NDArray[np.int64], totals: Floats, least: float, top: int) -> (
    npt.NDArray[np.int64]
):  # fmt: skip
    """Places of the `top` totals of each row and their equals, at least `least`, best first."""
    order = np.lexsort((-totals, rows))
    order = order[totals[order] >= least]
    firsts = np.flatnonzero(np.diff(rows[order], prepend=-1))
    counts = np.diff(np.append(firsts, len(order)))
    last = totals[order[firsts + np.minimum(top, counts) - 1]]
    kept: npt.NDArray[np.int64] = order[totals[order] >= np.repeat(last, counts)]
    return kept


def common_bits(counts: Counts) -> npt.NDArray[np.float32]:
    """By family: the bits of a trait that some three of the accounts at hand bear beside the two
    compared; where nothing was counted three quarters of the most that one may be worth."""
    without = 0.75 * CEILINGS
    if not counts.accounts:
        return without
    borne = np.log2((counts.accounts + counts.strength) / 3.0)
    return np.minimum(without, borne).astype(np.float32)


@kernel
def trait_bits(
    reading: Reading, counts: Counts, mine: float, common: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.int32]]:
    """The rarity of each of the accounts' traits; and by account and family the sum, and how many
    are rarer than `common`."""
    bits = np.empty(len(reading.traits), np.float32)
    sums = np.zeros((len(reading.facts), FAMILIES), np.float32)
    rare = np.zeros((len(reading.facts), FAMILIES), np.int32)
    for row in range(len(reading.facts)):
        start = reading.starts[row]
        for family in range(FAMILIES):
            first, last = reading.offsets[row, family], reading.offsets[row, family + 1]
            for place in range(start + first, start + last):
                guess = reading.guesses[place] / GUESS_STEPS
                bits[place] = rarity(counts, family, reading.traits[place], guess, mine)
                sums[row, family] += bits[place]
                rare[row, family] += 1 if bits[place] > common[family] else 0
    return bits, sums, rare


@kernel
def turned_all(avatars: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Each avatar in its eight forms."""
    forms = np.zeros((len(avatars), FORMS, 4), np.uint64)
    for row in range(len(avatars)):
        if avatars[row].any():
            turn(avatars[row], forms[row])
    return forms


@kernel
def _least_promise(reading: Reading, row: int, bits: float, unfiled: Floats) -> float:
    """What keys must promise for an entry to be worth comparing: the bits wanted, less what the
    signals without keys may add for this account."""
    least = bits
    if reading.facts[row, CREATED]:
        least -= unfiled[0]
    if reading.facts[row, TONGUE]:
        least -= unfiled[1]
    if reading.facts[row, FLAGS] & HABITUAL:
        least -= unfiled[2]
    if reading.offsets[row, PLACE + 1] > reading.offsets[row, PLACE]:
        least -= unfiled[3]
    return max(0.0, least)


@kernel
def _find_pairs(
    accounts: Reading,
    bits: npt.NDArray[np.float32],
    forms: npt.NDArray[np.uint64],
    segment: Segment,
    wanted: float,
    unfiled: Floats,
    most: int,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Rows of accounts and numbers of entries that are worth comparing; none with itself."""
    room, made = 4 * len(accounts.facts) + most, 0
    new, old = np.empty(room, np.int64), np.empty(room, np.int64)
    keys = no_keys()
    for row in range(len(accounts.facts)):
        near = find_candidates(
            accounts, row, bits, forms[row], segment.postings, segment.album, segment.alive,
            keys, segment.scratch, _least_promise(accounts, row, wanted, unfiled), most,
        )  # fmt: skip
        if made + len(near) > room:
            room = 2 * room + len(near)
            more = np.empty(room, np.int64)
            more[:made] = new[:made]
            new = more
            more = np.empty(room, np.int64)
            more[:made] = old[:made]
            old = more
        for entry in near:
            if segment.entries.facts[entry, ITSELF] != accounts.facts[row, ITSELF]:
                new[made], old[made] = row, entry
                made += 1
    return new[:made].copy(), old[:made].copy()
