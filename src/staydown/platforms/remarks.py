"""Cells that hold a remark or a formula where an address was asked for."""

from __future__ import annotations

import re

from staydown.platforms.names import platform_named

_REMARK = re.compile(
    r"(?:n[./]?a\.?|n/a|nil|none|null|unknown|unavailable|available|tbd|tbc|pending|deleted|removed|"
    r"suspended|blocked|banned|closed|deactivated|disabled|inactive|private|same|ditto|above|below|"
    r"screen-?shots?|attach(?:ed|ment)|annex(?:ure)?(?:-\d+)?|enclosed|see|various|multiple|several|anonymous|"
    r"accounts?|links?|url|profile|page|group|channel|name|user-?name|handle|id|number|phone|"
    r"missing|withheld|not|no|yes|error|journalist|"
    r"معلوم|نامعلوم|نہیں|حذف|بند|معطل|منسلک|اکاؤنٹ|لنک|اسکرین|شاٹ|دستیاب)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"=|[+@-][a-z][\w.]*\(|[+@-].*\|.*!", re.IGNORECASE | re.DOTALL)


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run `text`, also behind the apostrophe that stops it."""
    return bool(_FORMULA.match(text.lstrip("'‘’`\" ")))


def is_remark(words: list[str]) -> bool:
    """Whether `words` say something about an account rather than name one.

    One word is a remark if it is a usual one or a platform's own name; several words are if any
    of them is a usual one.
    """
    if platform_named(" ".join(words)):
        return True
    return any(_REMARK.fullmatch(word) for word in words)
