"""The whole way on a small world: generate, find, compare, train, score, measure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from staydown.mirrors.evaluate import MeasureError, evaluate, recall_at
from staydown.mirrors.examples import Examples
from staydown.mirrors.model import Model, ModelError, hand_set
from staydown.mirrors.outcomes import Outcomes
from staydown.mirrors.rows import FileError
from staydown.mirrors.synth import Recipe, World, generate
from staydown.mirrors.train import Sample, train, trained
from staydown.mirrors.trials import Trial, learnt_background, read_pairs
from tests.mirrors.accounts import account, record, write

EMPTY = Trial([], [], {})


def world(seed: int) -> World:
    return generate(Recipe(seed=seed, entries=50, returns=60, innocents=60, ordinary=60))


def sample(seed: int) -> Sample:
    trial = Trial.of(world(seed))
    return Sample(trial, trial.compared(hand_set()))


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    return [sample(seed) for seed in (1, 2, 3)]


@pytest.fixture(scope="module")
def model(samples: list[Sample]) -> Model:
    return train(samples[:1], samples[1:2], hand_set(), "specimen", {"seed": 1})


@pytest.fixture(scope="module")
def found(samples: list[Sample], model: Model) -> Outcomes:
    return samples[2].trial.outcomes(model, samples[2].examples)


def test_what_it_was_fitted_on_it_tells_as_well_as_before_or_better(
    samples: list[Sample], model: Model
) -> None:
    before, after = (
        evaluate(samples[0].trial.outcomes(one, samples[0].examples), one).auc.value
        for one in (hand_set(), model)
    )
    assert after > before - 0.01


def test_it_finds_returns_in_a_world_that_it_never_saw(found: Outcomes) -> None:
    assert recall_at(found, 0.05) > 0.5


def test_it_says_how_it_was_trained(model: Model) -> None:
    assert model.name == "specimen"
    assert model.fitted_on["seed"] == 1
    assert model.fitted_on["fitted_true_pairs"] > 30
    assert model.calibration.entries == 50


def test_it_measures_every_account(model: Model, found: Outcomes) -> None:
    evaluation = evaluate(found, model)
    assert evaluation.counts["return"] == 60
    assert sum(evaluation.counts.values()) == 180
    assert evaluation.auc.value > 0.8
    assert evaluation.candidates > 0.8


def test_a_pair_is_true_where_the_account_mirrors_that_entry(samples: list[Sample]) -> None:
    trial, pairs = samples[0].trial, samples[0].examples
    for row, number, label in zip(pairs.accounts, pairs.entries, pairs.label, strict=True):
        mirror_of = trial.truth[trial.accounts[row].id].mirror_of
        assert label == (trial.entries[number].id == mirror_of)


def test_accounts_are_compared_the_same_in_lots(
    samples: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("staydown.mirrors.trials.CHUNK", 50)
    again = samples[0].trial.compared(hand_set())
    assert _sorted(again) == _sorted(samples[0].examples)


def _sorted(pairs: Examples) -> list[tuple[int, int, float]]:
    totals = np.round(pairs.totals(hand_set()), 6)
    rows = zip(pairs.accounts, pairs.entries, totals, strict=True)
    return sorted((int(one), int(other), float(bits)) for one, other, bits in rows)


def test_a_trial_of_files_is_the_trial_of_the_world(samples: list[Sample], tmp_path: Path) -> None:
    world(1).write(tmp_path)
    files = [tmp_path / f"{name}.jsonl" for name in ("watchlist", "accounts", "pairs")]
    read = Trial.read(*files)
    trial = samples[0].trial
    assert (read.entries, read.accounts) == (trial.entries, trial.accounts)
    returns = {id_: truth for id_, truth in trial.truth.items() if truth.mirror_of}
    assert {id_: read.truth[id_] for id_ in returns} == returns


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "line 2: not JSON"),
        ({"account": "a", "entry": "b"}, "line 2: a pair needs a label"),
        ({"account": "a", "entry": "b", "label": "1"}, "line 2: a pair needs a label"),
        ([1], "line 2: a pair needs a label"),
        ({"account": "a", "label": 1}, "line 2: a pair needs an account and an entry"),
    ],
)
def test_a_row_that_is_no_pair_is_told(tmp_path: Path, row: Any, said: str) -> None:
    good = json.dumps({"account": "a", "entry": "b", "label": 1})
    with pytest.raises(FileError, match=said):
        read_pairs(write(tmp_path / "pairs.jsonl", [good, row]))


def test_a_row_that_is_no_account_is_told(tmp_path: Path) -> None:
    accounts = write(tmp_path / "a.jsonl", [record(1), {"id": "b"}])
    pairs = write(tmp_path / "p.jsonl", [])
    with pytest.raises(FileError, match=r"a\.jsonl, line 2: platform is required"):
        Trial.read(write(tmp_path / "w.jsonl", []), accounts, pairs)


def test_it_does_not_train_without_a_true_pair(samples: list[Sample]) -> None:
    empty = Sample(EMPTY, EMPTY.compared(hand_set()))
    for fitting, calibrating in (([empty], samples), (samples, [empty])):
        with pytest.raises(ModelError, match="needs pairs that are mirrors"):
            train(fitting, calibrating, hand_set(), "specimen", {})
    with pytest.raises(ModelError, match="needs pairs that are mirrors"):
        trained(EMPTY, "specimen")


def test_nothing_can_be_measured_on_nobody() -> None:
    with pytest.raises(MeasureError, match="needs accounts"):
        evaluate(EMPTY.outcomes(hand_set()), hand_set())


def test_what_few_accounts_bear_is_not_learnt() -> None:
    common = [account(n, bio="a slogan of many specimens") for n in range(20)]
    rare = [account(n, bio="the secret words of a few") for n in range(100, 119)]
    background = learnt_background([*common, *rare])
    assert background.general.accounts == 39
    assert background.general.bearers.min() >= 20
    few = learnt_background(rare)
    assert len(few.general.keys) == 0
