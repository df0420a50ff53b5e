"""Keys by sound: the consonants that survive when a name is written down by many hands.

محمد, Muhammad, Mohamad, Mehmet and mhmd share a key; so do خراسان, Khorasan, xurasan. The classes
follow what the romanisations of Arabic, Persian, Urdu, Pashto, Turkish, Russian and Indonesian
write differently (ALA-LC, BGN/PCGN, Turkish spelling of 1928, EYD of 1972): short vowels, doubled
letters, w/y/v, voiced and voiceless pairs, kh/x/h, q/k/g, th/s/t, dh/z/d, j/dj/c/g. Digits within a
word are read as leet, and as the Arabic chat alphabet (7 is ح, 3 is ع, 5 is خ).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from staydown.mirrors.text.forms import FORMS
from staydown.mirrors.text.romanise import romanise

_UNIT = {
    "tsch": "C", "shch": "S", "sch": "S", "tch": "C", "ch": "C", "sh": "S", "sy": "S", "kh": "X",
    "gh": "G", "th": "T", "dh": "D", "zh": "Z", "dzh": "j",
    "dz": "z", "dj": "j", "dy": "d", "ph": "f",
    "bh": "b", "ck": "k", "q": "k", "x": "K", "tz": "ts", "ce": "c", "ci": "c", "cy": "c",
    "c": "Q",
}  # fmt: skip
_UNITS = re.compile("|".join(sorted(_UNIT, key=len, reverse=True)))
_DROPPED = re.compile("(?<=.)[aeiouwy]+|(?<=[aeiou])h$")
_DOUBLED = re.compile(r"(.)\1+")
_ARTICLE = re.compile("^abdl+(?=.)")
_COARSE = str.maketrans("XGSZzgpd", "hkssskbt", "v")
_APART = {"T": "th", "D": "th", "S": "sh", "Z": "sh", "X": "kh", "G": "kh", "C": "kh", "K": "ks"}


def _reading(classes: str, letters: str) -> dict[int, int | str]:
    """A way to read doubtful classes; x is ks where it says nothing else (Alex, Baxtiyor)."""
    return {ord("K"): "ks"} | str.maketrans(classes, letters)


_READINGS = (
    ("", _reading("TDCcQ", "ssssk")),
    ("TD", _reading("TDCcQ", "ttssk")),
    ("CcQgK", _reading("TDCcQgK", "sssjjjh")),
    (
        "TDSZXGC",
        str.maketrans(
            {"T": "th", "D": "th", "S": "sh", "Z": "sh", "X": "kh", "G": "kh", "C": "kh"}
        ),
    ),
)
"""What doubtful classes may stand for, and which classes must be there for a reading to differ; the
last takes digraphs apart (Azhar, Ishaq, Thr)."""
_CHAT = str.maketrans({"2": "a", "3": "a", "5": "kh", "6": "t", "7": "h", "8": "gh", "9": "q"})
_LEET = str.maketrans("01345789", "oieastbg")
_MIXED = re.compile(r"\d")


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The word's consonants in fine classes, a first vowel as `a`; "" where nothing sounds.

    >>> sound("muhammad") == sound("mohamad") == sound("محمد")
    True
    """
    return _sound(romanise(word).translate(_LEET))


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """The word's coarse keys, one for each way its doubtful letters may be read; 1 to 8 of them.

    >>> set(sounds("mehmet")) & set(sounds("محمد"))
    {'mhmt'}
    """
    fine = [sound(word)]
    if _MIXED.search(word):
        fine.append(_sound(romanise(word).translate(_CHAT)))
    keys = (_coarse(one.translate(table)) for one in fine for table in _tables(one))
    return tuple(dict.fromkeys(key for key in keys if key))


def _tables(fine: str) -> Iterator[Mapping[int, int | str]]:
    for doubtful, table in _READINGS:
        if not doubtful or not set(doubtful).isdisjoint(fine):
            yield table


def _sound(latin: str) -> str:
    latin = FORMS.get(latin, latin)
    if latin.startswith("x"):
        latin = "kh" + latin[1:]
    units = _UNITS.sub(lambda unit: _UNIT[unit.group()], latin)
    if units[:1] in {"e", "i", "o", "u"}:
        units = "a" + units[1:]
    return _ARTICLE.sub("abd", _DOUBLED.sub(r"\1", _DROPPED.sub("", units)))


def _coarse(fine: str) -> str:
    return _DOUBLED.sub(r"\1", fine.translate(_COARSE))
