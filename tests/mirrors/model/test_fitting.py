"""Fitting recovers what made the data, and keeps its priors where the data are silent."""

from __future__ import annotations

import numpy as np
import pytest

from staydown.mirrors.calibrate import LOOKALIKES, Scored, calibrate
from staydown.mirrors.collect import thinned
from staydown.mirrors.examples import Pair, levels_of, tabulate
from staydown.mirrors.fitting import fit
from staydown.mirrors.model import Model, hand_set
from staydown.mirrors.signals import Comparison


def pair(label: bool, *found: tuple[str, str, float], account: str = "a") -> Pair:
    comparisons = tuple(Comparison(s, level, rarity, 1.0, "") for s, level, rarity in found)
    return Pair(account, "e", comparisons, label, 1.0, "e")


def fitted(pairs: list[Pair]) -> Model:
    start = hand_set()
    levels = levels_of(start, pairs)
    return fit(start, levels, tabulate(pairs, levels), -4.0)


def test_it_scores_arrays_as_the_model_scores_pairs() -> None:
    """After fitting to nothing but one pair a side the sums must still be the model's."""
    pairs = [
        pair(
            True,
            ("handle", "successor", 18.0),
            ("display_name", "same", 9.0),
            ("time", "soon-after", 3),
        ),
        pair(
            False,
            ("handle", "differs", 0.0),
            ("display_name", "near", 9.0),
            ("phone", "shared", 26),
        ),
    ]
    from staydown.mirrors import fitting

    model = hand_set()
    levels = levels_of(model, pairs)
    examples = tabulate(pairs, levels)
    layout = fitting.Layout.of(model, examples.signals)
    overlaps = np.array([group.overlap for group in model.groups])
    numbers = fitting.Numbers(levels.weights, levels.offsets, overlaps, np.array([0.0]))
    total, _, _ = fitting._scores(numbers, levels, examples, layout)
    assert total == pytest.approx([model.bits(one.comparisons) for one in pairs])


def test_its_gradient_is_the_slope_of_its_loss() -> None:
    from staydown.mirrors import fitting

    pairs = [
        pair(True, ("handle", "same", 12.0), ("display_name", "near", 11.0), ("bio", "near", 9.0)),
        pair(
            False, ("handle", "near", 7.0), ("display_name", "same", 5.0), ("phone", "shared", 8.0)
        ),
    ]
    model = hand_set()
    levels = levels_of(model, pairs)
    examples = tabulate(pairs, levels)
    layout = fitting.Layout.of(model, examples.signals)
    overlaps = np.array([group.overlap for group in model.groups])
    start = fitting.Numbers(levels.weights, levels.offsets, overlaps, np.array([-3.0]))
    flat = np.zeros(len(start.flat()))
    _, slope = fitting._loss(flat, start, levels, examples, layout)
    for at in np.flatnonzero(np.abs(slope) > 1e-3):
        step = np.zeros_like(flat)
        step[at] = 1e-5
        above, _ = fitting._loss(flat + step, start, levels, examples, layout)
        below, _ = fitting._loss(flat - step, start, levels, examples, layout)
        assert (above - below) / 2e-5 == pytest.approx(slope[at], rel=1e-3, abs=1e-4)


def test_it_learns_that_a_signal_is_worthless() -> None:
    noise = [pair(label, ("links", "host", 12.0)) for label in (True, False) for _ in range(400)]
    silent = [pair(label) for label in (True, False) for _ in range(400)]
    before, after = hand_set(), fitted(noise + silent)
    finding = [Comparison("links", "host", 12.0, 1.0, "")]
    assert after.bits(finding) < 0.35 * before.bits(finding)


def test_it_learns_which_level_is_strong() -> None:
    pairs = [pair(True, ("bio", "same", 12.0)) for _ in range(300)]
    pairs += [pair(False, ("bio", "near", 12.0)) for _ in range(300)]
    model = fitted(pairs)
    same, near = (model.bits([Comparison("bio", level, 12.0, 1, "")]) for level in ("same", "near"))
    assert same > near + 5


def test_it_keeps_the_prior_of_what_it_never_saw() -> None:
    model = fitted([pair(True, ("bio", "same", 12.0)), pair(False)])
    assert model.signals["phone"] == hand_set().signals["phone"]


def test_it_thins_easy_pairs_and_lets_the_rest_stand_for_them() -> None:
    pairs = [pair(False, ("bio", "near", 5.0), account=f"a{n % 5}") for n in range(100)]
    pairs.append(pair(True, ("bio", "same", 20.0)))
    kept = thinned(pairs, [hand_set().bits(one.comparisons) for one in pairs])
    assert sum(one.label for one in kept) == 1
    assert len(kept) < 60
    assert sum(one.weight for one in kept) == pytest.approx(len(pairs))


def scored(rng: np.random.Generator, count: int, centre: float, right: bool) -> list[Scored]:
    return [Scored(float(bits), right, False) for bits in rng.normal(centre, 4.0, count)]


def test_it_calibrates_so_that_half_is_half() -> None:
    """Two normal heaps of one width: the true log-odds are linear in bits, and known."""
    rng = np.random.default_rng(3)
    sample = scored(rng, 4000, 24.0, right=True) + scored(rng, 4000, 0.0, right=False)
    found = calibrate(sample, base_rate=0.01, entries=1000)
    true_slope = (24.0 / 4.0**2) / np.log(2)
    assert found.slope == pytest.approx(min(1.0, true_slope), abs=0.15)


def test_it_is_more_careful_where_lookalikes_score_high() -> None:
    rng = np.random.default_rng(3)
    plain = scored(rng, 2000, 24.0, right=True) + scored(rng, 2000, 0.0, right=False)
    alike = [Scored(bits.bits + 16, False, True) for bits in scored(rng, 500, 0.0, right=False)]
    careless = calibrate(plain, 1e-4, 1000)
    careful = calibrate(plain + alike, 1e-4, 1000)
    assert LOOKALIKES > 1e-4
    assert careful.apply(16.0, None) < careless.apply(16.0, None)
