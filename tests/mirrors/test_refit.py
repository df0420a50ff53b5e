"""A model in use learns a little from pairs that people judged, and says what that came to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from staydown.mirrors.model import Model, ModelError
from staydown.mirrors.records import Account
from staydown.mirrors.refit import LEAST_PAIRS, Judged, refitted


def entry(number: int) -> Account:
    word = ("amber", "kiln", "weir", "beacon", "ferry", "quarry")[number % 6]
    return Account(
        id=f"entry-{number}",
        platform="x",
        handle=f"specimen_{word}_{number}",
        display_name=f"Specimen {word.title()} Press {number}",
        bio=f"Voice of the {word} valley, desk {number}.",
    )


def judged(number: int, *, mirror: bool) -> Judged:
    """Mirrors keep the biography and the handle; the others only share the display name."""
    old = entry(number)
    bio = f"{old.bio} Backup of @{old.handle}." if mirror else "Chess and apricots."
    handle = f"{old.handle}_2" if mirror else f"someone{number}"
    account = Account("new", "x", handle=handle, display_name=old.display_name, bio=bio)
    return Judged(account, old, mirror)


def pairs(number: int) -> list[Judged]:
    return [judged(one, mirror=one % 2 == 0) for one in range(number)]


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(ModelError, match=str(LEAST_PAIRS)):
        refitted(Model.load(), pairs(12), "learnt", {})


@pytest.mark.parametrize("kind", [True, False])
def test_pairs_of_one_kind_only_are_refused(kind: bool) -> None:
    alike: Sequence[Judged] = [judged(one, mirror=kind) for one in range(60)]
    with pytest.raises(ModelError, match="of each kind"):
        refitted(Model.load(), alike, "learnt", {})


def test_it_measures_both_models_on_entries_that_it_did_not_learn_from() -> None:
    before = Model.load()
    found = refitted(before, pairs(120), "learnt", {"data": "decisions"})
    measured = found.fitted_on["held_out"]
    assert found.name == "learnt"
    assert measured["pairs"] + found.fitted_on["fitted_pairs"] <= 120
    assert 0 < measured["mirrors"] < measured["pairs"]
    assert measured["loss"] <= measured["loss_before"]


def test_it_moves_the_model_by_a_little_only() -> None:
    before = Model.load()
    found = refitted(before, pairs(120), "learnt", {})
    assert abs(found.calibration.slope - before.calibration.slope) < 0.5
    for name, table in found.signals.items():
        for level, row in table.levels.items():
            if level in before.signals[name].levels:
                assert abs(row.weight - before.signals[name].levels[level].weight) < 0.2
