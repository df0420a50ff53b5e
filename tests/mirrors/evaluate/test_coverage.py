"""What each way to candidates is worth: counted on accounts whose shared traits are known."""

from __future__ import annotations

import numpy as np
import pytest

from staydown.mirrors.coverage import KINDS, Way, names, ways
from staydown.mirrors.evaluate import evaluate
from staydown.mirrors.model import Model, hand_set
from staydown.mirrors.outcomes import Truth
from staydown.mirrors.report import html
from staydown.mirrors.trials import Trial
from tests.mirrors.accounts import PICTURE, account

PHONE = {"client": {"phone": "hash-of-a-phone"}}
PLAINLY = {"avatar": {"pdq": PICTURE, "quality": 90}}
SILENT = {"handle": "", "display_name": ""}


@pytest.fixture(scope="module")
def trial() -> Trial:
    """One returns by its phone alone, one by picture and phone; a third shares the phone."""
    entries = [account(1, **PHONE), account(2, **(PLAINLY | {"client": {"phone": "another"}}))]
    accounts = [
        account(101, **(SILENT | PHONE)),
        account(102, **(SILENT | PLAINLY | {"client": {"phone": "another"}})),
        account(103, **(SILENT | PHONE)),
    ]
    owners = {"specimen-101": "specimen-1", "specimen-102": "specimen-2"}
    return Trial(entries, accounts, {new: Truth(old, "return") for new, old in owners.items()})


@pytest.fixture(scope="module")
def found(trial: Trial) -> dict[tuple[str, str], Way]:
    return {(way.kind, way.name): way for way in trial.coverage(hand_set())}


def test_it_counts_pairs_true_ones_and_those_that_one_kind_alone_finds(
    found: dict[tuple[str, str], Way],
) -> None:
    assert found["clients", "all"] == Way("all", "clients", pairs=3, true=2, alone=1)
    assert found["clients", "phone"] == Way("phone", "clients", pairs=3, true=2, alone=1)
    assert found["pictures", "all"] == Way("all", "pictures", pairs=1, true=1, alone=0)
    others = [way for (kind, _), way in found.items() if kind not in {"clients", "pictures"}]
    assert {(way.pairs, way.true, way.alone) for way in others} == {(0, 0, 0)}


def test_every_way_and_every_kind_is_told_once(found: dict[tuple[str, str], Way]) -> None:
    told = [(kind, name) for name, kind in names()] + [(kind, "all") for kind in KINDS]
    assert sorted(found) == sorted(set(told))


def test_a_pair_that_two_ways_of_one_kind_find_is_still_found_by_that_kind_alone() -> None:
    kinds = [kind for _, kind in names()]
    hits = np.zeros((1, len(kinds)), bool)
    hits[0, [place for place, kind in enumerate(kinds) if kind == "clients"][:2]] = True
    best = ways(np.ones(len(kinds), np.int64), hits)[0]
    assert (best.kind, best.name, best.true, best.alone) == ("clients", "all", 1, 1)


def test_the_report_shows_it(trial: Trial) -> None:
    model = Model.load()
    outcomes = trial.outcomes(model)
    assert "How candidates are found" in html(
        evaluate(outcomes, model, trial.coverage(model)), model
    )
    assert "How candidates are found" not in html(evaluate(outcomes, model), model)
