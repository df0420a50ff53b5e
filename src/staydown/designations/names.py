"""The key of a name: equal keys mean "bears the name", across spellings and scripts.

A group's name reaches us romanised by ear (`Tehreek-i-Taliban`, `TEHRIK-E TALIBAN`), with or
without the Persian ezafe (-e-, -i-) or the Arabic article (al-, ul-, ud-), in Urdu or in Arabic
letters. The key folds exactly these differences and no others: what tells two organisations apart
("Army", "Front", "Khorasan") stays. Names in Arabic script keep a key of their own, since ICU's
romanisation yields consonants only; the bridge to their Latin names is the curated file of labels.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rigour.text.scripts import text_scripts
from rigour.text.translit import ascii_text

#: Grammar, not names: the ezafe, the article in its assimilated forms, and English joining words.
_PARTICLES = frozenset(
    (
        *("e", "i", "o", "u", "a"),
        *("al", "el", "ul", "il", "ol", "ud", "ad", "ur", "ar", "us", "as", "ush", "ash"),
        *("un", "an", "ut", "at", "uz", "az", "wa", "wal", "va"),
        *("the", "of", "and", "in", "for", "de", "du", "la", "le", "les", "et"),
    )
)
_ARABIC_PARTICLES = frozenset({"و", "ال", "ء"})

#: NFKC leaves these pairs apart: Arabic and Urdu write the same letter with different code points.
_ARABIC_LETTERS = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ئ": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ۓ": "ی",
        "ك": "ک", "ګ": "گ",
        "ه": "ہ", "ھ": "ہ", "ة": "ہ", "ۃ": "ہ", "ە": "ہ", "ۀ": "ہ",
        "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا",
        "ؤ": "و", "ء": None, "ـ": None,
        "\u200c": None, "\u200d": None,
    }
)  # fmt: skip

_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ′]")
_POSSESSIVE = re.compile(r"['’‘ʼ`´]s\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_DOUBLED = re.compile(r"([^eo])\1+")
_SPELLED_OUT = re.compile(r"\b\w(?:[ .]\w\b)+(?=\.|\b)")

#: Romanisations of one sound, most specific first. Applied to words of five letters or more: a
#: shorter one may be an acronym, where every letter counts.
_SOUNDS = (
    (re.compile(r"m[ou]ham[aei]d"), "muhamad"),
    (re.compile(r"is(?=ation|ing\b|ed\b)"), "iz"),
    (re.compile(r"iy+(?=[ae])"), "i"),
    (re.compile(r"ae|ay|ei|ey"), "ai"),
    (re.compile(r"ee|ii"), "i"),
    (re.compile(r"oo|ou|uu"), "u"),
    (re.compile(r"e"), "i"),
    (re.compile(r"o"), "u"),
)
_VOWELS = re.compile(r"[aeiouyw]")


@dataclass(frozen=True, slots=True)
class Key:
    """A name folded for comparison: its words, and the words in one piece."""

    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The key proper. Without blanks, so that `IS-K`, `ISK` and `I.S.K.` are one."""
        return "".join(self.words)

    @property
    def skeleton(self) -> str:
        """The consonants, word order set aside: names that sound alike share it."""
        return " ".join(sorted(_VOWELS.sub("", word) or word for word in self.words))


@lru_cache(maxsize=65_536)
def key_of(text: str) -> Key:
    """The key of `text`; without words where nothing in it can be a name."""
    plain = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text))
    plain = _APOSTROPHES.sub("", plain)
    if "Arabic" in text_scripts(plain):
        return Key(tuple(_arabic_words(plain)))
    latin = _SPELLED_OUT.sub(_in_one_piece, ascii_text(plain).lower())
    return Key(tuple(_latin_words(_WORD.findall(latin))))


def key(text: str) -> str:
    """The key of `text` as one string."""
    return key_of(text).text


def script_of(text: str) -> str:
    """The script that `text` is written in, by Unicode's name; several joined by a comma."""
    return ", ".join(sorted(text_scripts(text))) or "Common"


def is_acronym(text: str) -> bool:
    """Is `text` a bare acronym: two to eight letters, mostly capitals (`TTP`, `IS-K`, `LeT`)?"""
    letters = [char for char in text if char.isalpha()]
    if not 2 <= len(letters) <= 8 or len(text.split()) > 1 or not text.isascii():
        return False
    capitals = sum(char.isupper() for char in letters)
    return letters[-1].isupper() and capitals * 2 > len(letters)


def _arabic_words(text: str) -> list[str]:
    bare = "".join(char for char in text if not unicodedata.combining(char))
    words = _WORD.findall(bare.translate(_ARABIC_LETTERS).lower())
    kept = [word for word in words if word not in _ARABIC_PARTICLES]
    return [_without_article(word) for word in kept]


def _without_article(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _in_one_piece(letters: re.Match[str]) -> str:
    """`i.s.k` or `t t p` as one word, or its letters would be taken for particles."""
    return "".join(char for char in letters.group() if char.isalnum())


def _latin_words(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in _PARTICLES] or words
    last = len(kept) - 1
    return [_folded(word, inner=at < last) for at, word in enumerate(kept)]


@lru_cache(maxsize=65_536)
def _folded(word: str, *, inner: bool) -> str:
    """One word with its spelling evened out; `inner` words may carry a glued article or ezafe."""
    if len(word) < 5:
        return word
    if inner and len(word) > 6:
        word = re.sub(r"(?:ul|ud|us|ur|e)$", "", word)
    word = _DOUBLED.sub(r"\1", word)
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word[:-1] if len(word) > 4 and word.endswith("h") and word[-2] in "aiu" else word
