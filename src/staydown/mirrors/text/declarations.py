"""What an account says about itself: "backup of @old", "my last account was suspended".

The phrases are common account biographies in English, Urdu, Arabic, Persian, Turkish, Russian,
Indonesian, French and Spanish, and their Latin spellings. A phrase of denial or reporting next to a
handle ("not affiliated with", "news about", "parody of", "free @old") outweighs it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.words import lines

MAX_HANDLES = 20


def _phrases(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lines(name)))


_HANDLE = re.compile(
    r"(?<![\w.])@([\w.]{2,60})"
    r"|(?:(?:twitter|x|t|instagram|facebook|tiktok)\.(?:com|me)/)@?([\w.]{2,60})"
)
_OWN_PAST = _phrases("declares_own.txt")
_RETURNING = _phrases("declares_returning.txt")
_STEMS = lines("declares_stems.txt")
_ABOUT_OTHERS = _phrases("declares_others.txt")
_FIRST_PERSON = _phrases("first_person.txt")
_NEAR = 60
"""How many characters around a handle say whose it is."""


@dataclass(frozen=True, slots=True)
class Declared:
    """`handles`: accounts it says it was or is; `returning`: it says it had an earlier account;
    `about`: handles that it names as somebody else's."""

    handles: frozenset[str] = frozenset()
    returning: bool = False
    about: frozenset[str] = frozenset()


SILENT = Declared()


def declared_in(texts: tuple[str, ...]) -> Declared:
    """What the texts of one account declare; at most 20 handles of each kind."""
    handles: set[str] = set()
    about: set[str] = set()
    returning = False
    for text in texts:
        folded = fold(text)
        returning = returning or _says_returning(folded)
        if "@" in folded or "/" in folded:
            for mention in _HANDLE.finditer(folded):
                _sort_mention(folded, mention, handles, about)
    if not (handles or about or returning):
        return SILENT
    return Declared(_few(handles), returning, _few(about - handles))


def _says_returning(text: str) -> bool:
    return any(stem in text for stem in _STEMS) and bool(_RETURNING.search(text))


def _sort_mention(text: str, mention: re.Match[str], handles: set[str], about: set[str]) -> None:
    """Put one named handle among those that the account claims as its own, or as another's."""
    name = (mention.group(1) or mention.group(2)).strip(".")
    around = text[max(0, mention.start() - _NEAR) : mention.end() + _NEAR // 2]
    own = _OWN_PAST.search(around)
    others = _ABOUT_OTHERS.search(around)
    if own and (not others or _FIRST_PERSON.search(around)):
        handles.add(name)
    else:
        about.add(name)


def _few(handles: set[str]) -> frozenset[str]:
    return frozenset(sorted(handles)[:MAX_HANDLES])
