"""Cells that hold a remark or a formula where an address was asked for."""

from __future__ import annotations

import re

from staydown.platforms.names import platform_named

_REMARK = re.compile(
    r"(?:n[./]?a\.?|n/a|nil|none|null|unknown|unavailable|available|tbd|tbc|pending|deleted|removed|"
    r"suspended|blocked|banned|closed|deactivated|disabled|inactive|private|same|ditto|above|below|"
    r"screen-?shots?|attach(?:ed|ment)|annex(?:ure)?(?:-\d+)?|enclosed|see|various|multiple|several|"
    r"anonymous|"
    r"accounts?|links?|url|profile|page|group|channel|name|user-?name|handle|id|number|phone|"
    r"missing|withheld|not|no|yes|error|journalist|"
    r"معلوم|نامعلوم|نہیں|حذف|بند|معطل|منسلک|اکاؤنٹ|لنک|اسکرین|شاٹ|دستیاب)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"=|[+@-][A-Z][A-Z0-9.]*\(")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would run `text`, also behind the apostrophe that stops it."""
    bare = text.lstrip("'‘’`\" ")
    starts_command = bare.startswith(("+", "-", "@")) and "!" in bare.partition("|")[2]
    return starts_command or bool(_FORMULA.match(bare))


def is_remark(words: list[str]) -> bool:
    """Whether `words` say something about an account rather than name one.

    They do if any of them is a usual one or mere signs (`-`, `?`), or if they name a platform.
    """
    if platform_named(" ".join(words)):
        return True
    return any(_REMARK.fullmatch(word) or not any(map(str.isalnum, word)) for word in words)
