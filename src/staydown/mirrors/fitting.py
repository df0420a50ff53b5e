"""Fitting the table: penalised logistic regression on the very sum that the model computes.

The score of a pair is what `Model.evidence` adds up, discounts within groups included, so two
signals that say the same thing are not counted twice while fitting either. Each number is pulled
towards its hand-set prior (a normal penalty, MacKay 1992 §4) and bounded: more surprise never
counts against, and no level's weight exceeds the background's word by much.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import minimize

from staydown.mirrors.examples import ABSENT, Examples, Floats, Ints, Levels
from staydown.mirrors.model import Group, Model

LN2 = float(np.log(2))
#: How far, in one standard deviation of belief, a number may stray from its prior.
WEIGHT_SPREAD, OFFSET_SPREAD, OVERLAP_SPREAD, BASE_SPREAD = 0.25, 2.0, 0.15, 20.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of the examples by group; a signal of no group is a group of its own."""

    columns: tuple[Ints, ...]
    grouped: int

    @classmethod
    def of(cls, model: Model, signals: tuple[str, ...]) -> Layout:
        """The model's groups first, in their order, then the single signals."""
        at = {name: number for number, name in enumerate(signals)}
        groups = [[at[s] for s in group.signals if s in at] for group in model.groups]
        taken = {column for group in groups for column in group}
        singles = [[column] for column in range(len(signals)) if column not in taken]
        return cls(tuple(np.array(g, dtype=np.int64) for g in (*groups, *singles)), len(groups))


@dataclass(slots=True)
class Numbers:
    """What is fitted: a weight and an offset a row, an overlap a group, and the bits by which the
    stated prior misses, so that no row has to make up for it."""

    weights: Floats
    offsets: Floats
    overlaps: Floats
    base: Floats

    def flat(self) -> Floats:
        """All in one vector."""
        return np.concatenate([self.weights, self.offsets, self.overlaps, self.base])

    def moved(self, steps: Floats) -> Numbers:
        """The numbers so many standard deviations of belief away from these."""
        flat = self.flat() + steps * self.spread()
        rows = len(self.weights)
        return Numbers(flat[:rows], flat[rows : 2 * rows], flat[2 * rows : -1], flat[-1:])

    def spread(self) -> Floats:
        """One standard deviation of belief for each."""
        spreads = (WEIGHT_SPREAD, OFFSET_SPREAD, OVERLAP_SPREAD, BASE_SPREAD)
        counts = (len(self.weights), len(self.offsets), len(self.overlaps), 1)
        return np.repeat(np.array(spreads), counts)


def fit(model: Model, levels: Levels, examples: Examples, prior_bits: float) -> Model:
    """The model with its table and overlaps fitted; `prior_bits` is a first guess
    of the base-two logarithm of the odds that a pair of the weighted examples is a mirror."""
    layout = Layout.of(model, examples.signals)
    start = Numbers(
        levels.weights,
        levels.offsets,
        np.array([group.overlap for group in model.groups]),
        np.array([prior_bits]),
    )
    found = minimize(
        _loss, np.zeros(len(start.flat())), args=(start, levels, examples, layout),
        jac=True, method="L-BFGS-B", bounds=_bounds(start, levels),
        options={"maxiter": 200, "ftol": 1e-7},
    )  # fmt: skip
    best = start.moved(found.x)
    fitted = replace(levels, weights=best.weights, offsets=best.offsets).put_into(model)
    overlaps = zip(model.groups, best.overlaps, strict=True)
    groups = tuple(Group(g.signals, round(float(overlap), 3)) for g, overlap in overlaps)
    return replace(fitted, groups=groups)


def _bounds(start: Numbers, levels: Levels) -> list[tuple[float, float]]:
    """How far each number may move, in standard deviations of belief."""
    weights = [(0.0, 1.1 if weight > 0 else 0.0) for weight in start.weights]
    # A disagreement never speaks for a mirror.
    tops = [0.0 if level == "differs" else 8.0 for _, level in levels.names]
    offsets = [(min(-8.0, floor), top) for floor, top in zip(levels.floors, tops, strict=True)]
    plain = np.array([*weights, *offsets, *[(0.0, 1.0)] * len(start.overlaps), (-60.0, 10.0)])
    moves = (plain - start.flat()[:, None]) / start.spread()[:, None]
    return [(float(low), float(high)) for low, high in moves]


def _loss(
    steps: Floats, start: Numbers, levels: Levels, examples: Examples, layout: Layout
) -> tuple[float, Floats]:
    """Weighted log loss plus penalty, and its gradient, by steps away from the prior."""
    now = start.moved(steps)
    total, slopes, overlap_slopes = _scores(now, levels, examples, layout)
    logit = LN2 * (total + now.base)
    signed = np.where(examples.label > 0, logit, -logit)
    loss = float(np.sum(examples.weight * np.logaddexp(0, -signed)))
    push = examples.weight * (1 / (1 + np.exp(-np.clip(logit, -500, 500))) - examples.label) * LN2
    gradient = _gradient(push, slopes, overlap_slopes, examples, len(levels.names))
    return loss + 0.5 * float(steps @ steps), gradient * start.spread() + steps


def _scores(
    now: Numbers, levels: Levels, examples: Examples, layout: Layout
) -> tuple[Floats, Floats, Floats]:
    """Each pair's bits; how they move with each finding's own bits; and with each overlap."""
    present = examples.level != ABSENT
    floors = levels.floors[examples.level]
    raw = now.offsets[examples.level] + now.weights[examples.level] * examples.rarity
    free = present & (raw > floors)
    bits = np.where(present, np.maximum(raw, floors), 0.0)
    total, slopes = np.zeros(len(bits)), np.zeros(bits.shape)
    overlap_slopes = np.zeros((len(bits), len(now.overlaps)))
    for number, columns in enumerate(layout.columns):
        overlap = now.overlaps[number] if number < layout.grouped else 1.0
        shares, steps = _shares(bits[:, columns], overlap)
        total += (shares * bits[:, columns]).sum(axis=1)
        slopes[:, columns] = shares * free[:, columns]
        if number < layout.grouped:
            overlap_slopes[:, number] = (steps * bits[:, columns]).sum(axis=1)
    return total, slopes, overlap_slopes


def _shares(bits: Floats, overlap: float) -> tuple[Floats, Floats]:
    """How much of each finding counts, and the derivative of that by the overlap. The place of a
    finding is its rank by strength among those of its group on the same side."""
    order = np.argsort(-np.abs(bits), axis=1, kind="stable")
    ranked = np.take_along_axis(bits, order, axis=1)
    place = np.where(
        ranked < 0, np.cumsum(ranked < 0, axis=1) - 1, np.cumsum(ranked > 0, axis=1) - 1
    ).clip(0)
    shares = np.power(overlap, place)
    steps = np.where(place > 0, place * np.power(overlap, np.maximum(place - 1, 0)), 0.0)
    back = np.argsort(order, axis=1, kind="stable")
    return np.take_along_axis(shares, back, axis=1), np.take_along_axis(steps, back, axis=1)


def _gradient(
    push: Floats, slopes: Floats, overlap_slopes: Floats, examples: Examples, rows: int
) -> Floats:
    pushes = push[:, None] * slopes
    present = examples.level != ABSENT
    level, pushed = examples.level[present], pushes[present]
    by_offset = np.bincount(level, pushed, minlength=rows)
    by_weight = np.bincount(level, pushed * examples.rarity[present], minlength=rows)
    return np.concatenate([by_weight, by_offset, overlap_slopes.T @ push, [push.sum()]])
