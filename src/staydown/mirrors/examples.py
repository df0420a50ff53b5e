"""Compared pairs whose truth is known: what fitting and measuring compute on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from staydown.mirrors.model import Model, Row
from staydown.mirrors.signals import ABSENT, COUNT, SIGNALS, Compared
from staydown.mirrors.weighing import CONTEXTS, contexts_of, in_context, weigh

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Examples:
    """Pairs of some accounts with some entries. `accounts`, `entries`: their numbers, by pair;
    `compared`: what the signals found; `label`: whether the account mirrors the entry; `weight`:
    how many such pairs each stands for."""

    accounts: Ints
    entries: Ints
    compared: Compared
    label: Bools
    weight: Floats

    def __len__(self) -> int:
        return len(self.accounts)

    def some(self, places: npt.NDArray[np.generic], weight: Floats | None = None) -> Examples:
        """Some of the pairs, by place or mask."""
        return Examples(
            self.accounts[places], self.entries[places],
            Compared(*(part[places] for part in self.compared)), self.label[places],
            self.weight[places] if weight is None else weight,
        )  # fmt: skip

    def totals(self, model: Model) -> Floats:
        """The bits that a model gives each pair."""
        return weigh(model.weights, self.compared.levels, self.compared.rarities)[1]


def merged(parts: Sequence[Examples]) -> Examples:
    """Examples of several worlds as one, their accounts and entries numbered on."""
    accounts, entries, first, start = [], [], 0, 0
    for part in parts:
        accounts.append(part.accounts + first)
        entries.append(part.entries + start)
        first += int(part.accounts.max(initial=-1)) + 1
        start += int(part.entries.max(initial=-1)) + 1
    columns = zip(*(part.compared for part in parts), strict=True)
    return Examples(
        np.concatenate(accounts), np.concatenate(entries),
        Compared(*(np.concatenate(column) for column in columns)),
        np.concatenate([part.label for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )  # fmt: skip


HARD = 4
"""So many of each account's wrong pairs, the hardest, are kept when examples are thinned."""


def thinned(examples: Examples, totals: Floats, seed: int = 0) -> Examples:
    """True pairs, each account's hardest wrong pairs, and of the rest some that stand for all: the
    easy ones are thousands and teach little."""
    order = np.lexsort((-totals, examples.label, examples.accounts))
    accounts = examples.accounts[order]
    firsts = np.flatnonzero(np.diff(accounts, prepend=-1))
    ranks = np.arange(len(order)) - np.repeat(firsts, np.diff(np.append(firsts, len(order))))
    kept = np.zeros(len(order), bool)
    kept[order] = ranks < HARD
    kept |= examples.label
    rest = np.flatnonzero(~kept)
    count = min(len(rest), int(kept.sum()) // 3)
    drawn = np.sort(np.random.default_rng(seed).choice(rest, count, replace=False))
    weight = examples.weight.copy()
    weight[drawn] *= len(rest) / max(1, count)
    places = np.concatenate((np.flatnonzero(kept), drawn))
    return examples.some(places, weight[places])


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a model's table in one fixed order: (signal, level in its context), with their
    numbers; `of`: by signal, level and context the number of the row that holds."""

    names: tuple[tuple[str, str], ...]
    weights: Floats
    offsets: Floats
    caps: Floats
    floors: Floats
    of: Ints

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


ENOUGH = 8
"""A level in a context has a row of its own from so many pairs on."""


def rows_of(model: Model, examples: Examples) -> Rows:
    """A row for each level that the pairs have, and in each context that enough of them have."""
    contexts = contexts_of(examples.compared.levels)
    names: dict[tuple[str, str], int] = {}
    of = np.zeros((COUNT, max(len(signal.levels) for signal in SIGNALS), CONTEXTS), np.int64)
    for place, signal in enumerate(SIGNALS):
        levels = examples.compared.levels[:, place].astype(np.int64)
        present = levels != ABSENT
        seen = np.bincount(levels[present] * CONTEXTS + contexts[present], minlength=of[0].size)
        for level, plain in enumerate(signal.levels):
            for context in range(CONTEXTS):
                full = in_context(signal.name, plain, context)
                enough = seen[level * CONTEXTS + context] >= ENOUGH
                explained = full.endswith("explained")
                name = full if enough or explained else plain
                of[place, level, context] = names.setdefault((signal.name, name), len(names))
    tables = [model.signals[signal] for signal, _ in names]
    found = [table.row(level) for table, (_, level) in zip(tables, names, strict=True)]
    return Rows(
        names=tuple(names),
        weights=np.array([row.weight for row in found]),
        offsets=np.array([row.offset for row in found]),
        caps=np.array([table.cap for table in tables], dtype=float),
        floors=np.array([table.floor for table in tables], dtype=float),
        of=of,
    )


def tabulated(examples: Examples, rows: Rows) -> tuple[Ints, Floats]:
    """By pair and signal the number of the row that holds, ABSENT for none, and the rarity in bits
    as far as the signal is believed."""
    levels = examples.compared.levels.astype(np.int64)
    contexts = contexts_of(examples.compared.levels)
    row = rows.of[np.arange(COUNT)[None, :], np.maximum(levels, 0), contexts[:, None]]
    rarity = np.minimum(examples.compared.rarities, rows.caps[row])
    return np.where(levels == ABSENT, ABSENT, row), rarity
