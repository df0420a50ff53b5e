"""How good the engine is: measures on outcomes, each with an interval.

Accounts are resampled by cluster (all that concerns one entry together), since returns of the same
account are alike (Davison and Hinkley 1997, §2.4).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staydown.mirrors.coverage import Way
from staydown.mirrors.examples import Floats, Ints
from staydown.mirrors.model import Model
from staydown.mirrors.outcomes import NOTHING, ORDINARY, Outcomes
from staydown.mirrors.signals import SIGNALS

FALSE_POSITIVE_RATES = (1e-2, 1e-3, 1e-4, 1e-5)
ROUNDS = 200
Curve = tuple[tuple[float, float], ...]
Reliability = tuple[tuple[float, float, int], ...]
Bools = npt.NDArray[np.bool_]


class MeasureError(ValueError):
    """Accounts on which nothing can be measured; the message says why."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured number with its 95% interval, and what it was counted on."""

    value: float
    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class TierFigures:
    """One tier: what share of returns reach it, how many false ones per 100,000 ordinary accounts
    (with the exact upper 95% bound), and its precision at the stated base rate."""

    recall: float
    false_per_100k: float
    false_per_100k_bound: float
    precision: float
    precision_bound: float
    alerts_per_100k: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All measures of one run."""

    counts: Mapping[str, int]
    candidates: float
    recall: Mapping[float, Figure]
    auc: Figure
    average_precision: float
    mrr: Figure
    top1: Figure
    calibration_error: float
    reliability: Reliability
    tiers: Mapping[str, TierFigures]
    slices: Mapping[str, Mapping[str, Figure]]
    alarms: Mapping[str, Mapping[str, float]]
    ablation: Mapping[str, float]
    coverage: Sequence[Way]
    roc: Curve
    pr: Curve


def evaluate(
    found: Outcomes, model: Model, coverage: Sequence[Way] = (), seed: int = 0
) -> Evaluation:
    """Every measure; `coverage` as `Trial.coverage` counts it. Raises MeasureError where there are
    no returns or no innocents to count."""
    returns = found.returns
    if returns.all() or not returns.any():
        raise MeasureError("evaluating needs accounts that are mirrors and accounts that are not")
    sampled = Resampled.of(found, seed)
    rates = [rate for rate in FALSE_POSITIVE_RATES if rate * int((~returns).sum()) >= 1]
    reciprocal = np.where(found.place > 0, 1.0 / np.maximum(1, found.place), 0.0)
    curve = _curve(found)
    return Evaluation(
        counts=dict(Counter(found.kinds())),
        candidates=float(np.mean(found.own[returns] > NOTHING)),
        recall={rate: sampled.figure(_recall_at(found, rate)) for rate in rates},
        auc=sampled.figure(_auc(found)),
        average_precision=_average_precision(curve, model.base_rate),
        mrr=sampled.share(reciprocal, returns),
        top1=sampled.share(found.place == 1, returns),
        calibration_error=calibration_error(found.said, found.examples.label),
        reliability=reliability(found.said, found.examples.label),
        tiers={name: _tier(found, level, model) for name, level in model.thresholds.items()},
        slices=_slices(found, sampled),
        alarms=_alarms(found, model),
        ablation=ablation(found),
        coverage=coverage,
        roc=curve,
        pr=_precision_curve(curve, model.base_rate),
    )


@dataclass(frozen=True)
class Resampled:
    """How often each account is drawn in each round, the accounts of a cluster together."""

    draws: npt.NDArray[np.int64]

    @classmethod
    def of(cls, found: Outcomes, seed: int) -> Resampled:
        """Draw clusters with replacement."""
        names = [truth.cluster or f"\0{row}" for row, truth in enumerate(found.truths)]
        number = np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)[1]
        clusters, random = int(number.max()) + 1, np.random.default_rng(seed)
        rounds = (
            np.bincount(random.integers(0, clusters, clusters), minlength=clusters)[number]
            for _ in range(ROUNDS)
        )
        return cls(np.array(list(rounds)))

    def figure(self, measure: Callable[[Ints], float]) -> Figure:
        """A measure of weights, one an account, with its interval. Rounds that drew nothing to
        measure, where it is NaN, are left out."""
        count = self.draws.shape[1]
        drawn = [measure(weights) for weights in self.draws]
        low, high = np.nanpercentile(drawn, [2.5, 97.5])
        return Figure(measure(np.ones(count, np.int64)), float(low), float(high), count)

    def share(self, values: npt.NDArray[np.generic], among: Bools) -> Figure:
        """The mean of some accounts' values, with its interval."""
        own = np.asarray(values, float)[among]
        weights = self.draws[:, among]
        counted = weights.sum(axis=1)
        drawn = (weights @ own)[counted > 0] / counted[counted > 0]
        low, high = np.percentile(drawn, [2.5, 97.5])
        return Figure(float(own.mean()), float(low), float(high), len(own))


def threshold(innocent: Floats, rate: float, weights: Ints | None = None) -> float:
    """The bits that this share of the innocents exceeds (never fewer than none do)."""
    order = np.argsort(-innocent, kind="stable")
    weights = np.ones(len(innocent), np.int64) if weights is None else weights
    counted = np.cumsum(weights[order])
    place = int(np.searchsorted(counted, np.floor(rate * counted[-1]), "right"))
    return float(innocent[order[min(place, len(order) - 1)]])


def recall_at(found: Outcomes, rate: float) -> float:
    """The share of returns whose own entry scores above that false-positive rate's threshold."""
    return _recall_at(found, rate)(np.ones(len(found.truths), np.int64))


def _recall_at(found: Outcomes, rate: float) -> Callable[[Ints], float]:
    returns = found.returns
    innocent, own = found.best[~returns], found.own[returns]

    def measure(weights: Ints) -> float:
        mine, theirs = weights[returns], weights[~returns]
        if not mine.any() or not theirs.any():
            return math.nan
        above = own > threshold(innocent, rate, theirs)
        return float((above * mine).sum() / mine.sum())

    return measure


def _auc(found: Outcomes) -> Callable[[Ints], float]:
    """The chance that a return scores above an innocent (ties count half)."""
    returns = found.returns
    innocent, own = found.best[~returns], found.own[returns]
    order = np.argsort(innocent)
    ranked = innocent[order]
    low, high = np.searchsorted(ranked, own, "left"), np.searchsorted(ranked, own, "right")

    def measure(weights: Ints) -> float:
        mine, theirs = weights[returns], weights[~returns]
        if not mine.any() or not theirs.any():
            return math.nan
        counted = np.concatenate(([0], np.cumsum(theirs[order])))
        share = (counted[low] + counted[high]) / 2 / counted[-1]
        return float((share * mine).sum() / mine.sum())

    return measure


def calibration_error(said: Floats, true: Bools, bins: int = 10) -> float:
    """Expected calibration error over candidate pairs (Naeini and others 2015), each pair counted
    once."""
    rows = reliability(said, true, bins)
    total = sum(count for _, _, count in rows)
    return sum(abs(mean - share) * count for mean, share, count in rows) / max(1, total)


def reliability(said: Floats, true: Bools, bins: int = 10) -> Reliability:
    """By bin of probability: the mean said, the share that was true, and how many pairs."""
    place = np.minimum(bins - 1, (said * bins).astype(int))
    found = []
    for number in range(bins):
        own = place == number
        if own.any():
            found.append((float(said[own].mean()), float(true[own].mean()), int(own.sum())))
    return tuple(found)


def _slices(found: Outcomes, sampled: Resampled) -> dict[str, dict[str, Figure]]:
    """Recall of returns by slice, at one bar of bits for all."""
    returns = found.returns
    above = found.own > threshold(found.best[~returns], 1e-3)
    rows: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in np.flatnonzero(returns).tolist():
        for name, value in found.slices[row].items():
            if value and name != "kind":
                rows[name][value].append(row)
    return {
        name: {
            value: sampled.share(above, np.isin(np.arange(len(above)), some))
            for value, some in sorted(values.items())
        }
        for name, values in rows.items()
    }


def ablation(found: Outcomes) -> dict[str, float]:
    """How much recall at a false-positive rate of 1e-3 falls when a signal's bits are taken away
    from every pair. It does not see candidates that the signal alone finds."""
    whole = recall_at(found, 1e-3)
    lost = {}
    for place, signal in enumerate(SIGNALS):
        totals = found.totals - found.bits[:, place]
        best, own = np.full(len(found.best), NOTHING), np.full(len(found.own), NOTHING)
        pairs = found.examples
        np.maximum.at(best, pairs.accounts, totals)
        np.maximum.at(own, pairs.accounts[pairs.label], totals[pairs.label])
        bar = threshold(best[~found.returns], 1e-3)
        lost[signal.name] = whole - float(np.mean(own[found.returns] > bar))
    return lost


def _tier(found: Outcomes, level: float, model: Model) -> TierFigures:
    """Counted on ordinary accounts; look-alikes have their own table (`alarms`)."""
    returns = found.returns
    ordinary = np.array([kind in ORDINARY for kind in found.kinds()]) & ~returns
    recall = float(np.mean((found.place == 1) & (found.probability >= level), where=returns))
    false, count = int((ordinary & (found.probability >= level)).sum()), int(ordinary.sum())
    rate, bound = false / max(1, count), upper_bound(false, count)
    return TierFigures(
        recall=recall,
        false_per_100k=1e5 * rate,
        false_per_100k_bound=1e5 * bound,
        precision=_precision(recall, rate, model.base_rate),
        precision_bound=_precision(recall, bound, model.base_rate),
        alerts_per_100k=1e5 * (model.base_rate * recall + (1 - model.base_rate) * rate),
    )


def upper_bound(events: int, trials: int) -> float:
    """The 95% upper bound of a rate (Clopper and Pearson 1934, one-sided)."""
    from scipy.stats import beta

    return 1.0 if events >= trials else float(beta.ppf(0.95, events + 1, trials - events))


def _precision(recall: float, false_rate: float, base_rate: float) -> float:
    true, false = base_rate * recall, (1 - base_rate) * false_rate
    return true / (true + false) if true + false else 0.0


def _alarms(found: Outcomes, model: Model) -> dict[str, dict[str, float]]:
    """By kind of innocent: how many there are, and the share called possible and likely."""
    kinds = np.array(found.kinds())
    return {
        str(kind): {
            "accounts": float((kinds == kind).sum()),
            **{
                name: float(np.mean(found.probability[kinds == kind] >= level))
                for name, level in model.thresholds.items()
            },
        }
        for kind in np.unique(kinds[~found.returns])
    }


def _curve(found: Outcomes) -> Curve:
    """Recall by false-positive rate, from one innocent in all upwards."""
    innocent = int((~found.returns).sum())
    rates = np.geomspace(1 / innocent, 1.0, 60)
    return tuple((float(rate), recall_at(found, float(rate))) for rate in rates)


def _precision_curve(curve: Curve, base_rate: float) -> Curve:
    """Precision by recall, at the stated base rate."""
    return tuple((recall, _precision(recall, rate, base_rate)) for rate, recall in curve)


def _average_precision(curve: Curve, base_rate: float) -> float:
    points = sorted(_precision_curve(curve, base_rate))
    steps = zip([(0.0, 1.0), *points], points, strict=False)
    return sum((recall - before) * precision for (before, _), (recall, precision) in steps)
