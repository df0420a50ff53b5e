"""How a deadline runs: elapsed time between moments, never calendar days.

A clock starts when a demand has arrived in complete form, stops while a clarification or another
obstacle is pending, and goes on from where it stopped (Regulation (EU) 2021/784 Art. 3(7) and (8)).
All arithmetic is done on UTC moments, so that a change to or from summer time neither gives nor
takes an hour; a time zone only decides how a moment is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from staydown.liaison.errors import ClockRefuses

State = Literal["running", "paused", "met", "overdue"]


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch during which the clock stands still; `ended_at` is None while it lasts."""

    started_at: datetime
    ended_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A deadline as plain values. Every moment is aware.

    `allowance` is the time given, or None where the instrument sets no fixed time: such a clock
    measures but is never overdue. `pauses` are in order and do not overlap; only the last may
    be open. `met_at` is when the demand was answered.
    """

    started_at: datetime
    allowance: timedelta | None
    pauses: tuple[Pause, ...] = ()
    met_at: datetime | None = None


def used(clock: Clock, now: datetime) -> timedelta:
    """The time that the clock has run until `now`, or until it was met."""
    until = _utc(clock.met_at or now)
    return max(until - _utc(clock.started_at) - _stood(clock, until), timedelta())


def remaining(clock: Clock, now: datetime) -> timedelta | None:
    """The time left, negative once overdue; None where there is no deadline."""
    return None if clock.allowance is None else clock.allowance - used(clock, now)


def due_at(clock: Clock) -> datetime | None:
    """The moment of the deadline in UTC; None without a deadline, and while the clock is paused.

    While a pause is open nobody can know the moment: `remaining` says what will be left.
    """
    if clock.allowance is None or _open_pause(clock):
        return None
    return _utc(clock.started_at) + clock.allowance + _stood(clock, _last_change(clock))


def state(clock: Clock, now: datetime) -> State:
    """What the clock is doing at `now`. At the very moment of the deadline it is still in time."""
    if clock.met_at is not None:
        return "met"
    if _open_pause(clock):
        return "paused"
    return "overdue" if _is_late(clock, now) else "running"


def met_in_time(clock: Clock) -> bool | None:
    """Whether the demand was answered within the allowance; None if not answered or no deadline."""
    if clock.met_at is None or clock.allowance is None:
        return None
    return used(clock, clock.met_at) <= clock.allowance


def pause(clock: Clock, at: datetime, reason: str) -> Clock:
    """The clock standing still from `at`. A missed deadline cannot be paused away afterwards."""
    _must_go_on_from(clock, at)
    if _open_pause(clock):
        raise ClockRefuses("clock-paused", "the clock is paused already", at=at)
    if _is_late(clock, at):
        raise ClockRefuses("clock-overdue", "the deadline had passed: it cannot be paused", at=at)
    return replace(clock, pauses=(*clock.pauses, Pause(_utc(at), None, reason)))


def resume(clock: Clock, at: datetime) -> Clock:
    """The clock running again from `at`."""
    _must_go_on_from(clock, at)
    standing = _open_pause(clock)
    if standing is None:
        raise ClockRefuses("clock-running", "the clock is not paused", at=at)
    return replace(clock, pauses=(*clock.pauses[:-1], replace(standing, ended_at=_utc(at))))


def meet(clock: Clock, at: datetime) -> Clock:
    """The clock stopped for good at `at`; a pause that was open ends with it."""
    _must_go_on_from(clock, at)
    running = resume(clock, at) if _open_pause(clock) else clock
    return replace(running, met_at=_utc(at))


def in_zone(moment: datetime, time_zone: str) -> datetime:
    """The same moment as the clocks on the wall of `time_zone` (an IANA name) show it."""
    return _utc(moment).astimezone(ZoneInfo(time_zone))


def _is_late(clock: Clock, now: datetime) -> bool:
    left = remaining(clock, now)
    return left is not None and left < timedelta()


def _must_go_on_from(clock: Clock, at: datetime) -> None:
    if clock.met_at is not None:
        raise ClockRefuses("clock-met", "the clock was stopped for good", met_at=clock.met_at)
    latest = _last_change(clock)
    if _utc(at) < latest:
        raise ClockRefuses(
            "clock-backwards", f"the clock is known to have changed at {latest}, after {at}", at=at
        )


def _last_change(clock: Clock) -> datetime:
    edges = [edge for pause in clock.pauses for edge in (pause.started_at, pause.ended_at)]
    return max(_utc(edge) for edge in [clock.started_at, *edges] if edge is not None)


def _open_pause(clock: Clock) -> Pause | None:
    last = clock.pauses[-1] if clock.pauses else None
    return last if last is not None and last.ended_at is None else None


def _stood(clock: Clock, until: datetime) -> timedelta:
    """How long the clock has stood still until then."""
    return sum((_length(pause, until) for pause in clock.pauses), timedelta())


def _length(pause: Pause, until: datetime) -> timedelta:
    ended = min(_utc(pause.ended_at or until), until)
    return max(ended - _utc(pause.started_at), timedelta())


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a clock needs moments that know their time zone")
    return moment.astimezone(UTC)
