"""Examples: thinned, merged and laid out for fitting without losing what they stand for."""

from __future__ import annotations

import numpy as np
import pytest

from staydown.mirrors.examples import ENOUGH, HARD, merged, rows_of, tabulated, thinned
from staydown.mirrors.model import hand_set
from staydown.mirrors.signals import ABSENT, COUNT, PLACE
from tests.mirrors.findings import Finding, bits, compared, examples

NEAR: Finding = {"bio": ("near", 5.0)}
SAME: Finding = {"bio": ("same", 20.0)}


def test_it_thins_easy_pairs_and_lets_the_rest_stand_for_them() -> None:
    pairs = examples([*[(False, NEAR)] * 100, (True, SAME)], [*(n % 5 for n in range(100)), 0])
    kept = thinned(pairs, pairs.totals(hand_set()))
    assert kept.label.sum() == 1
    assert len(kept) < 60
    assert kept.weight.sum() == pytest.approx(len(pairs))


def test_each_accounts_hardest_wrong_pairs_are_kept() -> None:
    rarities = [float(n) for n in range(60)]
    accounts = [n % 3 for n in range(60)]
    pairs = examples([(False, {"links": ("secret", r / 3)}) for r in rarities], accounts)
    kept = thinned(pairs, pairs.totals(hand_set()))
    for account in range(3):
        own = kept.compared.rarities[kept.accounts == account, PLACE["links"]]
        every = pairs.compared.rarities[pairs.accounts == account, PLACE["links"]]
        assert set(np.sort(every)[-HARD:]) <= set(own)


def test_a_seed_thins_the_same_way() -> None:
    pairs = examples([(False, NEAR)] * 100, [0] * 100)
    totals = pairs.totals(hand_set())
    one, again, other = (thinned(pairs, totals, seed) for seed in (1, 1, 2))
    assert (one.weight == again.weight).all()
    assert len(one) == len(other)


def test_merging_loses_no_pair_and_mixes_no_accounts() -> None:
    parts = [examples([(True, SAME), (False, NEAR)]), examples([(False, NEAR)] * 3)]
    both = merged(parts)
    assert len(both) == 5
    assert both.accounts.tolist() == [0, 1, 2, 3, 4]
    assert both.entries.tolist() == [0, 0, 1, 1, 1]
    assert both.totals(hand_set()) == pytest.approx(
        np.concatenate([part.totals(hand_set()) for part in parts])
    )


def test_some_pairs_are_those_of_their_places() -> None:
    pairs = examples([(True, SAME), (False, NEAR), (False, SAME)])
    some = pairs.some(np.array([2, 0]))
    assert (some.accounts.tolist(), some.label.tolist()) == ([2, 0], [False, True])
    assert len(pairs.some(pairs.label)) == 1


def test_the_rows_that_hold_give_the_bits_of_the_model() -> None:
    model = hand_set()
    findings: list[Finding] = [
        {"handle": ("same", 40.0), "time": ("late", 0.0), "bio": ("differs", 0.0)},
        {"handle": ("same", 9.0), "declared": ("calls-it", 3.0), "phone": ("shared", 8.0)},
        {},
    ]
    pairs = examples([(False, pair) for pair in findings])
    rows = rows_of(model, pairs)
    row, rarity = tabulated(pairs, rows)
    for number, finding in enumerate(findings):
        for signal, found in finding.items():
            place = PLACE[signal]
            own = row[number, place]
            value = rows.offsets[own] + rows.weights[own] * rarity[number, place]
            alone = bits(model, {**finding, signal: found})[signal]
            assert max(rows.floors[own], value) == pytest.approx(alone)
    assert (row[2] == ABSENT).all()
    assert row.shape == (3, COUNT)


def test_a_context_has_a_row_of_its_own_where_enough_pairs_have_it() -> None:
    late: Finding = {"phone": ("shared", 8.0), "time": ("late", 0.0)}
    few, many = (rows_of(hand_set(), examples([(False, late)] * n)) for n in (ENOUGH - 1, ENOUGH))
    assert ("phone", "shared late") not in few.names
    assert ("phone", "shared late") in many.names


def test_rows_put_into_a_model_are_read_there() -> None:
    rows = rows_of(hand_set(), examples([(False, SAME)]))
    place = rows.names.index(("bio", "same"))
    rows.weights[place], rows.offsets[place] = 0.25, -1.5
    row = rows.put_into(hand_set()).signals["bio"].row("same")
    assert (row.weight, row.offset) == (0.25, -1.5)
    assert compared([SAME]).levels[0, PLACE["bio"]] == 0
