"""Names of several parts that are written as one word, as two, or with an article between.

عبد الرحمن, Abd al-Rahman, Abdur Rahman and Abdelrahman are one name; so are Salah ad-Din and
Salahuddin, Atiq Ullah and Attiqullah. Source: the theophoric compounds of Arabic names.
"""

from __future__ import annotations

import re

from staydown.mirrors.text.titles import GLUED_TITLES
from staydown.mirrors.text.words import word_set

_SERVANT = word_set("servant.txt")
_JOINS_BACK = word_set("joins_back.txt")
_OF_FAITH = re.compile("(?<=..)(?:[aeu][lnrd]d?(?:in|een|ine)|الدین)$")
_ARABIC_ARTICLE = re.compile("^ال(?=\\w{3})")
_MIN_REST = 5


def join_compounds(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words with compounds as one and the Arabic article cut off.

    >>> join_compounds(("abdul", "rahman", "salah", "din"))
    ('abdarahman', 'salahdin')
    """
    joined: list[str] = []
    for position, word in enumerate(words):
        plain = _ARABIC_ARTICLE.sub("", word)
        if joined and (joined[-1] == "abda" or plain in _JOINS_BACK):
            joined[-1] += plain
        elif word in _SERVANT and position + 1 < len(words):
            joined.append("abda")
        else:
            joined.append(_OF_FAITH.sub("din", plain))
    return tuple(joined)


def without_glued_title(core: tuple[str, ...]) -> tuple[tuple[str, ...], set[str]]:
    """Cut a title that is written together with a name: `abuspecimen`, `ustadspecimen`."""
    if len(core) == 1:
        for title in GLUED_TITLES:
            if core[0].startswith(title) and len(core[0]) - len(title) >= _MIN_REST:
                return (core[0][len(title) :],), {title}
    return core, set()
