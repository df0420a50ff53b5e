"""Compared pairs as arrays: what fitting and evaluation compute on.

A pair has at most one comparison a signal, so a set of pairs is two matrices of pairs by signals:
which level (or none), and how rare what is shared is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from staydown.mirrors.model import Model, Row, timed, timing
from staydown.mirrors.signals import Comparison

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Pair:
    """Two compared accounts: whether the one mirrors the other, how many such pairs it stands for,
    and the cluster (the watchlist's entry) that it is resampled with."""

    account: str
    entry: str
    comparisons: tuple[Comparison, ...]
    label: bool
    weight: float = 1.0
    cluster: str = ""

    def names(self) -> list[tuple[str, str]]:
        """The table's row that each comparison is looked up under."""
        when = timing(self.comparisons)
        return [(one.signal, timed(one, when)) for one in self.comparisons]


@dataclass(frozen=True, slots=True)
class Levels:
    """The rows of a model's table in one fixed order: (signal, level), with their numbers."""

    names: tuple[tuple[str, str], ...]
    weights: Floats
    offsets: Floats
    caps: Floats
    floors: Floats

    def put_into(self, model: Model) -> Model:
        """The model with these numbers in its table."""
        tables = dict(model.signals)
        for (signal, level), weight, offset in zip(
            self.names, self.weights, self.offsets, strict=True
        ):
            row = Row(round(float(weight), 3), round(float(offset), 3))
            table = tables[signal]
            tables[signal] = replace(table, levels={**table.levels, level: row})
        return replace(model, signals=tables)


def levels_of(model: Model, pairs: Sequence[Pair]) -> Levels:
    """The model's rows, and one for each level that the pairs have and the model lacks."""
    seen = {name for pair in pairs for name in pair.names()}
    known = {(signal, level) for signal, table in model.signals.items() for level in table.levels}
    names = tuple(sorted(known | {name for name in seen if name[0] in model.signals}))
    tables = [model.signals[signal] for signal, _ in names]
    rows = [table.row(level) for table, (_, level) in zip(tables, names, strict=True)]
    return Levels(
        names=names,
        weights=np.array([row.weight for row in rows]),
        offsets=np.array([row.offset for row in rows]),
        caps=np.array([table.cap for table in tables], dtype=float),
        floors=np.array([table.floor for table in tables], dtype=float),
    )


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs by signals: `level` is a row's number or ABSENT, `rarity` in bits as far as the signal
    is believed; one `label` (0 or 1) and `weight` a pair."""

    signals: tuple[str, ...]
    level: Ints
    rarity: Floats
    label: Floats
    weight: Floats


def tabulate(pairs: Sequence[Pair], levels: Levels) -> Examples:
    """The pairs as arrays, in the given order of rows."""
    signals = tuple(dict.fromkeys(signal for signal, _ in levels.names))
    column = {name: number for number, name in enumerate(signals)}
    row = {name: number for number, name in enumerate(levels.names)}
    level = np.full((len(pairs), len(signals)), ABSENT, dtype=np.int64)
    rarity = np.zeros(level.shape)
    for number, pair in enumerate(pairs):
        for one, name in zip(pair.comparisons, pair.names(), strict=True):
            at = column.get(one.signal, ABSENT)
            if at != ABSENT:
                level[number, at] = row[name]
                rarity[number, at] = min(one.rarity, levels.caps[row[name]])
    label = np.array([pair.label for pair in pairs], dtype=float)
    return Examples(signals, level, rarity, label, np.array([pair.weight for pair in pairs]))
