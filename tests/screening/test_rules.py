"""Rules of screening on plain values."""

from __future__ import annotations

import pytest

from staydown.mirrors.signals import SIGNALS
from staydown.screening import rules


def test_the_shared_connections_are_signals_of_the_engine() -> None:
    assert {signal.name for signal in SIGNALS} >= rules.SHARED_CONNECTION


@pytest.mark.parametrize(
    ("tiers", "verdict"),
    [([], "none"), (["possible"], "possible"), (["possible", "likely"], "likely")],
)
def test_the_strongest_tier_is_the_verdict(tiers: list[str], verdict: str) -> None:
    assert rules.verdict_of(tiers) == verdict


@pytest.mark.parametrize(
    ("bits", "signals", "grown"),
    [
        (20.0, {"bio"}, False),
        (22.9, {"bio"}, False),
        (23.0, {"bio"}, True),
        (20.5, {"bio", "links"}, False),
        (21.0, {"bio", "links"}, True),
        (15.0, {"bio", "links"}, False),
    ],
)
def test_evidence_has_grown_by_much_or_by_another_kind(
    bits: float, signals: set[str], grown: bool
) -> None:
    assert rules.has_grown(bits, 20.0, signals, {"bio"}) is grown


def test_an_interval_is_wide_where_little_was_judged() -> None:
    assert rules.wilson(0, 0) is None
    low, high = rules.wilson(9, 10) or (0, 0)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert rules.wilson(900, 1000) != rules.wilson(9, 10)


@pytest.mark.parametrize(
    ("values", "middle"), [([], None), ([3.0], 3.0), ([1.0, 9.0, 2.0], 2.0), ([1.0, 3.0], 2.0)]
)
def test_the_median(values: list[float], middle: float | None) -> None:
    assert rules.median(values) == middle
