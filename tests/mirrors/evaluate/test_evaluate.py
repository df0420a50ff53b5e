"""Measures on outcomes small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from staydown.mirrors import evaluate as ev
from staydown.mirrors.evaluate import MeasureError, Resampled, evaluate
from staydown.mirrors.model import hand_set
from tests.mirrors.evaluate.counted import One, innocent, innocents, outcomes, ret

MODEL = hand_set()


def test_it_counts_recall_above_the_share_of_innocents_allowed() -> None:
    found = outcomes(ret(5), ret(15), ret(25), ret(35), *innocents(20))
    assert ev.recall_at(found, 0.0) == 0.5
    assert ev.recall_at(found, 0.5) == 0.75
    assert ev.recall_at(found, 1.0) == 1.0


def test_a_return_that_is_taken_for_anothers_mirror_is_not_recalled() -> None:
    assert ev.recall_at(outcomes(ret(30, place=0), ret(30), innocent(1)), 0.0) == 0.5


def test_the_bar_is_what_no_more_than_the_share_exceeds() -> None:
    bits = np.arange(10.0)
    assert ev.threshold(bits, 0.0) == 9
    assert ev.threshold(bits, 0.1) == 8
    assert ev.threshold(bits, 0.19) == 8
    assert ev.threshold(bits, 1.0) == 0
    twice_the_last = np.array([1] * 9 + [2])
    assert ev.threshold(bits, 0.1, twice_the_last) == 9


def test_it_ranks_by_chance_where_scores_tie() -> None:
    assert evaluate(outcomes(ret(1), innocent(1)), MODEL).auc.value == 0.5
    assert evaluate(outcomes(ret(2), innocent(1)), MODEL).auc.value == 1.0
    assert evaluate(outcomes(ret(0), innocent(1)), MODEL).auc.value == 0.0
    mixed = outcomes(ret(5), ret(1), innocent(1), innocent(3))
    assert evaluate(mixed, MODEL).auc.value == (2 + 0.5) / 4


def test_it_ranks_attribution_by_place() -> None:
    found = evaluate(outcomes(ret(1), ret(1, place=2), ret(1, place=0), innocent(0)), MODEL)
    assert found.mrr.value == pytest.approx(0.5)
    assert found.top1.value == pytest.approx(1 / 3)
    assert found.candidates == pytest.approx(2 / 3)


def test_it_sees_a_probability_that_does_not_keep_its_word() -> None:
    honest = evaluate(outcomes(ret(9, 1.0), innocent(1, 0.0)), MODEL)
    boastful = outcomes(ret(9, 1.0), innocent(1, 1.0), innocent(2, 1.0), innocent(3, 1.0))
    assert honest.calibration_error == 0
    assert evaluate(boastful, MODEL).calibration_error == pytest.approx(0.75)
    assert evaluate(boastful, MODEL).reliability == ((1.0, 0.25, 4),)


def test_it_bounds_what_it_never_saw() -> None:
    """The rule of three: none in 300 leaves at most about 1%."""
    assert ev.upper_bound(0, 300) == pytest.approx(0.00994, abs=2e-4)
    assert ev.upper_bound(3, 3) == ev.upper_bound(0, 0) == 1.0


def test_its_interval_counts_the_returns_of_one_entry_as_one() -> None:
    def found(cluster: str) -> ev.Figure:
        ones = [ret(float(n), place=1 + n % 2, cluster=cluster.format(n)) for n in range(10)]
        return evaluate(outcomes(*ones, *innocents(10)), MODEL).top1

    apart, together = found("{}"), found("same")
    assert apart.value == together.value == 0.5
    assert apart.low < 0.5 < apart.high
    assert together.low == together.high == 0.5


def test_rounds_that_draw_no_returns_say_nothing_about_recall() -> None:
    found = evaluate(outcomes(ret(500, cluster="same"), *innocents(120)), MODEL)
    assert found.recall[1e-2].low == found.recall[1e-2].high == 1.0
    assert found.auc.low == found.auc.high == 1.0
    assert found.slices["trick"]["handle-same"].low == 1.0


def test_the_same_seed_draws_the_same_rounds() -> None:
    found = outcomes(ret(1), ret(2), *innocents(5))
    assert (Resampled.of(found, 1).draws == Resampled.of(found, 1).draws).all()
    assert (Resampled.of(found, 1).draws != Resampled.of(found, 2).draws).any()
    assert Resampled.of(found, 1).draws.sum(axis=1).tolist() == [7] * ev.ROUNDS


def test_only_rates_that_the_innocents_can_show_are_told() -> None:
    assert set(evaluate(outcomes(ret(1), *innocents(100)), MODEL).recall) == {1e-2}
    assert set(evaluate(outcomes(ret(1), *innocents(99)), MODEL).recall) == set()


def test_it_counts_false_alarms_of_ordinary_accounts_per_hundred_thousand() -> None:
    found = outcomes(ret(30, 1.0), innocent(9, 0.6), *innocents(99))
    figures = evaluate(found, MODEL).tiers["possible"]
    assert figures.recall == 1.0
    assert figures.false_per_100k == pytest.approx(1000)
    assert figures.precision == pytest.approx(1e-4 / (1e-4 + (1 - 1e-4) * 0.01))
    assert figures.false_per_100k_bound > figures.false_per_100k
    assert figures.precision_bound < figures.precision
    assert figures.alerts_per_100k == pytest.approx(10 + (1 - 1e-4) * 1000)


def test_a_return_that_is_attributed_to_another_entry_is_in_no_tier() -> None:
    found = outcomes(ret(30, 1.0), ret(30, 1.0, place=2), innocent(1))
    assert evaluate(found, MODEL).tiers["likely"].recall == 0.5


def test_lookalikes_are_accused_in_a_table_of_their_own() -> None:
    found = outcomes(ret(30, 1.0), innocent(5, 0.6, "fan"), innocent(5, 0.1, "fan"), innocent(1))
    evaluation = evaluate(found, MODEL)
    assert evaluation.alarms["fan"] == {"accounts": 2, "possible": 0.5, "likely": 0}
    assert evaluation.tiers["possible"].false_per_100k == 0
    assert evaluation.counts == {"return": 1, "fan": 2, "ordinary": 1}


def test_it_tells_what_a_signal_adds() -> None:
    lost = ev.ablation(outcomes(ret(30), ret(31), innocent(3)))
    assert lost["handle"] == 1.0
    assert lost["bio"] == 0.0


def test_its_curves_rise() -> None:
    found = evaluate(outcomes(*(ret(2.5 * n + 0.5) for n in range(8)), *innocents(20)), MODEL)
    assert list(found.roc) == sorted(found.roc)
    assert found.roc[-1] == (1.0, 1.0)
    recalls = [recall for recall, _ in found.pr]
    assert recalls == sorted(recalls)
    assert 0 < found.average_precision < 1


@pytest.mark.parametrize("ones", [[], [ret(1)], [innocent(1)]], ids=["none", "returns", "others"])
def test_it_refuses_to_measure_one_side_only(ones: list[One]) -> None:
    with pytest.raises(MeasureError, match="needs accounts"):
        evaluate(outcomes(*ones), MODEL)
