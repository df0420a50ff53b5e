"""Fitting recovers what made the data, and keeps its priors where the data are silent."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from staydown.mirrors import fitting
from staydown.mirrors.examples import Examples, Floats, rows_of, tabulated
from staydown.mirrors.fitting import MOST_WEIGHT, Freedom, Problem, fit
from staydown.mirrors.model import Group, Model, Row, hand_set
from staydown.mirrors.signals import PLACE, SIGNALS
from tests.mirrors.findings import Finding, examples, total

Labelled = list[tuple[bool, Finding]]


def fitted(pairs: Labelled, start: Model | None = None, odds: float = -4.0) -> Model:
    return fit(start or hand_set(), examples(pairs), odds)


def problem(model: Model, pairs: Examples) -> Problem:
    rows = rows_of(model, pairs)
    groups = np.full(len(SIGNALS), -1, np.int64)
    for number, group in enumerate(model.groups):
        groups[[PLACE[name] for name in group.signals]] = number
    overlaps = np.array([group.overlap for group in model.groups])
    row, rarity = tabulated(pairs, rows)
    return Problem(
        row, rarity, pairs.label, pairs.weight, rows, Freedom.of(rows), groups, overlaps, -3.0
    )


def mixed(seed: int, count: int) -> Labelled:
    rng = Random(seed)  # noqa: S311
    return [
        (
            rng.random() < 0.5,
            {
                signal.name: (rng.choice(signal.levels), rng.uniform(0, 20))
                for signal in SIGNALS
                if rng.random() < 0.4
            },
        )
        for _ in range(count)
    ]


def test_before_fitting_the_loss_is_that_of_the_models_own_sums() -> None:
    model, pairs = hand_set(), mixed(1, 60)
    found = problem(model, examples(pairs))
    loss, _ = found.loss(np.zeros(found.size))
    logits = np.array([np.log(2) * (total(model, pair) - 3.0) for _, pair in pairs])
    signs = np.array([1 if label else -1 for label, _ in pairs])
    assert loss == pytest.approx(float(np.logaddexp(0, -signs * logits).sum()))


def test_its_gradient_is_the_slope_of_its_loss() -> None:
    found = inside(problem(hand_set(), examples(mixed(2, 60))))
    at = np.random.default_rng(2).normal(0, 0.02, found.size)
    assert np.count_nonzero(np.abs(found.loss(at)[1]) > 0.1) > 50
    is_the_slope(found, at)


def test_a_number_beyond_its_bound_has_no_slope() -> None:
    found = problem(hand_set(), examples(mixed(2, 60)))
    at = np.random.default_rng(3).normal(0, 2.0, found.size)
    weights, *_ = found.numbers(at)
    assert {0.0, MOST_WEIGHT} <= set(weights.tolist())
    is_the_slope(found, at)


def is_the_slope(found: Problem, at: Floats) -> None:
    _, slope = found.loss(at)
    for place in range(found.size):
        step = np.zeros(found.size)
        step[place] = 1e-6
        above, below = found.loss(at + step)[0], found.loss(at - step)[0]
        assert (above - below) / 2e-6 == pytest.approx(slope[place], rel=1e-3, abs=1e-3)


def inside(found: Problem) -> Problem:
    """The problem started where no number is at a bound, at which the loss has no slope."""
    rows = replace(
        found.start,
        weights=np.clip(found.start.weights, 0.3, 0.9),
        offsets=np.minimum(found.start.offsets, -0.35),
        floors=np.full(len(found.start.names), -50.0),
    )
    return replace(found, start=rows, overlaps=np.clip(found.overlaps, 0.3, 0.6))


def test_it_recovers_the_numbers_that_made_the_data() -> None:
    """Two levels of one signal, labels drawn by a table that is not the prior's."""
    rng = np.random.default_rng(7)
    planted = hand_set()
    levels = {**planted.signals["email"].levels, "shared": Row(0.5, -2.0)}
    planted = replace(
        planted,
        signals={**planted.signals, "email": replace(planted.signals["email"], levels=levels)},
    )
    findings: list[Finding] = [{"email": ("shared", float(n))} for n in rng.uniform(0, 24, 6000)]
    findings += [{} for _ in range(6000)]
    bits = np.array([total(planted, pair) for pair in findings]) - 4.0
    labels = rng.random(len(bits)) < 1 / (1 + np.exp2(-bits))
    row = fitted(list(zip(labels.tolist(), findings, strict=True))).signals["email"].row("shared")
    assert row.weight == pytest.approx(0.5, abs=0.06)
    assert row.offset == pytest.approx(-2.0, abs=0.7)


def test_it_learns_that_a_signal_is_worthless() -> None:
    noise: Labelled = [
        (label, {"links": ("host", 12.0)}) for label in (True, False) for _ in range(400)
    ]
    silent: Labelled = [(label, {}) for label in (True, False) for _ in range(400)]
    finding: Finding = {"links": ("host", 12.0)}
    assert total(fitted(noise + silent, odds=0.0), finding) < 0.35 * total(hand_set(), finding)


def test_it_learns_which_level_is_strong() -> None:
    pairs: Labelled = [(True, {"bio": ("same", 12.0)}) for _ in range(300)]
    pairs += [(False, {"bio": ("near", 12.0)}) for _ in range(300)]
    model = fitted(pairs)
    same, near = (total(model, {"bio": (level, 12.0)}) for level in ("same", "near"))
    assert same > near + 3


def test_it_learns_that_two_signals_say_the_same_thing() -> None:
    both: Finding = {"follows": ("many", 30.0), "followers": ("many", 30.0)}
    one: Finding = {"follows": ("many", 30.0)}
    pairs: Labelled = [(n % 2 == 0, pair) for pair in (both, one) for n in range(600)]
    before = next(group for group in hand_set().groups if "follows" in group.signals)
    after = next(group for group in fitted(pairs).groups if "follows" in group.signals)
    assert after.overlap < before.overlap


def test_it_keeps_the_prior_of_what_it_never_saw() -> None:
    model = fitted([(True, {"bio": ("same", 12.0)}), (False, {})])
    assert model.signals["email"].row("shared") == hand_set().signals["email"].row("shared")
    assert [g.signals for g in model.groups] == [g.signals for g in hand_set().groups]
    assert all(isinstance(group, Group) for group in model.groups)


def test_a_difference_never_speaks_for_a_mirror() -> None:
    """Though every mirror of these examples differs in its language, and nobody else."""
    pairs: Labelled = [(True, {"language": ("differs", 0.0)}) for _ in range(500)]
    pairs += [(False, {"language": ("same", 3.0)}) for _ in range(500)]
    model = fitted(pairs)
    assert total(model, {"language": ("differs", 0.0)}) <= 0


def test_a_rarer_trait_never_becomes_weaker_evidence() -> None:
    pairs: Labelled = [(True, {"bio": ("same", 1.0)}) for _ in range(500)]
    pairs += [(False, {"bio": ("same", 30.0)}) for _ in range(500)]
    assert 0 <= fitted(pairs).signals["bio"].row("same").weight <= fitting.MOST_WEIGHT


def test_the_same_examples_give_the_same_model() -> None:
    pairs = mixed(4, 200)
    assert fitted(pairs).signals == fitted(pairs).signals
