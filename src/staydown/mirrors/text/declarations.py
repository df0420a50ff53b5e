"""What an account says about itself: "backup of @old", "my last account was suspended".

The phrases are those of common account biographies in English, Urdu, Pashto, Arabic, Persian,
Turkish, Russian, Indonesian, Uzbek, Hindi, Bengali, Swahili, French, Spanish and German, and their
Latin spellings (`words/declares_*`). Denial and reporting ("not affiliated with", "news about",
"parody of", "free @old") outweigh them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from staydown.mirrors.text.letters import fold, unleet, unspaced
from staydown.mirrors.text.words import Stems, lines

MAX_HANDLES = 64
MOST_INTRODUCED = 4
"""A text that names more accounts than this introduces none as another: it is a list."""
_NEAR = 60
"""How many characters before a handle say whose it is; half as many after it."""


def _phrases(name: str) -> re.Pattern[str]:
    return re.compile("|".join(lines(name)))


_HANDLE = re.compile(
    r"(?<![\w.])@ ?([\w.]{2,60})"
    r"|(?:\b(?:twitter|x|t|instagram|facebook|fb|tiktok|youtube|vk|threads)\.(?:com|me|net)/)@?"
    r"([\w.]{2,60})"
    r"|\b(?:old|prev|previous|former|formerly|last|ex|fka|main)"
    r"(?: (?:acc|account|id|handle|page|user))?(?: ?[:=>-]+ ?| )((?=[\w.]*[\d_])[\w.]{4,40})"
    r"|\b(?:back ?up|bkp|alt|continuation) (?:of|for) ((?=[\w.]*[\d_])[\w.]{5,40})"
)
_OF = re.compile(r"\b(?:of|for|ل|لـ|از|کا|کی|da|de|от|у) ?@[\w.]+$")
_SPELT_OUT = re.compile(r"(?<!\S)(?:[\w.][ .]){4,}[\w.](?!\S)")
_WORD = re.compile(r"[\w][\w.]{3,40}\w")
_NAMING = (*"@/:=>-", " of ", " for ", "ex ", "old ", "formerly ", "fka ")
"""Without one of these no handle is named: a quick look before the search."""
_NOT_HANDLES = frozenset(
    ("status", "watch", "channel", "share", "intent", "hashtag", "joinchat", "s")
)
_OWN = _phrases("declares_own.txt")
_REMOVED = _phrases("declares_removed.txt")
_RETURNING = _phrases("declares_returning.txt")
_RETURNING_STEMS = Stems("declares_returning_stems.txt")
_OTHERS = _phrases("declares_others.txt")
_FAKES = _phrases("declares_fakes.txt")
_POSING = _phrases("declares_posing.txt")
_POSING_STEMS = Stems("declares_posing_stems.txt")
_NEWS = _phrases("declares_news.txt")
_FIRST_PERSON = _phrases("first_person.txt")


@dataclass(frozen=True, slots=True)
class Declared:
    """`handles`: accounts it says it was or is; `returning`: it says it had an earlier account;
    `about`: handles that it names, with their sign, as somebody else's; `disowned`: those that it
    calls fakes; `posing`: it says that it is a fan's, a parody, or not the one that it looks like;
    `hinted`: words where it says that it returns which may be a handle without its sign;
    `introduced`: two handles each, of which a text says that one follows the other."""

    handles: frozenset[str] = frozenset()
    returning: bool = False
    about: frozenset[str] = frozenset()
    disowned: frozenset[str] = frozenset()
    posing: bool = False
    hinted: frozenset[str] = frozenset()
    introduced: frozenset[tuple[str, str]] = frozenset()


SILENT = Declared()


@dataclass(slots=True)
class _Heard:
    handles: set[str] = field(default_factory=set)
    about: set[str] = field(default_factory=set)
    disowned: set[str] = field(default_factory=set)
    hinted: set[str] = field(default_factory=set)
    introduced: set[tuple[str, str]] = field(default_factory=set)
    returning: bool = False
    posing: bool = False


def declared_in(profile: Iterable[str], posts: Iterable[str] = ()) -> Declared:
    """What an account's profile texts and posts declare; at most 64 handles of each kind."""
    heard = _Heard()
    for text in profile:
        _listen(text, heard, on_profile=True)
    for text in posts:
        _listen(text, heard, on_profile=False)
    if not (heard.handles or heard.about or heard.disowned or heard.returning or heard.posing):
        return SILENT
    about = heard.about - heard.handles
    return Declared(
        _few(heard.handles - heard.disowned), heard.returning, _few(about), _few(heard.disowned),
        heard.posing, _few(heard.hinted), frozenset(sorted(heard.introduced)[:MAX_HANDLES]),
    )  # fmt: skip


def _listen(text: str, heard: _Heard, *, on_profile: bool) -> None:
    folded = unleet(unspaced(_SPELT_OUT.sub(_joined, fold(text))))
    if _RETURNING_STEMS.within(folded) and _RETURNING.search(folded):
        heard.returning = True
        heard.hinted.update(_WORD.findall(folded))
    if on_profile and not heard.posing:
        heard.posing = _POSING_STEMS.within(folded) and bool(_POSING.search(folded))
    if any(sign in folded for sign in _NAMING):
        mentions = [m for m in _HANDLE.finditer(folded) if _name(m) not in _NOT_HANDLES]
        introduced = set() if on_profile else _introduced(folded, mentions)
        heard.introduced.update(introduced)
        for mention in mentions:
            _hear(folded, mention, heard, on_profile=on_profile, another=bool(introduced))


def _hear(
    folded: str, mention: re.Match[str], heard: _Heard, *, on_profile: bool, another: bool
) -> None:
    """Note whose a handle is; `another`: the text speaks of somebody else's accounts."""
    name, around = _name(mention), _around(folded, mention)
    bare = bool(mention.group(3) or mention.group(4))
    if _FAKES.search(around):
        heard.disowned.add(name)
    elif not another and (bare or _is_own(around, on_profile=on_profile)):
        heard.handles.add(name)
    elif mention.group(1):
        heard.about.add(name)


def _name(mention: re.Match[str]) -> str:
    handle: str = next(filter(None, mention.groups()))
    return handle.strip(".")


def _introduced(folded: str, mentions: Sequence[re.Match[str]]) -> set[tuple[str, str]]:
    """Every two of a few handles of which a text says, not in the first person, that one is or was
    the other: "@old has a new account: @new", "new account of @old: @new"."""
    names = sorted({_name(mention) for mention in mentions})
    said = _OWN.search(folded)
    if not said or not 2 <= len(names) <= MOST_INTRODUCED:
        return set()
    named_first = mentions[0].start() < said.end() or _OF.search(folded[: mentions[0].end()])
    if not named_first or any(
        pattern.search(folded) for pattern in (_FIRST_PERSON, _OTHERS, _FAKES)
    ):
        return set()
    return set(combinations(names, 2))


def _joined(spelt: re.Match[str]) -> str:
    return spelt.group()[::2]


def _around(text: str, mention: re.Match[str]) -> str:
    """The sentence about a handle: 60 characters before, 30 after, cut at other handles."""
    before = text[max(0, mention.start() - _NEAR) : mention.start()].rpartition("@")[2]
    after = text[mention.end() : mention.end() + _NEAR // 2].partition("@")[0]
    return f"{before}@{mention.group().lstrip('@ ')}{after}"


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
