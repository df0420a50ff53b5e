"""What each family of keys is good for: the pairs it makes, and the true ones it alone finds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from staydown.mirrors.index import Watchlist
from staydown.mirrors.keys import FAMILIES, PICTURE
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import Account


@dataclass(frozen=True, slots=True)
class Coverage:
    """One family: pairs made over all accounts, true pairs among them, and of these the ones that
    no other family makes."""

    family: str
    pairs: int
    true: int
    alone: int


def coverage(
    watchlist: Watchlist, accounts: Iterable[Account], mirrored: Mapping[str, str]
) -> list[Coverage]:
    """Every family's share in finding candidates, the most pairs first; `mirrored` gives the entry
    of each account that is a return."""
    pairs: Counter[str] = Counter()
    true: Counter[str] = Counter()
    alone: Counter[str] = Counter()
    for account in accounts:
        by_entry: dict[str, set[str]] = defaultdict(set)
        for family, entries in watchlist.found_by(prepare(account)).items():
            pairs[family] += len(entries)
            for entry in entries:
                by_entry[entry].add(family)
        finders = by_entry.get(mirrored.get(account.id, ""), set())
        true.update(finders)
        alone.update(finders if len(finders) == 1 else ())
    names = [family.name for family in (*FAMILIES, PICTURE)]
    rows = [Coverage(name, pairs[name], true[name], alone[name]) for name in names]
    return sorted(rows, key=lambda row: -row.pairs)
