"""What came of screening each account, from its compared pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from staydown.mirrors.examples import Examples
from staydown.mirrors.model import hand_set
from staydown.mirrors.outcomes import NOTHING, Outcomes, Truth, outcomes, script, truths
from staydown.mirrors.records import Account
from tests.mirrors.findings import Finding, compared, total

MODEL = hand_set()
ACCOUNTS = [Account("a", "x", display_name="Иван"), Account("b", "x", bio="tea"), Account("c", "x")]
STRONG: Finding = {"handle": ("same", 20.0), "bio": ("same", 20.0)}
WEAK: Finding = {"bio": ("same", 20.0), "time": ("late", 0.0)}


def screened(*pairs: tuple[int, int, bool, Finding]) -> Outcomes:
    """Pairs of an account and an entry, whether it is a true one, and what was found."""
    accounts, entries, labels, findings = zip(*pairs, strict=True)
    found = Examples(
        np.array(accounts), np.array(entries), compared(findings), np.array(labels),
        np.ones(len(pairs)),
    )  # fmt: skip
    truth = {"a": Truth("e", "return", ("bio-kept",)), "b": Truth(None, "fan")}
    return outcomes(ACCOUNTS, truth, found, MODEL, 1000)


def test_an_account_remembers_where_its_true_entry_came() -> None:
    found = screened((0, 5, False, STRONG), (0, 7, True, WEAK), (1, 5, False, WEAK))
    strong, weak = total(MODEL, STRONG), total(MODEL, WEAK)
    assert found.place.tolist() == [2, 0, 0]
    assert found.best.tolist() == pytest.approx([strong, weak, NOTHING])
    assert found.own.tolist() == pytest.approx([weak, NOTHING, NOTHING])
    assert found.returns.tolist() == [True, False, False]
    assert found.kinds() == ["return", "fan", "ordinary"]


def test_an_account_without_candidates_scores_below_all() -> None:
    found = screened((0, 5, True, STRONG))
    assert found.best[2] == NOTHING
    assert found.probability[2] == 0.0


def test_it_says_what_the_model_says() -> None:
    found = screened((0, 5, True, STRONG), (0, 6, False, WEAK), (1, 5, False, {}))
    expected = [MODEL.probability(total(MODEL, one), entries=1000) for one in (STRONG, WEAK, {})]
    assert found.said.tolist() == pytest.approx(expected)
    assert found.probability[:2].tolist() == pytest.approx([max(expected[:2]), expected[2]])


def test_bits_by_signal_explain_the_whole() -> None:
    found = screened((0, 5, True, STRONG), (1, 5, False, WEAK))
    assert found.bits.sum(axis=1) == pytest.approx(found.totals)


def test_accounts_are_sliced_by_what_they_are() -> None:
    first, second, third = screened((0, 5, True, STRONG)).slices
    assert first["script"] == "Cyrillic"
    assert (first["trick"], first["traits kept"]) == ("bio-kept", "1")
    assert second["kind"] == "fan"
    assert second["trick"] == second["traits kept"] == ""
    assert [one["fields missing"] for one in (first, third)] == ["7 of 8", "8 of 8"]


def test_it_reads_truth_from_pairs_and_prefers_the_true_one() -> None:
    rows: Sequence[dict[str, object]] = [
        {"account": "a", "entry": "x", "label": 0, "kind": "fan"},
        {"account": "a", "entry": "y", "label": 1, "tricks": ["bio-kept"]},
        {"account": "a", "entry": "z", "label": 0},
        {"account": "b", "entry": "x", "label": 0, "kind": "fan", "cluster": "c"},
        {"account": "c", "entry": "x", "label": 0},
    ]
    found = truths(rows)
    assert found["a"] == Truth("y", "return", ("bio-kept",), "y")
    assert found["b"] == Truth(None, "fan", (), "c")
    assert found["c"] == Truth(None, "look-alike", (), "x")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Ali", "Latin"), ("علی", "Arabic"), ("Иван", "Cyrillic"), ("李", "other"), ("12", "none")],
)
def test_it_names_the_script(text: str, name: str) -> None:
    assert script(text) == name
