"""How the model in the package was made: `python -m staydown.mirrors.shipped`.

The shipped model is fitted on all tricks, and its background counted on invented ordinary accounts.
Then the tricks are split in two folds, and a model fitted on either is measured on the other, so
that the card has figures of tricks that a model never saw. Every world has a seed of its own, and
the same program gives the same model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from staydown.mirrors.background import Background
from staydown.mirrors.evaluate import Evaluation, evaluate
from staydown.mirrors.finder import TraitFinder
from staydown.mirrors.model import DEFAULT, Model
from staydown.mirrors.outcomes import Outcome
from staydown.mirrors.records import parse
from staydown.mirrors.rehearsal import Rehearsal, outcomes, rehearse
from staydown.mirrors.report import html
from staydown.mirrors.synth import TRICKS, Recipe, fold, generate
from staydown.mirrors.train import Sample, train

NAME = "staydown-mirrors-1"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the worlds are: entries of a watchlist, and accounts of each of the three sorts."""

    entries: int = 800
    accounts: int = 1500
    background: int = 12_000


def world(seed: int, size: Size, tricks: Sequence[str], kept: Sequence[int]) -> Rehearsal:
    """A world of those tricks, compared."""
    recipe = Recipe(
        seed=seed,
        entries=size.entries,
        returns=size.accounts,
        innocents=size.accounts,
        ordinary=size.accounts,
        kept=kept,
        tricks=tuple(tricks),
    )
    return rehearse(generate(recipe), TraitFinder)


def merged(samples: Sequence[Sample]) -> Sample:
    """Samples of several worlds as one: ids are of their worlds, so that none clash."""
    return Sample(
        pairs=[pair for sample in samples for pair in sample.pairs],
        accounts=[account for sample in samples for account in sample.accounts],
        truth={id_: truth for sample in samples for id_, truth in sample.truth.items()},
        entries=samples[0].entries,
    )


def make(seed: int, size: Size, tricks: Sequence[str], name: str, worlds: int = 1) -> Model:
    """A model fitted on so many worlds of those tricks and calibrated on one more."""
    kept = (1, 1, 2, 3)
    fitting = [world(seed + n, size, tricks, kept).sample for n in range(1, worlds + 1)]
    calibrating = world(seed, size, tricks, kept).sample
    note = {"data": "staydown.mirrors.synth", "seed": seed, "tricks": len(tricks), **asdict(size)}
    return train(merged(fitting), calibrating, name, note)


def on_tricks_left_out(seed: int, size: Size) -> tuple[list[Outcome], Model]:
    """Outcomes of each fold's returns, one trait kept, under the model fitted on the other fold."""
    found: list[Outcome] = []
    models = [make(seed + 100 * number, size, fold(number), f"fold-{number}") for number in (0, 1)]
    for number, model in enumerate(models):
        test = world(seed + 50 + number, size, fold(1 - number), (1,))
        found += outcomes(test, model)
    return found, models[0]


def background(seed: int, size: Size) -> Background:
    """Counts of traits that at least twenty invented ordinary accounts bear."""
    ordinary = generate(
        Recipe(seed=seed, entries=1, returns=0, innocents=0, ordinary=size.background)
    )
    return Background.fit(parse(record) for record in ordinary.accounts)


def card(left_out: Evaluation, known: Evaluation, twice: Evaluation) -> dict[str, Any]:
    """The figures of the model's card."""
    return {
        "tricks left out of fitting, one trait kept": _figures(left_out),
        "tricks fitted to, one trait kept": _figures(known),
        "tricks fitted to, two traits kept": _figures(twice),
    }


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "accounts": dict(evaluation.counts),
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
    parser.add_argument("--seed", type=int, default=2025)
    parser.add_argument("--out", type=Path, default=DEFAULT)
    parser.add_argument("--report", type=Path)
    parser.add_argument("--entries", type=int, default=800)
    parser.add_argument("--accounts", type=int, default=1500)
    parser.add_argument("--background", type=int, default=12_000)
    given = parser.parse_args(arguments)
    size = Size(given.entries, given.accounts, given.background)
    model = make(given.seed, size, tuple(TRICKS), NAME, worlds=2)
    model = replace(model, background=background(given.seed + 9, size))
    model.save(given.out)
    print("fitted", flush=True)  # noqa: T201
    tested, fold_model = on_tricks_left_out(given.seed + 1000, size)
    left_out = evaluate(tested, fold_model)
    known = evaluate(outcomes(world(given.seed + 7, size, tuple(TRICKS), (1,)), model), model)
    twice = evaluate(outcomes(world(given.seed + 8, size, tuple(TRICKS), (2,)), model), model)
    figures = json.dumps(card(left_out, known, twice), indent=1, sort_keys=True)
    given.out.with_suffix(".figures.json").write_text(figures + "\n")
    if given.report:
        given.report.write_text(html(left_out, model, "Tricks left out of fitting"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
