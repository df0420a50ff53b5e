"""What an account says about itself: "backup of @old", "my last account was suspended".

The phrases are those of common account biographies in English, Urdu, Arabic, Persian, Turkish,
Russian, Indonesian, French, Spanish and German, and their Latin spellings (`words/declares_*`).
Denial and reporting ("not affiliated with", "news about", "parody of", "free @old") outweigh them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from staydown.mirrors.text.letters import fold, unspaced
from staydown.mirrors.text.lookalikes import unleet
from staydown.mirrors.text.words import lines

MAX_HANDLES = 20
_NEAR = 60
"""How many characters before a handle say whose it is; half as many after it."""


def _phrases(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lines(name)))


_HANDLE = re.compile(
    r"(?<![\w.])@([\w.]{2,60})"
    r"|(?:\b(?:twitter|x|t|instagram|facebook|tiktok)\.(?:com|me)/)@?([\w.]{2,60})"
    r"|\b(?:old|prev|previous|former|formerly|last|ex)(?: (?:acc|account|id|handle|page|user))?"
    r" ?[:=>-]+ ?((?=[\w.]*[\d_])[\w.]{4,40})"
    r"|\b(?:back ?up|bkp|alt|continuation) (?:of|for) ((?=[\w.]*[\d_])[\w.]{5,40})"
)
_NAMING = (*"@/:=>-", " of ", " for ")
"""Without one of these no handle is named: a quick look before the search."""
_OWN = _phrases("declares_own.txt")
_REMOVED = _phrases("declares_removed.txt")
_RETURNING = _phrases("declares_returning.txt")
_STEMS = lines("declares_stems.txt")
_OTHERS = _phrases("declares_others.txt")
_NEWS = _phrases("declares_news.txt")
_FIRST_PERSON = _phrases("first_person.txt")


@dataclass(frozen=True, slots=True)
class Declared:
    """`handles`: accounts it says it was or is; `returning`: it says it had an earlier account;
    `about`: handles that it names as somebody else's."""

    handles: frozenset[str] = frozenset()
    returning: bool = False
    about: frozenset[str] = frozenset()


SILENT = Declared()


@dataclass(slots=True)
class _Heard:
    handles: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    returning: bool = False


def declared_in(profile: Iterable[str], posts: Iterable[str] = ()) -> Declared:
    """What an account's profile texts and posts declare; at most 20 handles of each kind."""
    heard = _Heard()
    for text in profile:
        _listen(text, heard, on_profile=True)
    for text in posts:
        _listen(text, heard, on_profile=False)
    if not (heard.handles or heard.about or heard.returning):
        return SILENT
    return Declared(_few(heard.handles), heard.returning, _few(heard.about - heard.handles))


def _listen(text: str, heard: _Heard, *, on_profile: bool) -> None:
    folded = unleet(unspaced(fold(text)))
    if not heard.returning and any(stem in folded for stem in _STEMS):
        heard.returning = bool(_RETURNING.search(folded))
    if any(sign in folded for sign in _NAMING):
        for mention in _HANDLE.finditer(folded):
            name = next(filter(None, mention.groups())).strip(".")
            bare = mention.group(3) or mention.group(4)
            own = bool(bare) or _is_own(_around(folded, mention), on_profile=on_profile)
            (heard.handles if own else heard.about).add(name)


def _around(text: str, mention: re.Match[str]) -> str:
    """The sentence about a handle: 60 characters before, 30 after, cut at other handles."""
    before = text[max(0, mention.start() - _NEAR) : mention.start()].rpartition("@")[2]
    after = text[mention.end() : mention.end() + _NEAR // 2].partition("@")[0]
    return f"{before}{mention.group()}{after}"


def _is_own(around: str, *, on_profile: bool) -> bool:
    """Whether the words around a handle claim it as the writer's own account."""
    if _OTHERS.search(around):
        return False
    if _OWN.search(around):
        return True
    if _FIRST_PERSON.search(around):
        return bool(_REMOVED.search(around))
    return on_profile and bool(_REMOVED.search(around)) and not _NEWS.search(around)


def _few(handles: set[str]) -> frozenset[str]:
    return frozenset(sorted(handles)[:MAX_HANDLES])
