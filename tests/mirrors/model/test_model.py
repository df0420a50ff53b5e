"""The model as its users meet it: evidence that sums, probabilities that keep their order."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from staydown.mirrors.background import Background
from staydown.mirrors.model import Model, ModelError, hand_set
from staydown.mirrors.signals import SIGNALS, Comparison


def comparison(signal: str, level: str = "same", rarity: float = 0.0) -> Comparison:
    return Comparison(signal, level, rarity, 1.0, f"{signal} {level}")


def test_it_loads_the_model_that_is_shipped() -> None:
    model = Model.load()
    assert model.base_rate == 1e-4
    assert set(model.thresholds) == {"likely", "possible"}
    assert {signal.name for signal in SIGNALS} <= set(model.signals)


def test_it_gives_bits_that_sum_to_the_total() -> None:
    found = [
        comparison("handle", rarity=20),
        comparison("bio", rarity=9),
        comparison("language", "differs"),
    ]
    model = hand_set()
    evidence = model.evidence(found)
    assert sum(one.bits for one in evidence) == pytest.approx(model.bits(found))
    assert [abs(one.bits) for one in evidence] == sorted(
        (abs(one.bits) for one in evidence), reverse=True
    )


def test_it_does_not_count_the_handle_and_the_name_twice() -> None:
    model = hand_set()
    handle, name = comparison("handle", rarity=20), comparison("display_name", rarity=20)
    assert model.bits([handle, name]) < model.bits([handle]) + 0.5 * model.bits([name])
    assert model.bits([handle, name]) > model.bits([handle])


def test_it_counts_signals_of_different_kinds_in_full() -> None:
    model = hand_set()
    avatar, phone = comparison("avatar", rarity=20), comparison("phone", "shared", 20)
    assert model.bits([avatar, phone]) == pytest.approx(model.bits([avatar]) + model.bits([phone]))


def test_it_believes_no_rarity_beyond_the_cap() -> None:
    model = hand_set()
    assert model.bits([comparison("avatar", rarity=500)]) == model.bits(
        [comparison("avatar", rarity=30)]
    )


def test_it_takes_nothing_for_nothing() -> None:
    assert hand_set().evidence([]) == []
    assert hand_set().bits([]) == 0


def test_it_finds_a_common_trait_next_to_worthless() -> None:
    assert hand_set().bits([comparison("avatar", rarity=0.5)]) < 0.5


@pytest.mark.parametrize("signal", [signal.name for signal in SIGNALS])
def test_it_never_takes_a_rarer_trait_for_weaker_evidence(signal: str) -> None:
    model = Model.load()
    for level in model.signals[signal].levels:
        bits = [model.bits([comparison(signal, level, rarity)]) for rarity in range(0, 40, 4)]
        assert bits == sorted(bits)


@pytest.mark.parametrize("signal", [signal.name for signal in SIGNALS])
def test_it_never_takes_a_difference_for_evidence_of_sameness(signal: str) -> None:
    model = Model.load()
    if "differs" in next(one for one in SIGNALS if one.name == signal).levels:
        assert model.bits([comparison(signal, "differs")]) <= 0


def test_it_says_a_higher_probability_for_more_bits_and_for_a_higher_base_rate() -> None:
    model = hand_set()
    rising = [model.probability(bits) for bits in range(-40, 80, 4)]
    assert rising == sorted(rising)
    assert all(0 <= said <= 1 for said in rising)
    assert model.probability(20, base_rate=1e-2) > model.probability(20, base_rate=1e-4)


def test_it_is_less_sure_on_a_longer_watchlist() -> None:
    model = hand_set()
    assert model.probability(25, entries=1_000_000) < model.probability(25, entries=1_000)


@pytest.mark.parametrize("bits", [-1e9, 1e9, -math.inf, math.inf])
def test_it_stays_a_probability_at_the_ends(bits: float) -> None:
    assert 0 <= hand_set().probability(bits) <= 1


@pytest.mark.parametrize("rate", [0.0, 1.0, -1.0, 2.0])
def test_it_refuses_a_base_rate_that_is_none(rate: float) -> None:
    with pytest.raises(ModelError, match="base rate"):
        hand_set().probability(10, base_rate=rate)


def test_it_names_the_tier_by_the_thresholds_of_the_file() -> None:
    model = hand_set()
    assert [model.tier(p) for p in (0.2, 0.5, 0.98, 0.99)] == [
        None,
        "possible",
        "possible",
        "likely",
    ]


def test_it_reads_a_level_it_does_not_know_by_the_signals_own_row() -> None:
    model = hand_set()
    assert model.bits([comparison("avatar", "new-level", 20)]) == model.bits(
        [comparison("avatar", "same", 20)]
    )


def test_it_tells_a_number_seen_at_once_from_one_given_out_again() -> None:
    model = Model.load()
    phone = comparison("phone", "shared", 24)
    soon = [phone, comparison("time", "soon-after", 3.0)]
    late = [phone, comparison("time", "late")]
    assert model.bits(soon) > model.bits(late) + 5


def test_it_writes_what_it_reads(tmp_path: Path) -> None:
    model = hand_set()
    model.save(tmp_path / "model.json")
    again = Model.load(tmp_path / "model.json")
    again.save(tmp_path / "again.json")
    assert (tmp_path / "model.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert again.signals == model.signals
    assert isinstance(again.background, Background)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"format": 2, "background": null}', '{"format": 1}', "not json"],
)
def test_it_says_why_a_file_is_no_model(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(ModelError):
        Model.load(tmp_path / "bad.json")


def test_it_refuses_a_signal_without_a_row_for_the_unknown(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    hand_set().save(path)
    data = json.loads(path.read_text())
    del data["signals"]["avatar"]["levels"]["*"]
    path.write_text(json.dumps(data))
    with pytest.raises(ModelError, match=r"`\*` level"):
        Model.load(path)


def test_it_says_why_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        Model.load(tmp_path / "nowhere.json")
