"""Fitting the table: penalised logistic regression on the very sum that the model computes.

The score of a pair is what `weighing.weigh` adds up, discounts within groups included, so two
signals that say the same thing are not counted twice while fitting either. Each number is pulled
towards its hand-set prior (a normal penalty, MacKay 1992 §4) and bounded: more surprise never
counts against, and no level's weight exceeds the background's word by much. The levels of a signal
move together more freely than apart: what a mirrored picture is worth follows from what a plain one
is, though no innocent among the examples may happen to mirror one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from staydown.mirrors.examples import Examples, Floats, Ints, Rows, rows_of, tabulated
from staydown.mirrors.kernels import kernel
from staydown.mirrors.model import Group, Model
from staydown.mirrors.signals import ABSENT, PLACE, SIGNALS

LN2 = float(np.log(2))
SIGNAL_WEIGHT, SIGNAL_OFFSET = 0.2, 2.5
LEVEL_WEIGHT, LEVEL_OFFSET = 0.06, 0.8
CONTEXT_WEIGHT, CONTEXT_OFFSET = 0.15, 1.5
OVERLAP_SPREAD, BASE_SPREAD = 0.2, 20.0
"""How far, in one standard deviation of belief, a signal, a level of one, a level in a context, an
overlap, and the odds may stray from their priors."""
MOST_WEIGHT = 1.2
MOST_BITS = 30.0


@dataclass(frozen=True, slots=True)
class Freedom:
    """How the fitted steps move the numbers: row r moves with its own step, `own_*[r]` wide, and
    with that of its signal `signal[r]`. A row `against` moves alone and never speaks for."""

    signal: Ints
    own_weight: Floats
    own_offset: Floats
    against: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, rows: Rows) -> Freedom:
        """A level in a context may differ more from the plain one than two levels do; one that
        speaks against moves by itself."""
        context = np.array([" " in level for _, level in rows.names])
        against = np.array([level == "differs" for _, level in rows.names])
        return cls(
            np.array([PLACE[signal] for signal, _ in rows.names]),
            np.where(context, CONTEXT_WEIGHT, LEVEL_WEIGHT),
            np.where(context | against, CONTEXT_OFFSET, LEVEL_OFFSET),
            against,
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """What is minimised: examples as arrays, the rows they start from, the groups, and how many
    times as far as usual all numbers but the odds may stray from their priors."""

    row: Ints
    rarity: Floats
    label: npt.NDArray[np.bool_]
    weight: Floats
    start: Rows
    freedom: Freedom
    groups: Ints
    overlaps: Floats
    base: float
    spread: float = 1.0

    @property
    def size(self) -> int:
        """How many steps there are."""
        return 2 * len(self.start.names) + 2 * len(SIGNALS) + len(self.overlaps) + 1

    def numbers(self, steps: Floats) -> tuple[Floats, Floats, Floats, float]:
        """Weights, offsets, overlaps and base so many standard deviations of belief away, within
        their bounds."""
        weights, offsets, overlaps, base = self._unbounded(steps)
        most = np.where(self.freedom.against, 0.0, MOST_BITS)
        return (
            np.clip(weights, 0.0, MOST_WEIGHT), np.clip(offsets, -MOST_BITS, most),
            np.clip(overlaps, 0.0, 1.0), base,
        )  # fmt: skip

    def _unbounded(self, steps: Floats) -> tuple[Floats, Floats, Floats, float]:
        rows, signals = len(self.start.names), len(SIGNALS)
        own_w, own_o, all_w, all_o, rest = np.split(
            steps, np.cumsum([rows, rows, signals, signals])
        )
        free = self.freedom
        shift = np.where(free.against, 0.0, all_o[free.signal] * SIGNAL_OFFSET)
        return (
            self.start.weights + own_w * free.own_weight + all_w[free.signal] * SIGNAL_WEIGHT,
            self.start.offsets + own_o * free.own_offset + shift,
            self.overlaps + rest[:-1] * OVERLAP_SPREAD,
            self.base + float(rest[-1]) * BASE_SPREAD,
        )

    def loss(self, steps: Floats) -> tuple[float, Floats]:
        """Weighted log loss plus penalty, and its gradient; a number beyond its bound does not
        move the loss."""
        weights, offsets, overlaps, base = self.numbers(steps)
        loss, by_weight, by_offset, by_overlap, by_base = _pass(
            self.row, self.rarity, self.label, self.weight, weights, offsets, self.start.floors,
            self.groups, overlaps, base,
        )  # fmt: skip
        free_weights, free_offsets, free_overlaps, _ = self._unbounded(steps)
        by_weight = by_weight * (weights == free_weights)
        by_offset = by_offset * (offsets == free_offsets)
        by_overlap = by_overlap * (overlaps == free_overlaps)
        free, signals = self.freedom, len(SIGNALS)
        gradient = np.concatenate([
            by_weight * free.own_weight,
            by_offset * free.own_offset,
            np.bincount(free.signal, by_weight, minlength=signals) * SIGNAL_WEIGHT,
            np.bincount(free.signal, by_offset * ~free.against, minlength=signals) * SIGNAL_OFFSET,
            by_overlap * OVERLAP_SPREAD,
            [by_base * BASE_SPREAD],
        ])  # fmt: skip
        pull = np.append(np.full(len(steps) - 1, self.spread**-2), 1.0) * steps
        return loss + 0.5 * float(pull @ steps), gradient + pull


def fit(model: Model, examples: Examples, prior_bits: float, spread: float = 1.0) -> Model:
    """The model with its table and overlaps fitted; `prior_bits` is a first guess of the base-two
    logarithm of the odds that a pair of the weighted examples is a mirror; `spread`: how many times
    as far as usual the numbers may stray from the model's."""
    rows = rows_of(model, examples)
    row, rarity = tabulated(examples, rows)
    groups = np.full(len(SIGNALS), -1, np.int64)
    for number, group in enumerate(model.groups):
        groups[[PLACE[name] for name in group.signals]] = number
    problem = Problem(
        row, rarity, examples.label, examples.weight, rows, Freedom.of(rows), groups,
        np.array([group.overlap for group in model.groups]), prior_bits, spread,
    )  # fmt: skip
    found = minimize(
        problem.loss, np.zeros(problem.size), jac=True, method="L-BFGS-B",
        options={"maxiter": 300, "maxfun": 400},
    )  # fmt: skip
    weights, offsets, overlaps, _ = problem.numbers(found.x)
    fitted = replace(rows, weights=weights, offsets=offsets).put_into(model)
    named = tuple(
        Group(group.signals, round(float(overlap), 3))
        for group, overlap in zip(model.groups, overlaps, strict=True)
    )
    return replace(fitted, groups=named)


@kernel
def _pass(
    row: npt.NDArray[np.int64],
    rarity: npt.NDArray[np.float64],
    label: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
    weights: npt.NDArray[np.float64],
    offsets: npt.NDArray[np.float64],
    floors: npt.NDArray[np.float64],
    groups: npt.NDArray[np.int64],
    overlaps: npt.NDArray[np.float64],
    base: float,
) -> tuple[float, npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64], float]:
    """The weighted log loss of all pairs, and how it moves with each number."""
    pairs, count = row.shape
    by_weight, by_offset = np.zeros(len(weights)), np.zeros(len(offsets))
    by_overlap, by_base, loss = np.zeros(len(overlaps)), 0.0, 0.0
    bits, ranks, shares = np.zeros(count), np.zeros(count, np.int64), np.zeros(count)
    for pair in range(pairs):
        for place in range(count):
            own = row[pair, place]
            bits[place] = 0.0
            if own != ABSENT:
                raw = offsets[own] + weights[own] * rarity[pair, place]
                bits[place] = max(floors[own], raw)
        total = base
        for place in range(count):
            ranks[place] = 0
            group = groups[place]
            if group >= 0 and bits[place] != 0.0:
                for other in range(count):
                    if groups[other] == group and other != place and bits[other] != 0.0:
                        if (bits[other] < 0) == (bits[place] < 0):
                            mine, theirs = abs(bits[place]), abs(bits[other])
                            if theirs > mine or (theirs == mine and other < place):
                                ranks[place] += 1
            shares[place] = overlaps[group] ** ranks[place] if group >= 0 else 1.0
            total += shares[place] * bits[place]
        logit = LN2 * total
        signed = logit if label[pair] else -logit
        lost = np.log1p(np.exp(-abs(signed))) + max(0.0, -signed)
        loss += weight[pair] * lost
        chance = 1 / (1 + np.exp(-max(-500.0, min(500.0, logit))))
        push = weight[pair] * (chance - (1.0 if label[pair] else 0.0)) * LN2
        by_base += push
        for place in range(count):
            own = row[pair, place]
            if own == ABSENT:
                continue
            if bits[place] > floors[own]:
                by_offset[own] += push * shares[place]
                by_weight[own] += push * shares[place] * rarity[pair, place]
            if ranks[place] > 0:
                group = groups[place]
                step = ranks[place] * overlaps[group] ** (ranks[place] - 1)
                by_overlap[group] += push * step * bits[place]
    return loss, by_weight, by_offset, by_overlap, by_base
