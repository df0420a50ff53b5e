"""Learning from people's decisions: a model in use, moved a little by pairs that were judged.

The pairs are few and were chosen by the model itself, so its table moves by a small step only
(`SPREAD`), and slope and intercept are drawn towards those in use as if these rested on `BELIEF`
pairs. A third of the entries is held out; on it the model refitted and the one in use are compared
by what each loses, in bits a pair (logarithmic score, Good 1952).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize

from staydown.mirrors.examples import Bools, Examples, Floats
from staydown.mirrors.fitting import fit
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model, ModelError
from staydown.mirrors.records import Account

LEAST_PAIRS = 40
LEAST_OF_EACH = 10
"""Judged pairs, and mirrors and others among them, below which nothing is learnt."""
SPREAD = 0.05
BELIEF = 100.0
_HELD_OUT = 3
_LN2 = float(np.log(2))
_SLOPE_SPREAD, _INTERCEPT_SPREAD = 0.3, 8.0
"""How far one judged pair's worth of belief would let slope and intercept stray."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair that a person judged: the account, the removed one, and whether it is its return."""

    account: Account
    entry: Account
    mirror: bool


def refitted(model: Model, pairs: Sequence[Judged], name: str, note: Mapping[str, Any]) -> Model:
    """The model refitted and recalibrated on two thirds of the entries' pairs; what both models
    lose on the rest is in `fitted_on["held_out"]`. Raises ModelError where there are too few."""
    examples = _compared(model, pairs)
    mirrors = int(examples.label.sum())
    if len(examples) < LEAST_PAIRS or min(mirrors, len(examples) - mirrors) < LEAST_OF_EACH:
        raise ModelError(
            f"{len(examples)} judged pairs, {mirrors} of them mirrors: wanted are {LEAST_PAIRS}, "
            f"with {LEAST_OF_EACH} of each kind"
        )
    held = _held_out(pairs, examples)
    learnt, kept = examples.some(~held), examples.some(held)
    odds = np.log2(model.base_rate / (1 - model.base_rate))
    base = (model.calibration.intercept + odds) / model.calibration.slope
    found = _recalibrated(fit(model, learnt, float(base), SPREAD), learnt)
    measured = {
        "pairs": len(kept),
        "mirrors": int(kept.label.sum()),
        "loss_before": round(loss(model, kept), 4),
        "loss": round(loss(found, kept), 4),
    }
    counts = {"fitted_pairs": len(learnt), "fitted_true_pairs": int(learnt.label.sum())}
    return replace(found, name=name, fitted_on={**note, **counts, "held_out": measured})


def loss(model: Model, examples: Examples) -> float:
    """Bits lost a pair: minus the base-two logarithm of the probability given to the truth."""
    if not len(examples):
        raise ModelError("no judged pair is held out to measure on")
    chance = np.clip(model.probabilities(examples.totals(model)), 1e-9, 1 - 1e-9)
    return float(-np.log2(np.where(examples.label, chance, 1 - chance)).mean())


def _compared(model: Model, pairs: Sequence[Judged]) -> Examples:
    """What the signals find on the judged pairs; one that no key finds any more is left out."""
    entries = {pair.entry.id: pair.entry for pair in pairs}
    number = {entry_id: place for place, entry_id in enumerate(entries)}
    accounts = [replace(pair.account, id=f"judged-{n}") for n, pair in enumerate(pairs)]
    found = Watchlist.build(entries.values(), model).findings(accounts, most=len(entries))[0]
    own = np.array([number[pair.entry.id] for pair in pairs], np.int64)
    label = np.array([pair.mirror for pair in pairs], bool)[found.accounts]
    every = Examples(
        found.accounts, found.entries, found.compared, label, np.ones(len(found.accounts))
    )
    return every.some(np.flatnonzero(found.entries == own[found.accounts]))


def _held_out(pairs: Sequence[Judged], examples: Examples) -> Bools:
    """A third of the entries, whole: what was learnt from one return is not tested on another."""
    hashes = [zlib.crc32(pair.entry.id.encode("utf-8", "surrogatepass")) for pair in pairs]
    parts = np.array(hashes, np.int64) % _HELD_OUT == 0
    return np.asarray(parts[examples.accounts], bool)


def _recalibrated(model: Model, examples: Examples) -> Model:
    now = model.calibration
    bits = examples.totals(model)
    odds = float(np.log2(model.base_rate / (1 - model.base_rate)))

    def lost(numbers: Floats) -> float:
        logit = _LN2 * (numbers[0] * bits + numbers[1] + odds)
        signed = np.where(examples.label, logit, -logit)
        strayed = (numbers - [now.slope, now.intercept]) / [_SLOPE_SPREAD, _INTERCEPT_SPREAD]
        return float(np.logaddexp(0, -signed).sum() + BELIEF / 2 * (strayed @ strayed))

    found = minimize(
        lost, np.array([now.slope, now.intercept]), method="L-BFGS-B",
        bounds=[(0.2, 1.2), (-80.0, 20.0)],
    )  # fmt: skip
    slope, intercept = (round(float(value), 4) for value in found.x)
    return replace(model, calibration=replace(now, slope=slope, intercept=intercept))
