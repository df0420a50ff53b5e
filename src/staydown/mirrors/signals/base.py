"""What a signal is: it compares one trait of removed accounts and new ones, many pairs at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album
from staydown.mirrors.background import Counts
from staydown.mirrors.introductions import NOBODY, Introductions
from staydown.mirrors.kernels import kernel
from staydown.mirrors.reading import Reading
from staydown.mirrors.records import Account
from staydown.mirrors.text.wordbook import Wordbook

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
ABSENT = -1
"""The level of a signal for which either account lacks the field: no evidence at all."""
KEPT_BITS = 12
"""Of traits that come together, so many, the rarest, are added up."""
MOST_BITS = 40.0


class Overlap(NamedTuple):
    """What the two accounts of each pair have in common in one family of traits: how many the entry
    has (`old`), the account (`new`), both (`found`); the bits of the rarest common one (`best`), of
    all (`weight`), and of all as they come in company (`company`, see `in_company`); of how many
    rare ones the account has (`tried`)."""

    old: Ints
    new: Ints
    found: Ints
    best: Floats
    company: Floats
    weight: Floats
    tried: Ints

    def present(self) -> Bools:
        """Where both have any."""
        both: Bools = (self.old > 0) & (self.new > 0)
        return both

    def surprise(self) -> Floats:
        """Bits in company, less what many tries make likelier: an account with a hundred rare
        traits has a hundred chances to share one."""
        return np.maximum(0.0, self.company - np.log2(np.maximum(1, self.tried)))


class Findings(NamedTuple):
    """What a signal finds for each pair: a level's number or ABSENT, bits of surprise of what is
    shared, and how many things are."""

    levels: Ints
    rarities: Floats
    counts: Ints


@dataclass(frozen=True)
class Pairs:
    """Pairs to compare: row `old[n]` of `entries` with row `new[n]` of `accounts`.

    `bits`: rarity of each of the accounts' traits; `sums`: of each account's families together;
    `rare`: how many of each are rare; `common`: bits by family below which a trait is some crowd's.
    `forms`: the accounts' avatars in their eight forms. `counts`, `album`: traits and pictures of
    the accounts at hand; `mine`: how many of the two compared are among them. `introductions`: who
    was introduced as whom by others.
    """

    entries: Reading
    old: Ints
    accounts: Reading
    new: Ints
    bits: npt.NDArray[np.float32]
    sums: npt.NDArray[np.float32]
    rare: npt.NDArray[np.int32]
    common: npt.NDArray[np.float32]
    forms: npt.NDArray[np.uint64]
    counts: Counts
    album: Album
    book: Wordbook
    mine: float
    introductions: Introductions = NOBODY
    _known: dict[tuple[int, int], Overlap] = field(default_factory=dict, repr=False)

    def overlap(self, of_entry: int, of_account: int | None = None) -> Overlap:
        """What each pair has in common: the entry in one family, the account in another (in the
        same unless told)."""
        key = (of_entry, of_entry if of_account is None else of_account)
        if key not in self._known and not self._borne[key[1]]:
            self._known[key] = self._nothing(key[0])
        if key not in self._known:
            entries, accounts = self.entries, self.accounts
            found = _overlaps(
                entries.traits, entries.starts, entries.offsets, self.old, key[0],
                accounts.traits, accounts.starts, accounts.offsets, self.new, key[1], self.bits,
                float(self.common[key[1]]),
            )  # fmt: skip
            tried = self.rare[self.new, key[1]].astype(np.int64)
            self._known[key] = Overlap(*found, tried)
        return self._known[key]

    @cached_property
    def _borne(self) -> list[bool]:
        """By family, whether any of the accounts has a trait of it."""
        offsets = self.accounts.offsets
        borne: list[bool] = (offsets[:, 1:] != offsets[:, :-1]).any(axis=0).tolist()
        return borne

    def _nothing(self, of_entry: int) -> Overlap:
        """In common with accounts that have none."""
        offsets = self.entries.offsets
        olds = offsets[self.old, of_entry + 1].astype(np.int64) - offsets[self.old, of_entry]
        none, zero = np.zeros(len(olds), np.int64), np.zeros(len(olds))
        return Overlap(olds, none, none, zero, zero, zero, none)

    def facts(self, column: int) -> tuple[Ints, Ints]:
        """One fact of the entry and of the account of each pair."""
        old = self.entries.facts[self.old, column].astype(np.int64)
        return old, self.accounts.facts[self.new, column].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one trait of two accounts compares.

    `level`: one of the signal's `levels`. `rarity`: bits of surprise of what is shared under the
    background, 0 where nothing is. `text`: a sentence for a reviewer.
    """

    signal: str
    level: str
    rarity: float
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a signal is meant to find: fields of two account records, and the level, None where
    the signal keeps silent. Tested with the signal, and read by people."""

    entry: Mapping[str, Any]
    account: Mapping[str, Any]
    level: str | None


class Signal(Protocol):
    """One kind of evidence."""

    @property
    def name(self) -> str:
        """Its stable name, as in match records and model files."""
        ...

    @property
    def levels(self) -> tuple[str, ...]:
        """Its agreement levels, the strongest agreement first."""
        ...

    @property
    def examples(self) -> tuple[Example, ...]:
        """What it finds, by example."""
        ...

    def compare(self, pairs: Pairs) -> Findings:
        """Compare each pair; ABSENT where either account lacks the field."""
        ...

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:
        """A sentence for a reviewer, which names nobody but the two accounts."""
        ...


def several(count: int, thing: str) -> str:
    """So many of a thing, in words: `1 hashtag`, `3 hashtags`."""
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def graded(present: Bools, *levels: Bools) -> Ints:
    """The number of the first level that holds, the one after the last where none does, ABSENT
    where nothing can be compared."""
    found = np.full(len(present), len(levels), np.int64)
    for number in range(len(levels) - 1, -1, -1):
        found[levels[number]] = number
    found[~present] = ABSENT
    return found


@kernel
def _overlaps(
    traits: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    offsets: npt.NDArray[np.uint16],
    old: npt.NDArray[np.int64],
    of_entry: int,
    own_traits: npt.NDArray[np.uint32],
    own_starts: npt.NDArray[np.int64],
    own_offsets: npt.NDArray[np.uint16],
    new: npt.NDArray[np.int64],
    of_account: int,
    bits: npt.NDArray[np.float32],
    common: float,
) -> tuple[Ints, Ints, Ints, Floats, Floats, Floats]:
    count = len(old)
    olds, news, founds = (
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
        np.zeros(count, np.int64),
    )
    bests, companies, weights = np.zeros(count), np.zeros(count), np.zeros(count)
    top = np.zeros(KEPT_BITS)
    for pair in range(count):
        entry, account = old[pair], new[pair]
        left = starts[entry] + np.int64(offsets[entry, of_entry])
        left_end = starts[entry] + np.int64(offsets[entry, of_entry + 1])
        right = own_starts[account] + np.int64(own_offsets[account, of_account])
        right_end = own_starts[account] + np.int64(own_offsets[account, of_account + 1])
        olds[pair], news[pair] = left_end - left, right_end - right
        found = 0
        while left < left_end and right < right_end:
            one, other = traits[left], own_traits[right]
            if one == other:
                if found == 0:
                    top[:] = 0
                _keep(top, bits[right])
                weights[pair] += bits[right]
                found += 1
                left += 1
                right += 1
            elif one < other:
                left += 1
            else:
                right += 1
        if found:
            founds[pair], bests[pair] = found, top[0]
            companies[pair] = in_company(top, min(found, KEPT_BITS), common)
    return olds, news, founds, bests, companies, weights


@kernel
def _keep(top: npt.NDArray[np.float64], bits: float) -> None:
    """Put bits in their place among the largest."""
    place = len(top) - 1
    if bits <= top[place]:
        return
    while place > 0 and top[place - 1] < bits:
        top[place] = top[place - 1]
        place -= 1
    top[place] = bits


@kernel
def in_company(bits: npt.NDArray[np.float64], count: int, common: float) -> float:
    """Bits of traits that were found together, the rarest first: that one in full, of the second
    half of what it has beyond `common` bits, of the third a third… What a crowd shares it shares
    together, so that its second slogan says nothing that the first did not."""
    total = bits[0]
    for place in range(1, count):
        total += max(0.0, bits[place] - common) / (place + 1)
    return min(MOST_BITS, total)
