"""Findings written by hand, for the tests of what weighs, fits and measures them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from staydown.mirrors.examples import Examples
from staydown.mirrors.model import Model
from staydown.mirrors.signals import ABSENT, COUNT, PLACE, SIGNALS, Compared
from staydown.mirrors.weighing import weigh

Finding = Mapping[str, tuple[str, float]]
"""By signal: the level, and bits of rarity."""


def compared(pairs: Sequence[Finding]) -> Compared:
    """The findings of each pair, as kernels take them."""
    shape = (len(pairs), COUNT)
    levels, rarities = np.full(shape, ABSENT, np.int8), np.zeros(shape, np.float32)
    for row, pair in enumerate(pairs):
        for signal, (level, rarity) in pair.items():
            place = PLACE[signal]
            levels[row, place] = SIGNALS[place].levels.index(level)
            rarities[row, place] = rarity
    return Compared(levels, rarities, np.ones(shape, int))


def bits(model: Model, pair: Finding) -> dict[str, float]:
    """What a model gives each finding of a pair."""
    found = compared([pair])
    row = weigh(model.weights, found.levels, found.rarities)[0][0]
    return {signal: float(row[PLACE[signal]]) for signal in pair}


def total(model: Model, pair: Finding) -> float:
    """What a model gives a pair."""
    found = compared([pair])
    return float(weigh(model.weights, found.levels, found.rarities)[1][0])


def examples(pairs: Sequence[tuple[bool, Finding]], accounts: Sequence[int] = ()) -> Examples:
    """Labelled pairs; each of an account of its own unless told."""
    numbers = np.array(accounts or range(len(pairs)), np.int64)
    return Examples(
        numbers, np.zeros(len(pairs), np.int64), compared([pair for _, pair in pairs]),
        np.array([label for label, _ in pairs], bool), np.ones(len(pairs)),
    )  # fmt: skip
