"""From account records to compared pairs: what training and evaluation start from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from random import Random
from typing import Protocol

from staydown.mirrors.background import Background
from staydown.mirrors.examples import Pair
from staydown.mirrors.outcomes import Truth
from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import Account
from staydown.mirrors.signals import compare_all

#: A trait that this few of the accounts at hand share is counted; rarer ones are guessed.
LEAST = 3
#: So many of each account's wrong pairs, the hardest, are always kept when examples are thinned.
HARD = 3


class Finder(Protocol):
    """What names the entries worth comparing with an account (the watchlist does)."""

    def __call__(self, account: Prepared) -> Iterable[str]: ...


def local_background(entries: Iterable[Account], accounts: Iterable[Account]) -> Background:
    """How common traits are among the accounts at hand: they are the like of those that are
    judged, so their slogans, hubs and connections are known for what they are."""
    return Background.fit([*entries, *accounts], least=LEAST)


def collect(
    entries: Mapping[str, Prepared],
    accounts: Sequence[Account],
    truth: Mapping[str, Truth],
    find: Finder,
    background: Background,
) -> Iterator[Pair]:
    """Every candidate pair of every account, compared; a true pair that no key finds is left out,
    since no score could mend it."""
    for account in accounts:
        prepared, known = prepare(account), truth.get(account.id, Truth())
        for entry in find(prepared):
            if entry in entries:
                comparisons = tuple(compare_all(entries[entry], prepared, background))
                own = known.mirror_of == entry
                yield Pair(account.id, entry, comparisons, own, 1.0, known.cluster or entry)


def thinned(pairs: Sequence[Pair], bits: Sequence[float], seed: int = 0) -> list[Pair]:
    """True pairs, each innocent's hardest pairs, and of the rest some that stand for all: the easy
    ones are thousands and teach little."""
    hardest = sorted(range(len(pairs)), key=lambda n: -bits[n])
    taken: Counter[str] = Counter()
    kept: list[Pair] = []
    rest: list[Pair] = []
    for number in hardest:
        pair = pairs[number]
        taken[pair.account] += not pair.label
        (kept if pair.label or taken[pair.account] <= HARD else rest).append(pair)
    drawn = Random(seed).sample(rest, min(len(rest), len(kept) // 3))  # noqa: S311
    share = len(rest) / max(1, len(drawn))
    return kept + [
        Pair(p.account, p.entry, p.comparisons, p.label, p.weight * share, p.cluster) for p in drawn
    ]
