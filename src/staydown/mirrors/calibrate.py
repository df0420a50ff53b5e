"""From bits to probabilities that keep their word at a stated base rate.

Platt's method (Platt 1999, with his smoothed targets) on each account's best match, over a
population put together as stated: so many mirrors, so many accounts that resemble an entry without
being it, and ordinary ones for the rest.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize

from staydown.mirrors.examples import Bools, Floats
from staydown.mirrors.model import Calibration

LN2 = float(np.log(2))
LOOKALIKES = 0.001
"""Of all new accounts, how many share with some entry a trait that only few share (a namesake of a
rare name, a fan, a family's phone): ten for each mirror. An assumption, stated in the model's card:
nobody publishes it."""
LEAST_BITS = -20.0
"""What an account without candidates scores in calibration."""


def calibrate(
    bits: Floats, right: Bools, lookalike: Bools, base_rate: float, entries: int
) -> Calibration:
    """Slope and intercept that make bits calibrated, at a watchlist of `entries` entries. By
    account: bits of its best match, whether that is right, whether the account only resembles."""
    weight = _weights(right, lookalike, base_rate)
    prior = np.log2(base_rate / (1 - base_rate))
    target = np.where(right, 1 - 1 / (right.sum() + 2), 1 / ((~right).sum() + 2) * base_rate)
    found = minimize(
        _loss, np.array([0.7, -8.0]), args=(np.maximum(bits, LEAST_BITS), target, weight, prior),
        method="L-BFGS-B", bounds=[(0.2, 1.0), (-60.0, 20.0)],
    )  # fmt: skip
    slope, intercept = (round(float(value), 4) for value in found.x)
    return Calibration(slope=slope, intercept=intercept, entries=entries)


def _weights(right: Bools, lookalike: Bools, base_rate: float) -> Floats:
    """How many of the population each account stands for, per account of the sample."""
    kinds = np.where(right, 0, np.where(lookalike, 1, 2))
    shares = np.array([base_rate, LOOKALIKES, 1 - LOOKALIKES - base_rate])
    counts = np.maximum(np.bincount(kinds, minlength=3), 1)
    return np.asarray((shares / counts)[kinds], dtype=float)


def _loss(numbers: Floats, bits: Floats, target: Floats, weight: Floats, prior: float) -> float:
    logit = LN2 * (numbers[0] * bits + numbers[1] + prior)
    losses = target * np.logaddexp(0, -logit) + (1 - target) * np.logaddexp(0, logit)
    # Scaled up: the optimiser stops at absolute differences.
    return float(np.sum(weight * losses) * 1e4)
