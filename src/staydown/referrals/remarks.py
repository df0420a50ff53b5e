"""Words in a row that a reviewer must not miss: the sender's own doubts.

A remark such as "journalist?" is no reason to return a row, but it names an exception that the
reviewer has to weigh: ATA 1997 s.11W excepts a factual news report made in good faith, and news,
research, art, parody, counter-speech and victims are outcomes of their own (law 5 of the design).
"""

from __future__ import annotations

import re

_PRESS = re.compile(
    r"\b(journalist|reporter|press|media outlet|news|newspaper|editor|anchor)\b|صحاف|خبر|نیوز",
    re.IGNORECASE,
)
_RETURNED = re.compile(
    r"\b(mirror|backup|returned|re-?created|earlier account|previous(ly)?)\b|پہلے بند|دوبارہ",
    re.IGNORECASE,
)


def notes(remark: str) -> list[dict[str, str]]:
    """What the reviewer should know from `remark`, as reasons of the row."""
    found = []
    if _PRESS.search(remark):
        text = f"The remark says “{remark}”: whether this is journalism has to be weighed first."
        found.append({"code": "possible-press", "text": text})
    if _RETURNED.search(remark):
        text = f"The remark says “{remark}”: an earlier account is meant; its case helps if named."
        found.append({"code": "said-to-return", "text": text})
    return found
