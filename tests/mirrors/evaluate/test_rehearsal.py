"""The whole way on a small world: generate, find, compare, train, score, measure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from staydown.mirrors.evaluate import evaluate, recall_at
from staydown.mirrors.finder import TraitFinder
from staydown.mirrors.model import Model, hand_set
from staydown.mirrors.outcomes import Outcome
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import parse
from staydown.mirrors.rehearsal import Rehearsal, outcomes, rehearse
from staydown.mirrors.shipped import Size, main, merged
from staydown.mirrors.synth import TRICKS, Recipe, fold, generate
from staydown.mirrors.train import Sample, train


def rehearsal(seed: int) -> Rehearsal:
    recipe = Recipe(seed=seed, entries=80, returns=120, innocents=120, ordinary=120)
    return rehearse(generate(recipe), TraitFinder)


@pytest.fixture(scope="module")
def trained() -> tuple[Model, Rehearsal]:
    fitting, calibrating = rehearsal(1), rehearsal(2)
    return train(fitting.sample, calibrating.sample, "specimen", {"seed": 1}), rehearsal(3)


@pytest.fixture(scope="module")
def found(trained: tuple[Model, Rehearsal]) -> list[Outcome]:
    model, test = trained
    return outcomes(test, model)


def test_it_finds_more_returns_than_before_it_was_trained(
    trained: tuple[Model, Rehearsal], found: list[Outcome]
) -> None:
    before = outcomes(trained[1], hand_set())
    assert recall_at(found, 0.01) > recall_at(before, 0.01)
    assert recall_at(found, 0.05) > 0.5


def test_it_says_how_it_was_trained(trained: tuple[Model, Rehearsal]) -> None:
    model, _ = trained
    assert model.name == "specimen"
    assert model.fitted_on["seed"] == 1
    assert model.fitted_on["fitted_true_pairs"] > 50
    assert model.calibration.entries == 80


def test_its_evidence_explains_its_bits(found: list[Outcome]) -> None:
    for one in found:
        if one.by_signal:
            assert sum(one.by_signal.values()) == pytest.approx(one.bits)


def test_it_measures_every_account(trained: tuple[Model, Rehearsal], found: list[Outcome]) -> None:
    evaluation = evaluate(found, trained[0])
    assert evaluation.counts["return"] == 120
    assert sum(evaluation.counts.values()) == 360
    assert evaluation.auc.value > 0.8


def test_it_does_not_train_without_a_true_pair() -> None:
    empty = Sample([], [], {}, 1)
    with pytest.raises(ValueError, match="needs pairs that are mirrors"):
        train(empty, empty, "specimen", {})


def test_it_merges_samples_without_losing_any() -> None:
    one, two = rehearsal(1).sample, rehearsal(2).sample
    both = merged([one, two])
    assert len(both.pairs) == len(one.pairs) + len(two.pairs)
    assert len(both.truth) == len(one.truth) + len(two.truth)


def test_the_two_folds_are_all_the_tricks_and_share_none() -> None:
    assert set(fold(0)).isdisjoint(fold(1))
    assert set(fold(0)) | set(fold(1)) == set(TRICKS)


@pytest.mark.parametrize(
    ("entry", "account"),
    [
        ({"handle": "dar_muvel"}, {"handle": "dar_muvel7"}),
        ({"client": {"phone": "k1"}}, {"client": {"phone": "k1"}}),
        ({"handle": "darmuvel"}, {"bio": "backup of @darmuvel"}),
        (
            {"handle": "darmuvel", "posts": [{"text": "follow my new account @zikorra"}]},
            {"handle": "zikorra"},
        ),
        ({"links": ["https://t.me/+Ab3dEf6hIj8kLm0p"]}, {"bio": "t.me/joinchat/Ab3dEf6hIj8kLm0p"}),
    ],
)
def test_the_finder_names_an_entry_with_something_telling_in_common(
    entry: dict[str, object], account: dict[str, object]
) -> None:
    old = prepare(parse({"id": "specimen-old", "platform": "x", **entry}))
    new = prepare(parse({"id": "specimen-new", "platform": "x", **account}))
    assert list(TraitFinder({"specimen-old": old})(new)) == ["specimen-old"]


def test_the_finder_names_nobody_for_an_empty_account() -> None:
    old = prepare(parse({"id": "specimen-old", "platform": "x", "handle": "darmuvel"}))
    new = prepare(parse({"id": "specimen-new", "platform": "x"}))
    assert list(TraitFinder({"specimen-old": old})(new)) == []


@pytest.mark.slow
def test_the_shipped_model_can_be_made_again(tmp_path: Path) -> None:
    out, report = tmp_path / "model.json", tmp_path / "report.html"
    size = Size(entries=80, accounts=60, background=60)
    given = ["--entries", str(size.entries), "--accounts", str(size.accounts), "--background", "60"]
    assert main([*given, "--out", str(out), "--report", str(report)]) == 0
    assert Model.load(out).name.startswith("staydown-mirrors")
    assert "tricks left out of fitting, one trait kept" in json.loads(
        (tmp_path / "model.figures.json").read_text()
    )
    assert "<svg" in report.read_text()
