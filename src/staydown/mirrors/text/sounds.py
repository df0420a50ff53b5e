"""Keys by sound: the consonants that survive when a name is written down by many hands.

محمد, Muhammad, Mohamad, Mehmet and mhmd share a key; so do خراسان, Khorasan, xurasan. The classes
follow what the romanisations of Arabic, Persian, Urdu, Pashto, Turkish, Russian and Indonesian
write differently (ALA-LC, BGN/PCGN, Turkish spelling of 1928, EYD of 1972): short vowels, doubled
letters, w/y/v, voiced and voiceless pairs, kh/x/h, q/k/g, th/s/t, dh/z/d, j/dj/c/g.
"""

from __future__ import annotations

import re
from functools import lru_cache

from staydown.mirrors.text.forms import FORMS
from staydown.mirrors.text.romanise import romanise

_SOUND = {
    "tsch": "C", "shch": "S", "sch": "S", "tch": "C", "ch": "C", "sh": "S", "sy": "S", "kh": "X",
    "gh": "G", "th": "T", "dh": "D", "zh": "Z", "dzh": "j", "dj": "j", "dy": "d", "ph": "f",
    "bh": "b", "ck": "k", "q": "k", "c": "c", "x": "ks", "tz": "ts",
}  # fmt: skip
_UNITS = re.compile("|".join(sorted(_SOUND, key=len, reverse=True)))
_DROPPED = re.compile("(?<=.)[aeiouwy]|(?<=.)h$")
_DOUBLED = re.compile(r"(.)\1+")
_ARTICLE = re.compile("^abdl+(?=.)")
_COARSE = str.maketrans("XGSZCzqgpdfc", "hksssskkbtfk", "v")
_READINGS = (
    str.maketrans("TD", "ss"),
    str.maketrans("TD", "tt"),
    str.maketrans("TDcg", "ssjj"),
)


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """The word's consonants in fine classes, a first vowel as `a`; "" where nothing sounds.

    >>> sound("muhammad") == sound("mohamad") == sound("محمد")
    True
    """
    latin = romanise(FORMS.get(word, word))
    if latin.startswith("x"):
        latin = "kh" + latin[1:]
    units = _UNITS.sub(lambda unit: _SOUND[unit.group()], latin)
    if units[:1] in {"e", "i", "o", "u"}:
        units = "a" + units[1:]
    units = re.sub("(?<=[aeiou])h$", "", units)
    return _ARTICLE.sub("abd", _DOUBLED.sub(r"\1", _DROPPED.sub("", units)))


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """The word's coarse keys, one for each way its doubtful letters may be read; 1 to 3 of them.

    >>> set(sounds("mehmet")) & set(sounds("محمد"))
    {'mhmt'}
    """
    fine = sound(word)
    return tuple(dict.fromkeys(_coarse(fine.translate(reading)) for reading in _READINGS))


def _coarse(fine: str) -> str:
    return _DOUBLED.sub(r"\1", fine.translate(_COARSE))
