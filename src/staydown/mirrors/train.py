"""Training: from labelled accounts to a model, fitted on some clusters and calibrated on others."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from staydown.mirrors.calibrate import LEAST_BITS, calibrate
from staydown.mirrors.examples import Bools, Examples, merged, thinned
from staydown.mirrors.fitting import fit
from staydown.mirrors.model import Model, ModelError, hand_set
from staydown.mirrors.outcomes import ORDINARY, Truth
from staydown.mirrors.trials import Trial, learnt_background

CANDIDATE_ODDS = -8.0
"""A first guess of the odds, in bits, that a candidate pair is a mirror."""
_FITTED, _PARTS = 2, 3
"""Of three parts of the clusters, two are fitted on and one is calibrated on."""


@dataclass(frozen=True)
class Sample:
    """A trial and its compared pairs."""

    trial: Trial
    examples: Examples


def train(
    fitting: Sequence[Sample], calibrating: Sequence[Sample], start: Model, name: str,
    note: Mapping[str, Any], spread: float = 1.0,
) -> Model:  # fmt: skip
    """A model whose table is fitted on some samples and calibrated on others.

    The two must not share entries. `note` says where the data are from and goes into the file;
    `spread`: how many times as far as usual the table may stray from the start's. Raises
    ModelError where a sample has no true pair.
    """
    for sample in (*fitting, *calibrating):
        if not sample.examples.label.any():
            raise ModelError("training needs pairs that are mirrors, and has none")
    parts = [thinned(one.examples, one.examples.totals(start)) for one in fitting]
    pairs = merged(parts)
    model = fit(start, pairs, CANDIDATE_ODDS, spread)
    model = calibrated(model, calibrating)
    counts = {"fitted_pairs": len(pairs), "fitted_true_pairs": int(pairs.label.sum())}
    return replace(model, name=name, fitted_on={**note, **counts})


def calibrated(model: Model, samples: Sequence[Sample]) -> Model:
    """The model with its sums calibrated on these accounts. A mirror whose best match is another's
    entry is left out: it is neither found nor wrongly accused."""
    bits, right, lookalike = [], [], []
    for sample in samples:
        trial, pairs = sample.trial, sample.examples
        totals = pairs.totals(model)
        best = np.full(len(trial.accounts), LEAST_BITS)
        own = np.full(len(trial.accounts), -np.inf)
        np.maximum.at(best, pairs.accounts, totals)
        np.maximum.at(own, pairs.accounts[pairs.label], totals[pairs.label])
        truths = [trial.truth.get(account.id, Truth()) for account in trial.accounts]
        mirrors = np.array([truth.mirror_of is not None for truth in truths])
        others = np.array([truth.kind not in ORDINARY for truth in truths]) & ~mirrors
        kept = ~mirrors | (own >= best)
        bits.append(best[kept])
        right.append(mirrors[kept])
        lookalike.append(others[kept])
    entries = int(np.mean([len(sample.trial.entries) for sample in samples]))
    found = calibrate(
        np.concatenate(bits), np.concatenate(right), np.concatenate(lookalike),
        model.base_rate, entries,
    )  # fmt: skip
    return replace(model, calibration=found)


def trained(trial: Trial, name: str) -> Model:
    """A model fitted on two thirds of a trial's clusters and calibrated on the rest. Raises
    ModelError where there is nothing to learn from."""
    start = replace(hand_set(), background=learnt_background([*trial.entries, *trial.accounts]))
    examples = trial.compared(start)
    fitted = _fitted(trial)
    parts = [_part(trial, examples, own) for own in (fitted, ~fitted)]
    note = {"data": "given", "accounts": len(trial.accounts)}
    return train(parts[:1], parts[1:], start, name, note)


def _fitted(trial: Trial) -> Bools:
    """Which accounts are fitted on; a cluster stays whole."""
    clusters = (trial.truth.get(a.id, Truth()).cluster or a.id for a in trial.accounts)
    hashes = (zlib.crc32(cluster.encode("utf-8", "surrogatepass")) for cluster in clusters)
    return np.array([number % _PARTS < _FITTED for number in hashes], bool)


def _part(trial: Trial, examples: Examples, own: Bools) -> Sample:
    """The accounts of some clusters, and their pairs."""
    number = np.cumsum(own) - 1
    pairs = examples.some(own[examples.accounts])
    pairs = replace(pairs, accounts=number[pairs.accounts])
    accounts = [account for account, kept in zip(trial.accounts, own, strict=True) if kept]
    return Sample(Trial(trial.entries, accounts, trial.truth), pairs)
