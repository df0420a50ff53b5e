"""Measures on outcomes small enough to count by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from staydown.mirrors import evaluate as ev
from staydown.mirrors.model import Evidence, hand_set
from staydown.mirrors.outcomes import NOTHING, Outcome, Truth, outcome, script, truths
from staydown.mirrors.records import Account
from staydown.mirrors.report import html


@dataclass
class Match:
    entry: str
    probability: float
    evidence: list[Evidence] = field(default_factory=list)


def ret(bits: float, probability: float = 0.0, place: int = 1, cluster: str = "") -> Outcome:
    truth = Truth("e", "return", ("handle-same",), cluster)
    slices = {"trick": "handle-same", "kind": "return"}
    own = bits if place else NOTHING
    pairs = ((probability, place == 1),)
    return Outcome(
        f"r{bits}{cluster}", truth, bits, probability, place, own, slices, {"handle": bits}, pairs
    )


def innocent(bits: float, probability: float = 0.0, kind: str = "ordinary") -> Outcome:
    pairs = ((probability, False),)
    return Outcome(
        f"i{bits}", Truth(None, kind), bits, probability, 0, NOTHING, {}, {"bio": bits}, pairs
    )


def test_it_counts_recall_above_the_share_of_innocents_allowed() -> None:
    outcomes = [ret(5), ret(15), ret(25), ret(35), *(innocent(float(n)) for n in range(20))]
    assert ev.recall_at(outcomes, 0.0) == 0.5
    assert ev.recall_at(outcomes, 0.5) == 0.75


def test_a_return_that_is_taken_for_anothers_mirror_is_not_recalled() -> None:
    outcomes = [ret(30, place=0), ret(30), innocent(1.0)]
    assert ev.recall_at(outcomes, 0.0) == 0.5


def test_it_ranks_by_chance_where_scores_tie() -> None:
    assert ev.auc([ret(1), innocent(1)]) == 0.5
    assert ev.auc([ret(2), innocent(1)]) == 1.0


def test_it_ranks_attribution_by_place() -> None:
    assert ev.reciprocal_rank([ret(1, place=1), ret(1, place=2), ret(1, place=0)]) == pytest.approx(
        0.5
    )


def test_it_sees_a_probability_that_does_not_keep_its_word() -> None:
    honest = [ret(9, 1.0), innocent(1, 0.0)]
    boastful = [ret(9, 1.0), innocent(1, 1.0), innocent(2, 1.0), innocent(3, 1.0)]
    assert ev.calibration_error(honest) == 0
    assert ev.calibration_error(boastful) == pytest.approx(0.75)


def test_it_bounds_what_it_never_saw() -> None:
    """The rule of three: none in 300 leaves at most about 1%."""
    assert ev.upper_bound(0, 300) == pytest.approx(0.00994, abs=2e-4)
    assert ev.upper_bound(3, 3) == 1.0


def test_its_interval_is_wide_where_all_returns_are_of_one_entry() -> None:
    one = [ret(float(n), cluster="same") for n in range(10)]
    many = [ret(float(n), cluster=str(n)) for n in range(10)]
    innocents = [innocent(4.5)]
    narrow = ev.interval(many + innocents, lambda some: ev.recall_at(some, 0.0))
    wide = ev.interval(one + innocents, lambda some: ev.recall_at(some, 0.0))
    assert narrow.value == wide.value == 0.5
    assert wide.low == wide.high == 0.5
    assert narrow.low < 0.5 < narrow.high


def test_it_counts_false_alarms_of_ordinary_accounts_per_hundred_thousand() -> None:
    outcomes = [ret(30, 1.0), innocent(9, 0.6), *(innocent(float(n)) for n in range(99))]
    figures = ev.evaluate(outcomes, hand_set()).tiers["possible"]
    assert figures.recall == 1.0
    assert figures.false_per_100k == pytest.approx(1000)
    assert figures.precision == pytest.approx(1e-4 / (1e-4 + (1 - 1e-4) * 0.01))
    assert figures.false_per_100k_bound > figures.false_per_100k


def test_lookalikes_are_accused_in_a_table_of_their_own() -> None:
    outcomes = [ret(30, 1.0), innocent(5, 0.6, "fan"), innocent(5, 0.1, "fan"), innocent(1)]
    evaluation = ev.evaluate(outcomes, hand_set())
    assert evaluation.alarms["fan"]["possible"] == 0.5
    assert evaluation.tiers["possible"].false_per_100k == 0


def test_it_tells_what_a_signal_adds() -> None:
    outcomes = [ret(30), ret(31), innocent(3.0)]
    lost = ev.ablation(outcomes)
    assert lost["handle"] == 1.0
    assert lost["bio"] == 0.0


@pytest.mark.parametrize("outcomes", [[], [ret(1)], [innocent(1)]])
def test_it_refuses_to_measure_one_side_only(outcomes: list[Outcome]) -> None:
    with pytest.raises(ValueError, match="needs accounts"):
        ev.evaluate(outcomes, hand_set())


def test_it_reads_truth_from_pairs_and_prefers_the_true_one() -> None:
    rows = [
        {"account": "a", "entry": "x", "label": 0, "kind": "fan"},
        {"account": "a", "entry": "y", "label": 1},
        {"account": "b", "entry": "x", "label": 0, "kind": "fan", "cluster": "c"},
    ]
    found = truths(rows)
    assert found["a"].mirror_of == "y"
    assert found["b"] == Truth(None, "fan", (), "c")


def test_an_outcome_remembers_where_the_true_entry_came() -> None:
    matches = [
        Match("x", 0.9, [Evidence("handle", 12.0, "")]),
        Match("e", 0.4, [Evidence("bio", 8.0, ""), Evidence("time", -1.0, "")]),
    ]
    row = outcome(Account("a", "x", display_name="Иван"), matches, Truth("e", "return"))
    assert (row.place, row.bits, row.own) == (2, 12.0, 7.0)
    assert row.slices["script"] == "Cyrillic"
    assert row.candidates == ((0.9, False), (0.4, True))


def test_an_account_without_candidates_scores_below_all() -> None:
    row = outcome(Account("a", "x"), [], Truth())
    assert row.bits == NOTHING
    assert row.probability == 0.0


@pytest.mark.parametrize(
    ("text", "name"),
    [("Ali", "Latin"), ("علی", "Arabic"), ("Иван", "Cyrillic"), ("李", "other"), ("12", "none")],
)
def test_it_names_the_script(text: str, name: str) -> None:
    assert script(text) == name


def test_the_report_stands_alone_and_names_nobody() -> None:
    outcomes = [ret(30, 0.995), ret(2, 0.1), *(innocent(float(n), 0.01) for n in range(50))]
    page = html(ev.evaluate(outcomes, hand_set()), hand_set(), "A <test>")
    assert "A &lt;test&gt;" in page
    assert page.count("<svg") == 3
    for outside in ("http://", "https://", "<script", "src="):
        assert outside not in page
    assert not any(one.account in page for one in outcomes if len(one.account) > 4)
