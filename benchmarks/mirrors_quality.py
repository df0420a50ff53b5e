"""How many returns are found at how many false alarms, beside the peers a user would pick.

All see the same generated accounts: returns by tricks that the engine's model was not fitted to,
which keep one trait or two, among as many look-alikes as ordinary accounts. One JSON line each:
recall by false-positive rate with its 95% interval, by trick the share found at a rate of 1e-3, and
the slices on which a peer is better beyond the intervals.

`python -m benchmarks.mirrors_quality [ACCOUNTS [ENTRIES]]`: accounts of each sort, 2000 and 1000 if
not given.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from benchmarks.mirrors_peers import PEERS, Scores
from benchmarks.support import tell
from staydown.mirrors.evaluate import FALSE_POSITIVE_RATES, threshold
from staydown.mirrors.outcomes import NOTHING
from staydown.mirrors.shipped import Size, make, ordinary
from staydown.mirrors.synth import FREQUENT, Recipe, World, fold, generate
from staydown.mirrors.trials import Trial

SEED = 4_000
ROUNDS = 200
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Found:
    """What one engine makes of some accounts: the score of each one's best entry, and of its own;
    which are returns, by which trick."""

    best: Floats
    own: Floats
    returns: npt.NDArray[np.bool_]
    trick: npt.NDArray[np.str_]

    def joined(self, other: Found) -> Found:
        """Both halves, each measured against its own innocents: scores in ranks of those."""
        one, two = self.ranked(), other.ranked()
        return Found(
            np.concatenate([one.best, two.best]), np.concatenate([one.own, two.own]),
            np.concatenate([one.returns, two.returns]), np.concatenate([one.trick, two.trick]),
        )  # fmt: skip

    def ranked(self) -> Found:
        """Scores as minus the share of innocents that score as much or more."""
        innocent = np.sort(self.best[~self.returns])

        def rank(scores: Floats) -> Floats:
            above = len(innocent) - np.searchsorted(innocent, scores, "left")
            return np.where(scores <= NOTHING, -2.0, -above / len(innocent))

        return Found(rank(self.best), rank(self.own), self.returns, self.trick)

    def above(self, rate: float) -> npt.NDArray[np.bool_]:
        """Which returns are found at a false-positive rate."""
        hit: npt.NDArray[np.bool_] = self.own > threshold(self.best[~self.returns], rate)
        return hit


def main(accounts: int = 2000, entries: int = 1000) -> None:
    """Fit on one half of the tricks, measure on the other; and the reverse."""
    size = Size(entries, accounts)
    background = ordinary(SEED + 9, size)
    models = [make(SEED + 100 * n, size, fold(n), f"fold-{n}", background) for n in (0, 1)]
    for kept in (1, 2):
        found: dict[str, Found] = {}
        for number, model in enumerate(models):
            made = generate(Recipe.varied(
                SEED + 50 + 10 * kept + number, entries=entries, returns=accounts,
                innocents=accounts, ordinary=accounts, kept=(kept,), tricks=fold(1 - number),
                kinds=FREQUENT,
            ))  # fmt: skip
            trial = Trial.of(made)
            outcome = trial.outcomes(model)
            engines = {"staydown": _of(made, outcome.best, outcome.own)}
            for name, peer in PEERS.items():
                engines[name] = _by_peer(made, peer(made.entries, made.accounts))
            for name, one in engines.items():
                found[name] = found[name].joined(one) if name in found else one
        for name, one in found.items():
            tell("mirrors-quality", engine=name, kept=kept, accounts=len(one.best), **recalls(one))
        tell("mirrors-slices", kept=kept, **slices(found))


def _of(made: World, best: Floats, own: Floats) -> Found:
    notes = [made.notes[account["id"]] for account in made.accounts]
    return Found(
        best, own, np.array([note.kind == "return" for note in notes]),
        np.array(["+".join(note.tricks) if note.kind == "return" else "" for note in notes]),
    )  # fmt: skip


def _by_peer(made: World, scores: Scores) -> Found:
    place = {entry["id"]: number for number, entry in enumerate(made.entries)}
    notes = [made.notes[account["id"]] for account in made.accounts]
    own = [
        row[place[note.entry]] if note.kind == "return" and note.entry in place else NOTHING
        for row, note in zip(scores, notes, strict=True)
    ]
    return _of(made, scores.max(axis=1), np.array(own))


def recalls(found: Found) -> dict[str, list[float]]:
    """Recall and its interval at each false-positive rate that there are enough innocents for."""
    innocents = int((~found.returns).sum())
    return {
        f"recall_at_{rate:g}": [round(value, 4) for value in interval(found, rate)]
        for rate in FALSE_POSITIVE_RATES
        if rate * innocents >= 1
    }


def interval(found: Found, rate: float) -> tuple[float, float, float]:
    """Recall, and its 95% interval by resampling accounts, the innocents that set the bar too."""
    random, count = np.random.default_rng(0), len(found.best)
    drawn = []
    for _ in range(ROUNDS):
        weights = np.bincount(random.integers(0, count, count), minlength=count)
        bar = threshold(found.best[~found.returns], rate, weights[~found.returns])
        mine = weights[found.returns]
        drawn.append(float(((found.own[found.returns] > bar) * mine).sum() / max(1, mine.sum())))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(found.above(rate)[found.returns].mean()), float(low), float(high)


def slices(found: Mapping[str, Found], rate: float = 1e-3) -> dict[str, object]:
    """By trick what the engine finds and what the best peer does; and where a peer is better by
    more than chance (a one-sided sign test at 2.5% on the accounts that only one of them finds)."""
    from scipy.stats import binomtest

    ours = found["staydown"]
    hit, told, worse = ours.above(rate), {}, []
    for trick in sorted(set(ours.trick[ours.returns].tolist())):
        own = ours.trick == trick
        shares = {name: float(one.above(rate)[own].mean()) for name, one in found.items()}
        del shares["staydown"]
        best = max(shares, key=lambda name: shares[name])
        theirs = found[best].above(rate)
        lost, won = int((theirs & ~hit & own).sum()), int((hit & ~theirs & own).sum())
        if lost and binomtest(lost, lost + won, 0.5, "greater").pvalue < 0.025:
            worse.append(trick)
        told[trick] = [round(float(hit[own].mean()), 3), round(shares[best], 3), int(own.sum())]
    return {"rate": rate, "by_trick": told, "peer_better": worse}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
