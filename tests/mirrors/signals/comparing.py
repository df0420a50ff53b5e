"""Compare invented accounts, pair by pair, as the watchlist does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors.background import Background
from staydown.mirrors.index import Crowd
from staydown.mirrors.reading import Reading, lean, read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.searching import common_bits, trait_bits, turned_all
from staydown.mirrors.signals import (
    ABSENT,
    PLACE,
    SIGNALS,
    Compared,
    Comparison,
    Pairs,
    compare_all,
)
from staydown.mirrors.text.wordbook import wordbook

Ints = npt.NDArray[np.int64]
PLAIN = Background()


def account(fields: Mapping[str, Any]) -> Account:
    """An account of which only these fields are known."""
    return parse({"id": "specimen", "platform": "x", **fields})


def pairs_of(
    entries: Sequence[Account], accounts: Sequence[Account], background: Background = PLAIN
) -> Pairs:
    """The first entry with the first account, the second with the second…"""
    return pairs_in(lean(read(entries, background)), read(accounts, background), background)


def pairs_in(
    entries: Reading,
    accounts: Reading,
    background: Background = PLAIN,
    rows: tuple[Ints, Ints] | None = None,
    crowd: Crowd | None = None,
) -> Pairs:
    """As `pairs_of`, of what was read; `rows`: which entries with which accounts; `crowd`: those
    among whom all of them are counted."""
    counts = (background.with_local(crowd.counted) if crowd else background).counts
    mine, album = (2.0, crowd.album) if crowd else (1.0, Crowd.nobody().album)
    common = common_bits(counts)
    bits, sums, rare = trait_bits(accounts, counts, mine, common)
    old, new = rows or (np.arange(len(accounts.facts)),) * 2
    return Pairs(
        entries, old, accounts, new, bits, sums, rare, common, turned_all(accounts.avatars),
        counts, album, wordbook(), mine,
    )  # fmt: skip


def compared(
    entries: Sequence[Account], accounts: Sequence[Account], background: Background = PLAIN
) -> Compared:
    """What all signals find for each pair."""
    return compare_all(pairs_of(entries, accounts, background))


def levels_of(found: Compared, signal: str) -> list[str | None]:
    """The level that a signal found for each pair; None for silence."""
    levels = SIGNALS[PLACE[signal]].levels
    return [None if one == ABSENT else levels[one] for one in found.levels[:, PLACE[signal]]]


def comparisons(
    entry: Mapping[str, Any], new: Mapping[str, Any], background: Background = PLAIN
) -> dict[str, Comparison]:
    """What the signals that do not keep silent find and say of two accounts."""
    one, other = account(entry), account(new)
    found = compared([one], [other], background)
    said = {}
    for place, signal in enumerate(SIGNALS):
        number = int(found.levels[0, place])
        if number != ABSENT:
            level, count = signal.levels[number], int(found.counts[0, place])
            text = signal.say(level, count, one, other)
            said[signal.name] = Comparison(
                signal.name, level, float(found.rarities[0, place]), text
            )
    return said


def name_levels(old: Sequence[str], new: Sequence[str], signal: str = "handle") -> list[str | None]:
    """How each new handle (or display name) agrees with the old one beside it."""
    entries = [account({signal: name}) for name in old]
    return levels_of(compared(entries, [account({signal: name}) for name in new]), signal)
