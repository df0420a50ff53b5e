"""What stands above the header: a letterhead, and perhaps the date of the letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from staydown.referrals.readers.dates import find_date

_STATED = re.compile(
    r"(?<!due )(?<!expiry )(?<!closing )(?<!update )(?<!updated )(?<!export )(?<!print )"
    r"(?:\bdated?\b|مورخ[ہه]|بتاریخ|تاریخ|تاريخ)",
    re.IGNORECASE,
)


def stated_date(titles: Iterable[str], *, day_first: bool) -> date | None:
    """The date that one of `titles` gives as its own ("Dated: 25-07-2025", "مورخہ …").

    A date without such a word before it is not taken: it may be anything.
    """
    for title in titles:
        for word in _STATED.finditer(title):
            found = find_date(title[word.end() :][:80], day_first=day_first)
            if found:
                return found
    return None
