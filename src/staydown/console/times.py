"""Moments and durations in words, in the language of the page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def utc(moment: datetime) -> str:
    """`2026-01-02 03:04 UTC`: reads the same in every language and sorts by eye."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def time_left(left: timedelta) -> str:
    """How long there is until a deadline, or by how much it has passed."""
    if left < timedelta():
        return _("overdue by %(time)s") % {"time": duration(-left)}
    return _("%(time)s left") % {"time": duration(left)}


def duration(length: timedelta) -> str:
    """A length of time by its two largest units: days and hours, hours and minutes."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return _pair(_days(days), _hours(hours) if hours else "")
    if hours:
        return _pair(_hours(hours), _minutes(minutes) if minutes else "")
    return _minutes(minutes)


def _pair(larger: str, smaller: str) -> str:
    return f"{larger} {smaller}" if smaller else larger


def _days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def _hours(number: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", number) % {"n": number}


def _minutes(number: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", number) % {"n": number}
