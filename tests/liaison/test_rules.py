"""How clocks run, on plain values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.liaison import rules
from staydown.liaison.errors import ClockRefuses
from staydown.liaison.rules import Clock

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")

lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30))
allowances = st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=10))
shares = st.floats(min_value=0, max_value=1)


def running(hours: float = 48) -> Clock:
    return Clock(started_at=NOON, allowance=timedelta(hours=hours))


def test_it_is_due_when_the_allowance_has_elapsed() -> None:
    assert rules.due_at(running(48)) == NOON + timedelta(days=2)
    assert rules.remaining(running(48), NOON + 10 * HOUR) == 38 * HOUR
    assert rules.state(running(48), NOON + 10 * HOUR) == "running"


def test_it_is_in_time_at_the_very_moment_of_the_deadline_and_late_after_it() -> None:
    due = NOON + HOUR
    assert rules.state(running(1), due) == "running"
    assert rules.state(running(1), due + timedelta(microseconds=1)) == "overdue"
    assert rules.met_in_time(rules.meet(running(1), due)) is True
    assert rules.met_in_time(rules.meet(running(1), due + HOUR)) is False


def test_it_stands_still_while_a_clarification_is_awaited() -> None:
    paused = rules.pause(running(1), NOON + HOUR / 2, "clarification")
    a_week_later = NOON + timedelta(days=7)
    assert rules.state(paused, a_week_later) == "paused"
    assert rules.remaining(paused, a_week_later) == HOUR / 2
    assert rules.due_at(paused) is None
    resumed = rules.resume(paused, a_week_later)
    assert rules.due_at(resumed) == a_week_later + HOUR / 2
    assert rules.state(resumed, a_week_later + HOUR) == "overdue"


def test_it_adds_up_several_pauses() -> None:
    clock = running(1)
    for start in (10, 30):
        clock = rules.pause(clock, NOON + timedelta(minutes=start), "clarification")
        clock = rules.resume(clock, NOON + timedelta(minutes=start + 5))
    assert rules.due_at(clock) == NOON + timedelta(minutes=70)


def test_a_missed_deadline_cannot_be_paused_away() -> None:
    with pytest.raises(ClockRefuses) as refusal:
        rules.pause(running(1), NOON + 2 * HOUR, "clarification")
    assert refusal.value.code == "clock-overdue"


def test_answering_during_a_pause_ends_the_pause_and_the_clock() -> None:
    paused = rules.pause(running(1), NOON + HOUR / 2, "clarification")
    met = rules.meet(paused, NOON + 5 * HOUR)
    assert rules.state(met, NOON + 9 * HOUR) == "met"
    assert rules.used(met, NOON + 9 * HOUR) == HOUR / 2
    assert rules.met_in_time(met) is True


def test_without_a_deadline_it_measures_and_is_never_overdue() -> None:
    clock = Clock(started_at=NOON, allowance=None)
    years_later = NOON + timedelta(days=900)
    assert rules.due_at(clock) is None
    assert rules.remaining(clock, years_later) is None
    assert rules.state(clock, years_later) == "running"
    assert rules.used(clock, years_later) == timedelta(days=900)
    assert rules.met_in_time(rules.meet(clock, years_later)) is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: rules.resume(c, NOON + HOUR), "clock-running"),
        (lambda c: rules.pause(c, NOON - HOUR, "clarification"), "clock-backwards"),
        (lambda c: rules.pause(rules.meet(c, NOON), NOON + HOUR, "clarification"), "clock-met"),
        (lambda c: rules.meet(rules.meet(c, NOON), NOON + HOUR), "clock-met"),
        (
            lambda c: rules.pause(rules.pause(c, NOON, "clarification"), NOON, "clarification"),
            "clock-paused",
        ),
        (
            lambda c: rules.resume(rules.pause(c, NOON + HOUR, "clarification"), NOON),
            "clock-backwards",
        ),
    ],
)
def test_it_refuses_what_its_state_does_not_allow(
    change: Callable[[Clock], Clock], code: str
) -> None:
    with pytest.raises(ClockRefuses) as refusal:
        change(running())
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # On 29 March 2026 the hour after 02:00 does not exist: 48 hours end an hour later by the
        # clock on the wall.
        ("2026-03-28 12:00", "2026-03-30 13:00"),
        # On 25 October 2026 it comes twice: they end an hour earlier.
        ("2026-10-24 12:00", "2026-10-26 11:00"),
    ],
)
def test_a_change_of_summer_time_in_berlin_neither_gives_nor_takes_an_hour(
    start: str, due: str
) -> None:
    started_at = datetime.fromisoformat(start).replace(tzinfo=BERLIN)
    deadline = rules.due_at(Clock(started_at, allowance=timedelta(hours=48)))
    assert deadline is not None
    assert deadline - started_at.astimezone(UTC) == timedelta(hours=48)
    assert rules.in_zone(deadline, "Europe/Berlin").strftime("%Y-%m-%d %H:%M") == due


def test_in_karachi_48_hours_end_at_the_same_time_of_day_all_year() -> None:
    for month in range(1, 13):
        start = datetime(2026, month, 27, 23, 30, tzinfo=ZoneInfo("Asia/Karachi"))
        deadline = rules.due_at(Clock(started_at=start, allowance=timedelta(hours=48)))
        assert deadline is not None
        assert rules.in_zone(deadline, "Asia/Karachi").strftime("%H:%M") == "23:30"


def test_one_hour_within_the_hour_that_comes_twice_is_one_hour() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN)
    deadline = rules.due_at(Clock(started_at=first, allowance=HOUR))
    assert deadline == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert rules.in_zone(deadline, "Europe/Berlin").hour == 2


def test_it_takes_no_moment_without_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        rules.due_at(Clock(started_at=datetime(2026, 1, 1), allowance=HOUR))  # noqa: DTZ001


@given(allowance=allowances, share=shares, length=lengths)
def test_resuming_moves_the_deadline_by_exactly_the_pause(
    allowance: timedelta, share: float, length: timedelta
) -> None:
    clock = Clock(started_at=NOON, allowance=allowance)
    start = NOON + allowance * share
    resumed = rules.resume(rules.pause(clock, start, "clarification"), start + length)
    assert rules.due_at(resumed) == NOON + allowance + length


@given(allowance=allowances, pauses=st.lists(st.tuples(shares, lengths), max_size=6))
def test_pausing_never_moves_the_deadline_earlier(
    allowance: timedelta, pauses: list[tuple[float, timedelta]]
) -> None:
    clock = Clock(started_at=NOON, allowance=allowance)
    at = NOON
    for share, length in pauses:
        left = rules.remaining(clock, at)
        before = rules.due_at(clock)
        assert left is not None
        assert before is not None
        at += left * share
        clock = rules.resume(rules.pause(clock, at, "clarification"), at + length)
        at += length
        assert (rules.due_at(clock) or NOON) >= before


@given(allowance=allowances, share=shares, later=st.lists(lengths, min_size=1, max_size=5))
def test_nothing_is_used_up_while_it_is_paused(
    allowance: timedelta, share: float, later: list[timedelta]
) -> None:
    start = NOON + allowance * share
    paused = rules.pause(Clock(started_at=NOON, allowance=allowance), start, "clarification")
    left = {rules.remaining(paused, start + length) for length in later}
    assert left == {NOON + allowance - start}
