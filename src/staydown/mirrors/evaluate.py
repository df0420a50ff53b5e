"""How good the engine is: measures on outcomes, each with an interval.

Accounts are resampled by cluster (all that concerns one entry together), since returns of the same
account are alike (Davison and Hinkley 1997, §2.4).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from staydown.mirrors.model import Model
from staydown.mirrors.outcomes import NOTHING, Outcome

FALSE_POSITIVE_RATES = (1e-2, 1e-3, 1e-4, 1e-5)
ROUNDS = 200
Curve = tuple[tuple[float, float], ...]
Reliability = tuple[tuple[float, float, int], ...]
Measure = Callable[[Sequence[Outcome]], float]


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
    roc: Curve
    pr: Curve


def evaluate(outcomes: Sequence[Outcome], model: Model, seed: int = 0) -> Evaluation:
    """Every measure. Raises ValueError where there are no returns or no innocents to count."""
    returns = [one for one in outcomes if one.is_return]
    if not returns or len(returns) == len(outcomes):
        raise ValueError("evaluating needs accounts that are mirrors and accounts that are not")
    curve = _curve(outcomes)
    return Evaluation(
        counts=_counts(outcomes),
        recall={
            rate: interval(outcomes, lambda some, rate=rate: recall_at(some, rate), seed)  # type: ignore[misc]
            for rate in FALSE_POSITIVE_RATES
            if rate * (len(outcomes) - len(returns)) >= 1
        },
        auc=interval(outcomes, auc, seed),
        average_precision=_average_precision(outcomes, model.base_rate),
        mrr=interval(
            returns, lambda some: _mean(1 / o.place if o.place else 0 for o in some), seed
        ),
        top1=interval(returns, lambda some: _mean(o.place == 1 for o in some), seed),
        calibration_error=calibration_error(outcomes),
        reliability=reliability(outcomes),
        tiers={name: _tier(outcomes, level, model) for name, level in model.thresholds.items()},
        slices=slices(outcomes, threshold(outcomes, 1e-3), seed),
        alarms=_alarms(outcomes, model),
        ablation=ablation(outcomes),
        roc=curve,
        pr=_precision_curve(outcomes, model.base_rate),
    )


def threshold(outcomes: Sequence[Outcome], rate: float) -> float:
    """The bits that this share of the innocents exceeds (never fewer than none do)."""
    innocent = np.sort([one.bits for one in outcomes if not one.is_return])[::-1]
    return float(innocent[min(len(innocent) - 1, math.floor(rate * len(innocent)))])


def recall_at(outcomes: Sequence[Outcome], rate: float) -> float:
    """The share of returns whose own entry scores above that false-positive rate's threshold."""
    bar = threshold(outcomes, rate)
    return _mean(one.own > bar for one in outcomes if one.is_return)


def auc(outcomes: Sequence[Outcome]) -> float:
    """The chance that a return scores above an innocent (ties count half)."""
    own = np.array([one.own for one in outcomes if one.is_return])
    innocent = np.sort([one.bits for one in outcomes if not one.is_return])
    below = np.searchsorted(innocent, own, "left")
    ties = np.searchsorted(innocent, own, "right") - below
    return float(np.mean((below + 0.5 * ties) / len(innocent)))


def reciprocal_rank(returns: Sequence[Outcome]) -> float:
    """The mean of 1/place of the true entry among an account's matches, 0 where it is missing."""
    return _mean(1 / one.place if one.place else 0.0 for one in returns)


def interval(outcomes: Sequence[Outcome], measure: Measure, seed: int = 0) -> Figure:
    """The measure, and its 95% interval when clusters are drawn again."""
    clusters: dict[str, list[Outcome]] = defaultdict(list)
    for one in outcomes:
        clusters[one.truth.cluster or one.account].append(one)
    groups, random = list(clusters.values()), np.random.default_rng(seed)
    drawn = []
    for _ in range(ROUNDS):
        sample = [o for g in random.integers(0, len(groups), len(groups)) for o in groups[g]]
        if _has_both(sample) == _has_both(outcomes):
            drawn.append(measure(sample))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Figure(measure(outcomes), float(low), float(high), len(outcomes))


def _has_both(outcomes: Sequence[Outcome]) -> tuple[bool, bool]:
    kinds = {one.is_return for one in outcomes}
    return True in kinds, False in kinds


def calibration_error(outcomes: Sequence[Outcome], bins: int = 10) -> float:
    """Expected calibration error over candidate pairs (Naeini and others 2015), each pair
    counted once."""
    rows = reliability(outcomes, bins)
    total = sum(count for _, _, count in rows)
    return sum(abs(said - true) * count for said, true, count in rows) / max(1, total)


def reliability(
    outcomes: Sequence[Outcome], bins: int = 10
) -> tuple[tuple[float, float, int], ...]:
    """By bin of probability: the mean said, the share that was true, and how many pairs."""
    kept: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for one in outcomes:
        for said, true in one.candidates:
            kept[min(bins - 1, int(said * bins))].append((said, true))
    return tuple(
        (_mean(said for said, _ in pairs), _mean(true for _, true in pairs), len(pairs))
        for _, pairs in sorted(kept.items())
    )


def slices(outcomes: Sequence[Outcome], bar: float, seed: int = 0) -> dict[str, dict[str, Figure]]:
    """Recall of returns by slice, at one bar of bits for all."""
    found: dict[str, dict[str, list[Outcome]]] = defaultdict(lambda: defaultdict(list))
    for one in outcomes:
        for name, value in one.slices.items():
            if one.is_return and value and name != "kind":
                found[name][value].append(one)
    return {
        name: {
            value: interval(some, lambda them: _mean(o.own > bar for o in them), seed)
            for value, some in sorted(values.items())
        }
        for name, values in found.items()
    }


def ablation(outcomes: Sequence[Outcome]) -> dict[str, float]:
    """How much recall at a false-positive rate of 1e-3 falls when a signal's bits are taken away
    from every account's best match. It does not see candidates that the signal alone finds."""
    names = sorted({name for one in outcomes for name in one.by_signal})
    whole = recall_at(outcomes, 1e-3)
    return {
        name: whole - recall_at([_without(one, name) for one in outcomes], 1e-3) for name in names
    }


def _without(one: Outcome, signal: str) -> Outcome:
    lost = one.by_signal.get(signal, 0.0)
    own = one.own - lost if one.place == 1 else one.own
    return replace(one, bits=one.bits - lost if one.bits > NOTHING else NOTHING, own=own)


def _tier(outcomes: Sequence[Outcome], level: float, model: Model) -> TierFigures:
    """Counted on ordinary accounts; look-alikes have their own table (`alarms`)."""
    returns = [one for one in outcomes if one.is_return]
    ordinary = [one for one in outcomes if not one.is_return and one.truth.kind in ORDINARY]
    recall = _mean(one.place == 1 and one.probability >= level for one in returns)
    false = sum(one.probability >= level for one in ordinary)
    rate, bound = false / max(1, len(ordinary)), upper_bound(false, len(ordinary))
    return TierFigures(
        recall=recall,
        false_per_100k=1e5 * rate,
        false_per_100k_bound=1e5 * bound,
        precision=_precision(recall, rate, model.base_rate),
        precision_bound=_precision(recall, bound, model.base_rate),
        alerts_per_100k=1e5 * (model.base_rate * recall + (1 - model.base_rate) * rate),
    )


#: Kinds of accounts that stand for the general public.
ORDINARY = ("ordinary", "profile")


def upper_bound(events: int, trials: int) -> float:
    """The 95% upper bound of a rate (Clopper and Pearson 1934, one-sided)."""
    from scipy.stats import beta

    return 1.0 if events >= trials else float(beta.ppf(0.95, events + 1, trials - events))


def _precision(recall: float, false_rate: float, base_rate: float) -> float:
    true, false = base_rate * recall, (1 - base_rate) * false_rate
    return true / (true + false) if true + false else 0.0


def _alarms(outcomes: Sequence[Outcome], model: Model) -> dict[str, dict[str, float]]:
    """By kind of innocent: the share called possible and likely."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for one in outcomes:
        if not one.is_return:
            kinds[one.truth.kind].append(one.probability)
    return {
        kind: {
            "accounts": float(len(said)),
            **{name: _mean(p >= level for p in said) for name, level in model.thresholds.items()},
        }
        for kind, said in sorted(kinds.items())
    }


def _counts(outcomes: Sequence[Outcome]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for one in outcomes:
        counts[one.truth.kind] += 1
    return dict(counts)


def _curve(outcomes: Sequence[Outcome]) -> Curve:
    """Recall by false-positive rate, from one innocent in all upwards."""
    innocent = sum(not one.is_return for one in outcomes)
    rates = np.geomspace(1 / innocent, 1.0, 60)
    return tuple((float(rate), recall_at(outcomes, float(rate))) for rate in rates)


def _precision_curve(outcomes: Sequence[Outcome], base_rate: float) -> Curve:
    """Precision by recall, at the stated base rate."""
    return tuple((recall, _precision(recall, rate, base_rate)) for rate, recall in _curve(outcomes))


def _average_precision(outcomes: Sequence[Outcome], base_rate: float) -> float:
    points = sorted(_precision_curve(outcomes, base_rate))
    steps = zip([(0.0, 1.0), *points], points, strict=False)
    return sum((recall - before) * precision for (before, _), (recall, precision) in steps)


def _mean(values: Iterable[float]) -> float:
    numbers = [float(value) for value in values]
    return sum(numbers) / len(numbers) if numbers else 0.0
