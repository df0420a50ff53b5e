"""Letters that look alike: other scripts posing as Latin, and digits posing as letters.

Source of the cross-script pairs: Unicode Technical Standard 39 (confusables.txt) as ICU's
SpoofChecker carries it. Source of the digit pairs: common leet spelling.
"""

from __future__ import annotations

import re
import string
from functools import lru_cache

import icu

_CHECKER = icu.SpoofChecker()
_TYPE = 0  # ICU: "deprecated, pass 0"
_POSING = frozenset(
    icu.Script.getCode(script)[0]
    for script in ("Cyrl", "Grek", "Armn", "Cher", "Copt", "Lisu", "Geor", "Latn", "Hebr", "Tfng")
)
_LATIN = {
    _CHECKER.getSkeleton(_TYPE, letter): letter.lower()
    for letter in string.ascii_uppercase + string.ascii_lowercase
}
_LEET = str.maketrans(
    {"0": "o", "1": "i", "l": "i", "!": "i", "3": "e", "4": "a", "@": "a", "5": "s", "$": "s",
     "7": "t", "+": "t", "8": "b", "9": "g", "2": "z", "6": "b", "q": "g"}
)  # fmt: skip
_PAIRS = re.compile("rn|vv|uu|cl")
_PAIR_SHOWS = {"rn": "m", "vv": "w", "uu": "w", "cl": "d"}
_POSERS = "\u0370-\u03ff", "\u0400-\u052f", "\u0530-\u058f", "\u13a0-\u13ff\uab70-\uabbf"
"""Greek, Cyrillic, Armenian, Cherokee: the alphabets whose letters pass for Latin ones."""
_SCRIPTS = tuple(re.compile(f"[{letters}]") for letters in ("a-z", *_POSERS))
_ONLY_POSING = re.compile("[\u13a0-\u13ff\uab70-\uabbf\ua4d0-\ua4ff\u2c80-\u2cff]")
"""Cherokee, Lisu, Coptic: met in handles nearly always as dress for Latin."""
_POSER = re.compile(f"[{''.join(_POSERS)}\ua4d0-\ua4ff\u2c80-\u2cff]")


class _Showing(dict[int, str]):
    """The Latin letter that a character of another script shows, else the character."""

    def __missing__(self, point: int) -> str:
        character = chr(point)
        poses = icu.Script.getScript(character).getScriptCode() in _POSING
        skeleton = _CHECKER.getSkeleton(_TYPE, character) if poses else character
        shown = self[point] = _LATIN.get(skeleton, character)
        return shown


_SHOWING = _Showing(
    {ord(letter): letter for letter in string.printable}
    | {
        ord(letter): shown
        for letter, shown in zip(
            "ھηωγσνияцчнвзш¢∂ƒλємткгп", "هnwyovnruyhb3wcdfaemtkrn", strict=True
        )
    }
)
"""UTS 39, and what decorated account names use beside it: "ѕρєcιмєη"."""


def has_posers(text: str) -> bool:
    """Whether any letter is of an alphabet that passes for Latin."""
    return bool(_POSER.search(text))


def unmix(word: str) -> str:
    """A folded word that mixes scripts which pose as Latin, written in Latin.

    A word of one script stays as it is: Cyrillic `сор` is a Russian word, not `cop`.
    """
    if word.isascii() or not has_posers(word):
        return word
    if _ONLY_POSING.search(word):
        return word.translate(_SHOWING).lower()
    scripts = sum(bool(script.search(word)) for script in _SCRIPTS)
    return word.translate(_SHOWING) if scripts > 1 else word


@lru_cache(maxsize=65_536)
def look(word: str) -> str:
    """A key that words share when a hasty eye takes them for one another.

    >>> look("sp3cimen") == look("specimen") == look("ѕресіmеn")
    True
    """
    shown = word if word.isascii() else word.translate(_SHOWING)
    return _PAIRS.sub(lambda pair: _PAIR_SHOWS[pair.group()], shown).translate(_LEET)


_INNER_DIGIT = re.compile(r"(?<![@\w])(?=0[a-z]|[a-z0-9$!]*[a-z][0-9$!]+[a-z])[a-z0-9$!]{2,30}")
_READ = str.maketrans("01345789$!", "oieastbgsi")


def unleet(text: str) -> str:
    """A folded text with leet words (`b4ckup`) in letters; handles and plain numbers stay."""
    return _INNER_DIGIT.sub(lambda word: word.group().translate(_READ), text)
