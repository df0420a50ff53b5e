"""A thorough finder of candidates, for training: any rare trait in common will do.

The watchlist's index finds candidates at sign-up speed, within budgets. Training wants more than
that: every entry that the account could be confused with, so that the model learns from the worst.
It compares with all entries where it must, and is meant for some thousands of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from staydown.mirrors.prepare import Prepared
from staydown.mirrors.traits import traits

#: Traits that so many accounts share that they name no candidate.
EVERYDAY = frozenset({"number", "place", "language", "returning"})
#: A trait names candidates where at most this many entries bear it.
FEW = 30
#: PDQ distance up to which an avatar names a candidate, by far more than the published threshold.
RESEMBLES = 64
SIMILAR, BEST = 0.86, 40


class TraitFinder:
    """The entries that share a rare trait, a like name, a like picture or a mention."""

    def __init__(self, entries: Mapping[str, Prepared]) -> None:
        self._ids = list(entries)
        self._bearers: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._named: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries.values()):
            for trait in set(_telling(entry)):
                self._bearers[trait].append(number)
            for handle in {*_mentions(entry), entry.handle_folded} - {""}:
                self._named[handle].append(number)
        self._handles = [entry.handle.joined for entry in entries.values()]
        forms = [(n, form) for n, e in enumerate(entries.values()) for form in e.avatar_forms]
        self._owners = np.array([number for number, _ in forms], dtype=np.int64)
        joined = b"".join(form for _, form in forms)
        self._forms = np.frombuffer(joined, dtype=np.uint64).reshape(-1, 4)

    def __call__(self, account: Prepared) -> Iterable[str]:
        """Ids of entries worth comparing, those with the most in common first."""
        votes: Counter[int] = Counter()
        for trait in set(_telling(account)):
            bearers = self._bearers.get(trait, ())
            if len(bearers) <= FEW:
                votes.update(bearers)
        for handle in {*_mentions(account), account.handle_folded} - {""}:
            votes.update(self._named.get(handle, ()))
        votes.update(self._pictured(account))
        votes.update(self._spelt_alike(account))
        return [self._ids[number] for number, _ in votes.most_common(BEST)]

    def _pictured(self, account: Prepared) -> Iterator[int]:
        if account.avatar_forms and len(self._forms):
            own = np.frombuffer(account.avatar_forms[0], dtype=np.uint64)
            apart = np.bitwise_count(self._forms ^ own).sum(axis=1)
            yield from np.unique(self._owners[apart <= RESEMBLES]).tolist()

    def _spelt_alike(self, account: Prepared) -> Iterator[int]:
        if account.handle.joined:
            found = process.extract(
                account.handle.joined, self._handles, limit=5,
                scorer=JaroWinkler.normalized_similarity, score_cutoff=SIMILAR,
            )  # fmt: skip
            yield from (number for _, _, number in found)


def _telling(account: Prepared) -> Iterator[tuple[str, str]]:
    return (trait for trait in traits(account) if trait[0] not in EVERYDAY)


def _mentions(account: Prepared) -> tuple[str, ...]:
    return (*account.declared.handles, *account.declared.about)
