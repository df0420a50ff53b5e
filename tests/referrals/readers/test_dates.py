"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.referrals.readers.dates import find_date, parse_date
from staydown.referrals.readers.titles import stated_date

THE_DAY = date(2025, 9, 8)


@pytest.mark.parametrize(
    "text",
    [
        "2025-09-08",
        "2025.09.08",
        "2025/9/8",
        "08/09/2025",
        "8-9-2025",
        "8.9.2025",
        "8/9/25",
        "8 September 2025",
        "8th of September, 2025",
        "Monday, 8 September 2025",
        "Sept 8, 2025",
        "September 8th 2025",
        "08-Sep-25",
        "8Sep2025",
        "۰۸/۰۹/۲۰۲۵",
        "۸ ستمبر ۲۰۲۵ء",
        "۸ ستمبر، ۲۰۲۵",
        "٨ سبتمبر ٢٠٢٥",
        "2025-09-08T10:00:00Z",
        "2025-09-08 10:00:00+05:00",
        "08/09/2025 10:15 AM",
        " \u200f08/09/2025 ",
    ],
)
def test_it_is_the_eighth_of_september(text: str) -> None:
    assert parse_date(text) == THE_DAY


@pytest.mark.parametrize(
    "text",
    ["", "45910", "31/02/2025", "13/13/2025", "April 31, 2025", "25-07-08", "2025-09", "1447-03-12",
     "2025-09-08-1", "soon", "8 Sept", "08/09-2025"],
)  # fmt: skip
def test_it_is_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_the_order_of_day_and_month_is_a_setting() -> None:
    assert parse_date("06/11/2025") == date(2025, 11, 6)
    assert parse_date("06/11/2025", day_first=False) == date(2025, 6, 11)


@pytest.mark.parametrize("day_first", [True, False])
def test_a_date_possible_in_one_order_only_is_taken_so(day_first: bool) -> None:
    assert parse_date("12/25/2025", day_first=day_first) == date(2025, 12, 25)
    assert parse_date("25/12/2025", day_first=day_first) == date(2025, 12, 25)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_it_prints_it_reads(day: date) -> None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%b %d, %Y"):
        assert parse_date(day.strftime(form)) == day


@given(st.text(max_size=200))
def test_any_text_has_a_date_or_none(text: str) -> None:
    for found in (parse_date(text), find_date(text)):
        assert found is None or 1900 <= found.year <= 2199


@pytest.mark.parametrize(
    "title",
    [
        "Dated: 25-07-2025",
        "No. 12(3)/2025 Dated Islamabad, the 25th July, 2025",
        "Date of letter 25.07.2025",
        "Date: 25/07/2025 12:00",
        "مورخہ: ۲۵ جولائی ۲۰۲۵ء",
        "بتاریخ ۲۵/۰۷/۲۰۲۵",
    ],
)
def test_a_title_states_its_date(title: str) -> None:
    assert stated_date(["Ministry", title], day_first=True) == date(2025, 7, 25)


@pytest.mark.parametrize(
    "title", ["List of 25-07-2025 accounts", "Due date: 25-07-2025", "Updated 25-07-2025", "Dated"]
)
def test_other_dates_of_a_title_are_not_the_letters(title: str) -> None:
    assert stated_date([title], day_first=True) is None
