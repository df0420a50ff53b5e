"""Training: from labelled accounts to a model, fitted on some clusters and calibrated on others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from staydown.mirrors.calibrate import Scored, calibrate
from staydown.mirrors.collect import thinned
from staydown.mirrors.examples import Pair, levels_of, tabulate
from staydown.mirrors.fitting import fit
from staydown.mirrors.model import Model, hand_set
from staydown.mirrors.outcomes import NOTHING, Truth

#: A first guess of the odds, in bits, that a candidate pair is a mirror.
CANDIDATE_ODDS = -8.0
ORDINARY = ("ordinary", "profile")


@dataclass(frozen=True, slots=True)
class Sample:
    """Compared pairs of accounts whose truth is known, and how many entries they met."""

    pairs: Sequence[Pair]
    accounts: Sequence[str]
    truth: Mapping[str, Truth]
    entries: int


def train(fitting: Sample, calibrating: Sample, name: str, note: Mapping[str, Any]) -> Model:
    """A model whose table is fitted on one sample and calibrated on another.

    The samples must not share entries. `note` says where the data are from and goes into the file.
    Raises ValueError where a sample has no true pair.
    """
    for sample in (fitting, calibrating):
        if not any(pair.label for pair in sample.pairs):
            raise ValueError("training needs pairs that are mirrors, and has none")
    start = hand_set()
    pairs = thinned(fitting.pairs, [start.bits(pair.comparisons) for pair in fitting.pairs])
    levels = levels_of(start, pairs)
    model = fit(start, levels, tabulate(pairs, levels), CANDIDATE_ODDS)
    scored = best_matches(model, calibrating)
    calibration = calibrate(scored, model.base_rate, calibrating.entries)
    counts = {
        "fitted_pairs": len(pairs),
        "fitted_true_pairs": sum(pair.label for pair in pairs),
        "calibrated_accounts": len(scored),
    }
    return replace(model, name=name, calibration=calibration, fitted_on={**note, **counts})


def best_matches(model: Model, sample: Sample) -> list[Scored]:
    """Each account's best match. A mirror whose best match is another's entry counts as wrong."""
    best: dict[str, tuple[float, bool]] = defaultdict(lambda: (NOTHING, False))
    for pair in sample.pairs:
        best[pair.account] = max(best[pair.account], (model.bits(pair.comparisons), pair.label))
    found = []
    for account in sample.accounts:
        bits, right = best[account]
        truth = sample.truth.get(account, Truth())
        if right or truth.mirror_of is None:
            lookalike = truth.mirror_of is None and truth.kind not in ORDINARY
            found.append(Scored(max(bits, LEAST_BITS), right, lookalike))
    return found


#: What an account without candidates scores in calibration.
LEAST_BITS = -20.0
