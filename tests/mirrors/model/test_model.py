"""The model as its users meet it: probabilities that keep their order, files that can be read."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from staydown.mirrors.background import Background, Counted
from staydown.mirrors.model import Model, ModelError, Row, SignalTable, hand_set

ROWS = SignalTable(
    20, -2,
    {
        "*": Row(0.5, -1), "* explained": Row(0.1, -3), "same": Row(0.9, 0),
        "same late": Row(0.2, -1), "near explained": Row(0.3, -2), "differs": Row(0, -9),
    },
)  # fmt: skip


@pytest.mark.parametrize(
    ("level", "row"),
    [
        ("same", "same"),
        ("same late", "same late"),
        ("same after", "same"),
        ("same explained", "* explained"),
        ("near explained", "near explained"),
        ("near", "*"),
        ("near late", "*"),
        ("new explained", "* explained"),
    ],
)
def test_a_level_without_a_row_is_read_by_the_nearest_that_has_one(level: str, row: str) -> None:
    assert ROWS.row(level) is ROWS.levels[row]


def test_rarity_is_believed_up_to_the_cap_and_bits_against_down_to_the_floor() -> None:
    assert ROWS.bits("same", 10) == pytest.approx(9)
    assert ROWS.bits("same", 20) == ROWS.bits("same", 500) == pytest.approx(18)
    assert ROWS.bits("differs", 0) == -2


def test_it_says_a_higher_probability_for_more_bits_and_for_a_higher_base_rate() -> None:
    model = hand_set()
    rising = model.probabilities(np.arange(-40.0, 80.0, 4.0))
    assert list(rising) == sorted(rising)
    assert all(0 <= said <= 1 for said in rising)
    assert model.probability(20, base_rate=1e-2) > model.probability(20, base_rate=1e-4)


def test_odds_are_those_of_the_base_rate_and_the_calibrated_bits() -> None:
    model = hand_set()
    calibration = replace(model.calibration, slope=0.5, intercept=-3.0, entries=100)
    said = replace(model, calibration=calibration).probability(20, base_rate=0.01, entries=400)
    odds = 0.5 * 20 - 3 - math.log2(4) + math.log2(0.01 / 0.99)
    assert said == pytest.approx(1 / (1 + 2**-odds))


def test_it_is_less_sure_on_a_longer_watchlist_and_no_surer_on_a_shorter_one() -> None:
    model = hand_set()
    assert model.probability(25, entries=1_000_000) < model.probability(25, entries=1_000)
    for few in (None, 0, 1, 999):
        assert model.probability(25, entries=few) == model.probability(25, entries=1_000)


@pytest.mark.parametrize("bits", [-1e9, 1e9, -math.inf, math.inf])
def test_it_stays_a_probability_at_the_ends(bits: float) -> None:
    assert 0 <= hand_set().probability(bits) <= 1


@pytest.mark.parametrize("rate", [0.0, 1.0, -1.0, 2.0])
def test_it_refuses_a_base_rate_that_is_none(rate: float) -> None:
    with pytest.raises(ModelError, match="base rate"):
        hand_set().probability(10, base_rate=rate)


@pytest.mark.parametrize("entries", [1, 1_000, 1_000_000])
def test_it_knows_the_bits_that_make_a_probability(entries: int) -> None:
    model = hand_set()
    for probability in (0.001, 0.5, 0.99):
        bits = model.bits_wanted(probability, entries)
        assert model.probability(bits, entries=entries) == pytest.approx(probability)
    assert model.bits_wanted(0, entries) == -math.inf
    assert model.bits_wanted(1, entries) == math.inf


def test_it_names_the_tier_by_the_thresholds_of_the_file() -> None:
    tiers = [hand_set().tier(probability) for probability in (0.2, 0.5, 0.98, 0.99)]
    assert tiers == [None, "possible", "possible", "likely"]


def test_what_signals_without_keys_may_add_is_never_less_than_they_do() -> None:
    model = hand_set()
    most = dict(zip(("time", "language", "style", "location"), model.unfiled_bits, strict=True))
    for signal, bits in most.items():
        table = model.signals[signal]
        assert bits >= 0
        for level in table.levels:
            if not level.startswith("*"):
                assert table.bits(level, 1_000) <= bits


def test_it_writes_what_it_reads(tmp_path: Path) -> None:
    counted = Counted(90, np.array([7, 2**40 + 5], np.uint64), np.array([20, 30]))
    model = replace(hand_set(), background=Background(counted, {"abc": 25}))
    model.save(tmp_path / "model.json")
    again = Model.load(tmp_path / "model.json")
    again.save(tmp_path / "again.json")
    assert (tmp_path / "model.json").read_bytes() == (tmp_path / "again.json").read_bytes()
    assert again.background.dump() == model.background.dump()
    assert replace(again, background=model.background) == model


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 2, "background": null}', '{"format": 1}', "not json"]
)
def test_it_says_why_a_file_is_no_model(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    with pytest.raises(ModelError, match=r"bad\.json|format 1"):
        Model.load(tmp_path / "bad.json")


def _damaged(folder: Path, **fields: Any) -> Path:
    path = folder / "model.json"
    hand_set().save(path)
    path.write_text(json.dumps(json.loads(path.read_text()) | fields))
    return path


@pytest.mark.parametrize(
    "fields", [{"calibration": {"slope": 1}}, {"background": {"version": 99}}, {"signals": [7]}]
)
def test_it_refuses_parts_of_another_form(tmp_path: Path, fields: dict[str, Any]) -> None:
    with pytest.raises(ModelError, match="is not a mirror model"):
        Model.load(_damaged(tmp_path, **fields))


def test_it_refuses_a_signal_without_a_row_for_the_unknown(tmp_path: Path) -> None:
    signals = {"avatar": {"cap": 1, "floor": -1, "levels": {"same": {"weight": 1, "offset": 0}}}}
    with pytest.raises(ModelError, match=r"`\*` level"):
        Model.load(_damaged(tmp_path, signals=signals))


def test_it_says_why_a_missing_file_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        Model.load(tmp_path / "nowhere.json")
