"""Calibration: bits become probabilities that keep their word."""

from __future__ import annotations

import numpy as np
import pytest

from staydown.mirrors.calibrate import LEAST_BITS, LOOKALIKES, calibrate
from staydown.mirrors.examples import Bools, Floats

RANDOM = 3


def scored(
    right: int, wrong: int, lookalikes: int = 0, centre: float = 24.0
) -> tuple[Floats, Bools, Bools]:
    """Bits of mirrors about a centre, of others about nought, of look-alikes between them."""
    rng = np.random.default_rng(RANDOM)
    bits = [rng.normal(middle, 4.0, count) for middle, count in (
        (centre, right), (0.0, wrong), (centre * 2 / 3, lookalikes))]  # fmt: skip
    kind = np.repeat([0, 1, 2], [right, wrong, lookalikes])
    return np.concatenate(bits), kind == 0, kind == 2


def test_it_calibrates_so_that_half_is_half() -> None:
    """Two normal heaps of one width: the true log-odds are linear in bits, and known."""
    found = calibrate(*scored(4000, 4000), base_rate=0.01, entries=1000)
    true_slope = (24.0 / 4.0**2) / np.log(2)
    assert found.slope == pytest.approx(min(1.0, true_slope), abs=0.15)
    assert found.entries == 1000


def test_it_finds_the_slope_of_heaps_that_overlap() -> None:
    centre = 8.0
    found = calibrate(*scored(20_000, 20_000, centre=centre), base_rate=0.3, entries=1000)
    slope = centre / 4.0**2 / np.log(2)
    assert found.slope == pytest.approx(slope, abs=0.06)
    assert found.intercept == pytest.approx(-slope * centre / 2, abs=0.4)


def test_it_is_more_careful_where_lookalikes_score_high() -> None:
    careless = calibrate(*scored(2000, 2000), 1e-4, 1000)
    careful = calibrate(*scored(2000, 2000, 500), 1e-4, 1000)
    bits = np.array([16.0])
    assert LOOKALIKES > 1e-4
    assert careful.apply(bits, None) < careless.apply(bits, None)


def test_an_account_without_candidates_weighs_no_more_than_the_least_bits() -> None:
    bits, right, lookalike = scored(500, 500)
    far, near = bits.copy(), bits.copy()
    far[~right], near[~right] = -1e9, LEAST_BITS
    assert calibrate(far, right, lookalike, 1e-4, 9) == calibrate(near, right, lookalike, 1e-4, 9)


def test_the_bits_of_a_calibrated_number_come_back_to_it() -> None:
    found = calibrate(*scored(500, 500), 1e-4, 1000)
    for entries in (None, 10, 64_000):
        bits = np.array([found.bits_for(3.0, entries)])
        assert found.apply(bits, entries) == pytest.approx(3.0)
    assert found.bits_for(3.0, 2000) == pytest.approx(found.bits_for(3.0, 1000) + 1 / found.slope)
