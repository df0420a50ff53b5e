from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from staydown.kernel import clock

NOON = datetime(2026, 1, 2, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=5)))


def test_now_is_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_a_frozen_clock_answers_one_moment_and_then_goes_on() -> None:
    with clock.frozen(NOON):
        assert clock.now() == clock.now() == NOON
        assert clock.now().utcoffset() == timedelta()
        with clock.frozen(NOON + timedelta(days=1)):
            assert clock.now() == NOON + timedelta(days=1)
        assert clock.now() == NOON
    assert clock.now() != NOON


def test_moments_are_written_in_utc_with_a_z() -> None:
    assert clock.iso(NOON) == "2026-01-02T07:00:00.000005Z"
    assert clock.short(NOON) == "2026-01-02T07:00:00Z"
