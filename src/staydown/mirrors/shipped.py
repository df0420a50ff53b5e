"""How the model in the package was made: `python -m staydown.mirrors.shipped`.

The shipped model is fitted, with a short rein, on all tricks, in several worlds that differ in how
they are put together (`synth.Recipe.varied`), and its background counted on invented ordinary
accounts. Then the tricks are split in two folds, and a model fitted on either is measured on the
other, so that the card has figures of tricks that a model never saw. Every world has a seed of its
own, and the same program gives the same model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from staydown.mirrors.background import Background
from staydown.mirrors.evaluate import Evaluation, evaluate
from staydown.mirrors.model import DEFAULT, Model, hand_set
from staydown.mirrors.records import parse
from staydown.mirrors.report import html
from staydown.mirrors.synth import FREQUENT, KINDS, TRICKS, Recipe, fold, generate
from staydown.mirrors.train import Sample, train
from staydown.mirrors.trials import Trial, learnt_background

NAME = "staydown-mirrors-2"
KEPT = (1, 1, 2, 3)
SPREAD = 0.015
"""Worlds of one hand teach how their inventor thinks: fitted freely, a model finds more of its own
worlds' returns and fewer in worlds that others put together. So the table strays little from its
priors, however many examples there are."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large the worlds are: entries of a watchlist, and accounts of each of the three sorts."""

    entries: int = 2000
    accounts: int = 2000
    background: int = 30_000
    worlds: int = 4


def world(
    seed: int, size: Size, tricks: Sequence[str], kept: Sequence[int],
    kinds: Sequence[str] = tuple(KINDS),
) -> Trial:  # fmt: skip
    """A world of those tricks and those kinds of innocents."""
    return Trial.of(generate(Recipe.varied(
        seed, entries=size.entries, returns=size.accounts, innocents=size.accounts,
        ordinary=size.accounts, kept=kept, tricks=tuple(tricks), kinds=tuple(kinds),
    )))  # fmt: skip


def sample(trial: Trial, model: Model) -> Sample:
    """A world, compared."""
    return Sample(trial, trial.compared(model))


def make(seed: int, size: Size, tricks: Sequence[str], name: str, background: Background) -> Model:
    """A model fitted on so many worlds of those tricks and calibrated on two more."""
    start = replace(hand_set(), background=background)
    worlds = [sample(world(seed + n, size, tricks, KEPT), start) for n in range(size.worlds + 2)]
    note = {"data": "staydown.mirrors.synth", "seed": seed, "tricks": len(tricks), **asdict(size)}
    return train(worlds[2:], worlds[:2], start, name, note, SPREAD)


def ordinary(seed: int, size: Size) -> Background:
    """Counts of traits that at least twenty invented ordinary accounts bear."""
    found = generate(Recipe(seed=seed, entries=1, returns=0, innocents=0, ordinary=size.background))
    return learnt_background([parse(record) for record in found.accounts])


def measured(
    seed: int, size: Size, tricks: Sequence[str], model: Model
) -> Iterator[tuple[str, Evaluation]]:
    """A model's measures in worlds that it never saw, by what they are of."""
    for kept, traits in ((1, "one trait"), (2, "two traits")):
        for kinds, whom in ((FREQUENT, "frequent look-alikes"), (tuple(KINDS), "all look-alikes")):
            trial = world(seed + kept, size, tricks, (kept,), kinds)
            yield f"{traits} kept, {whom}", evaluate(trial.outcomes(model), model)


def card(found: dict[str, Evaluation]) -> dict[str, Any]:
    """The figures of the model's card."""
    return {name: _figures(one) for name, one in found.items()}


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "accounts": dict(sorted(evaluation.counts.items())),
        "candidates": round(evaluation.candidates, 4),
        "recall": {f"{rate:g}": asdict(figure) for rate, figure in evaluation.recall.items()},
        "auc": asdict(evaluation.auc),
        "top1": asdict(evaluation.top1),
        "calibration_error": evaluation.calibration_error,
        "tiers": {name: asdict(tier) for name, tier in evaluation.tiers.items()},
        "by trick": {
            trick: round(figure.value, 3)
            for trick, figure in evaluation.slices.get("trick", {}).items()
        },
        "wrongly accused": evaluation.alarms,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the model, its figures and its report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--out", type=Path, default=DEFAULT)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--entries", type=int, default=2000)
    parser.add_argument("--accounts", type=int, default=2000)
    parser.add_argument("--background", type=int, default=30_000)
    parser.add_argument("--worlds", type=int, default=4)
    parser.add_argument("--no-figures", action="store_true")
    given = parser.parse_args(arguments)
    size = Size(given.entries, given.accounts, given.background, given.worlds)
    background = ordinary(given.seed + 9, size)
    model = make(given.seed + 1000, size, tuple(TRICKS), NAME, background)
    model.save(given.out)
    if given.no_figures:
        return 0
    found: dict[str, Evaluation] = {}
    for number in (0, 1):
        fitted, left_out = fold(number), fold(1 - number)
        half = make(given.seed + 2000 + 100 * number, size, fitted, f"fold-{number}", background)
        for name, one in measured(given.seed + 60 + 10 * number, size, left_out, half):
            found[f"half {number} of the tricks left out of fitting, {name}"] = one
    for name, one in measured(given.seed + 80, size, tuple(TRICKS), model):
        found[f"tricks fitted to, {name}"] = one
    figures = json.dumps(card(found), indent=1, sort_keys=True)
    given.out.with_suffix(".figures.json").write_text(figures + "\n")
    if given.report:
        first = next(iter(found.values()))
        given.report.write_text(html(first, model, "Tricks left out of fitting"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
