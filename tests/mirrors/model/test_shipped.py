"""The model in the package: it loads, keeps its word, and names nobody."""

from __future__ import annotations

import json

import pytest

from staydown.mirrors.background import MIN_BEARERS
from staydown.mirrors.model import DEFAULT, Model
from staydown.mirrors.signals import SIGNALS, Signal
from tests.mirrors.findings import Finding, total

EACH = pytest.mark.parametrize("signal", SIGNALS, ids=lambda signal: signal.name)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model.load()


def test_it_states_its_base_rate_and_thresholds(model: Model) -> None:
    assert model.base_rate == 1e-4
    assert model.thresholds == {"likely": 0.99, "possible": 0.5}
    assert {signal.name for signal in SIGNALS} <= set(model.signals)


def test_no_trait_in_it_is_borne_by_few(model: Model) -> None:
    counted = model.background.general
    assert counted.accounts > 1000
    assert counted.bearers.min() >= MIN_BEARERS == 20
    assert min(model.background.triples.values()) >= MIN_BEARERS
    assert all(len(letters) <= 3 for letters in model.background.triples)


def test_its_background_is_numbers_and_no_text() -> None:
    background = json.loads(DEFAULT.read_text(encoding="utf-8"))["background"]
    assert set(background) == {"version", "accounts", "triples", "counts"}
    assert all(isinstance(number, int) for row in background["counts"] for number in row)


def test_it_is_the_file_that_saving_it_would_write(
    model: Model, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("model") / "model.json"
    model.save(path)
    assert path.read_bytes() == DEFAULT.read_bytes()


@EACH
def test_it_never_takes_a_rarer_trait_for_weaker_evidence(model: Model, signal: Signal) -> None:
    for level in signal.levels:
        found = [total(model, {signal.name: (level, rarity)}) for rarity in range(0, 40, 4)]
        assert found == sorted(found)


@EACH
def test_it_never_takes_a_difference_for_evidence_of_sameness(model: Model, signal: Signal) -> None:
    if "differs" in signal.levels:
        assert total(model, {signal.name: ("differs", 0.0)}) <= 0


@EACH
def test_no_signal_alone_makes_anybody_a_likely_mirror_where_it_is_common(
    model: Model, signal: Signal
) -> None:
    for level in signal.levels:
        assert model.tier(model.probability(total(model, {signal.name: (level, 1.0)}))) is None


def test_it_tells_a_number_seen_at_once_from_one_given_out_again(model: Model) -> None:
    phone: Finding = {"phone": ("shared", 24.0)}
    soon = total(model, {**phone, "time": ("soon-after", 3.0)})
    late = total(model, {**phone, "time": ("late", 0.0)})
    assert soon > late + 5
