"""Dates as people write them in letters and lists, in English, Urdu and Arabic."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from staydown.referrals.readers.text import comparable, same_letters

_MONTH_NAMES = (
    "january jan جنوری يناير",
    "february feb فروری فبراير",
    "march mar مارچ مارس",
    "april apr اپریل أبريل",
    "may مئی مايو",
    "june jun جون يونيو",
    "july jul جولائی يوليو",
    "august aug اگست أغسطس",
    "september sept sep ستمبر سبتمبر",
    "october oct اکتوبر أكتوبر",
    "november nov نومبر نوفمبر",
    "december dec دسمبر ديسمبر",
)
_MONTHS = {
    comparable(name): number
    for number, names in enumerate(_MONTH_NAMES, start=1)
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_TIME = (
    r"(?:[t\s,]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]\.?m\.?)?"
    r"\s*(?:z|utc|[+-]\d{2}:?\d{2})?)?"
)
_YEAR_FIRST = r"(?P<year>\d{4})(?P<sep>[-./])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})"
# Two digits of a year only with a separator that nobody writes after a leading year.
_NUMBERS = (
    r"(?P<a>\d{1,2})(?:(?P<sep>[-./])(?P<b>\d{1,2})(?P=sep)(?P<year>\d{4})"
    r"|[./](?P<b2>\d{1,2})[./](?P<year2>\d{2}))"
)
_DAY_NAME = (
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[\s.,/-]*(?:of\s+)?"
    rf"(?P<month>{_MONTH})[\s.,/'’-]*(?P<year>\d{{4}}|\d{{2}})ء?"
)
_NAME_DAY = (
    rf"(?P<month>{_MONTH})\.?[\s-]*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(?P<year>\d{{4}})"
)
_FORMS = tuple(
    re.compile(rf"(?<![\w./-]){_WEEKDAY}{form}{_TIME}(?![\w/-])")
    for form in (_YEAR_FIRST, _NUMBERS, _DAY_NAME, _NAME_DAY)
)
_PUNCTUATION = str.maketrans({"،": ",", "۔": "."})
_LONGEST = 120


def parse_date(text: str, *, day_first: bool = True) -> date | None:
    """The date that `text` as a whole states, a time of day beside it allowed; None if none.

    `day_first` decides what 06/11/2025 means; a date that is possible only the other way round is
    taken that way. The years 1900 to 2199 count; a bare number (a spreadsheet's serial) is no date.
    """
    plain = _plain(text)
    matches = (form.fullmatch(plain) for form in _FORMS)
    return next((_date(match, day_first) for match in matches if match), None)


def find_date(text: str, *, day_first: bool = True) -> date | None:
    """The first date that is written anywhere in `text`; None if none is."""
    matches = [match for form in _FORMS for match in form.finditer(_plain(text))]
    dates = (_date(match, day_first) for match in sorted(matches, key=re.Match.start))
    return next((found for found in dates if found), None)


def _plain(text: str) -> str:
    """`text` in small letters with ASCII digits, one form of each letter, nothing invisible."""
    if len(text) > _LONGEST:
        text = text[:_LONGEST]
    kept = (c for c in unicodedata.normalize("NFKD", text) if not _is_mark(c))
    folded = "".join(str(unicodedata.decimal(c, c)) for c in kept).casefold()
    return " ".join(same_letters(folded).translate(_PUNCTUATION).split())


def _is_mark(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Cf"}


def _date(match: re.Match[str], day_first: bool) -> date | None:
    parts = match.groupdict()
    if "a" in parts:
        return _from_numbers(parts, day_first)
    name = parts["month"]
    month = int(name) if name.isdecimal() else _MONTHS[name]
    return _possible(_whole_year(parts["year"]), month, int(parts["day"]))


def _from_numbers(parts: dict[str, str | None], day_first: bool) -> date | None:
    first, second = int(parts["a"] or 0), int(parts["b"] or parts["b2"] or 0)
    year = _whole_year(parts["year"] or parts["year2"] or "")
    day, month = (first, second) if day_first else (second, first)
    return _possible(year, month, day) or _possible(year, day, month)


def _whole_year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _possible(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2199:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
