"""Fold a text to plain letters: width, case, marks, decoration, script variants and digits.

Sources: NFKC and the character names of the Unicode Character Database; the Arabic letter pairs are
those of LAW.md's trap 8 (ی U+06CC and ي U+064A, ک U+06A9 and ك U+0643, which NFKC leaves apart) and
of the Unicode chapter on Arabic ("Jawi, Persian, Urdu and Sindhi forms").
"""

from __future__ import annotations

import re
import unicodedata

LIMIT = 5_000
"""No text is read beyond this many characters."""

_ARABIC = {
    "ك": "ک", "ڪ": "ک", "ګ": "گ", "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ہ": "ه",
    "ۀ": "ه", "ۂ": "ه", "ۃ": "ه", "ة": "ه", "ە": "ه", "ٱ": "ا", "ء": "", "ـ": "",
}  # fmt: skip
_SPECIAL = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss", "ə": "e", "ŋ": "ng", "ı": "i", "ʻ": "",
    "ʼ": "", "’": "", "‘": "", "'": "", "`": "", "´": "", "|": "i", "€": "e", "£": "l", "¡": "i",
}  # fmt: skip
_DECORATED = re.compile(
    r"^(?:NEGATIVE |SQUARED |CIRCLED |CROSSED |TORTOISE SHELL BRACKETED |REGIONAL INDICATOR )*"
    r"(?:SYMBOL )?(?:LATIN )?(?:SMALL |CAPITAL )*LETTER (?:SMALL CAPITAL )?"
    r"(?:TURNED |REVERSED |INSULAR |SIDEWAYS |OPEN |CLOSED |TAILED |BARRED |SCRIPT )*"
    r"([A-Z])(?: WITH .*)?$"
)
_TRADE = str.maketrans("™℠", "  ")
"""Signs that NFKC would turn into letters."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")


_SPELT_OUT = re.compile(r"(?<![^\W_])[^\W_](?:[ .,_*|·•-][^\W_]){2,}(?![^\W_])")


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met, for `str.translate`."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = _fold_character(chr(point))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Plain lower-case letters and ASCII digits; invisible characters and marks are gone."""
    text = text[:LIMIT]
    if text.isascii():
        return text.lower()
    text = _FLAG.sub(" ", text).translate(_TRADE)
    decomposed = unicodedata.normalize("NFKD", text)[: 2 * LIMIT].casefold()
    return unicodedata.normalize("NFC", decomposed.translate(_FOLDING))


def unspaced(text: str) -> str:
    """The text with words that are spelt out joined: `s p e c i m e n`, `s.p.e.c.i.m.e.n`."""
    return _SPELT_OUT.sub(lambda spelt: spelt.group()[::2], text)


def _fold_character(character: str) -> str:
    special = _ARABIC.get(character, _SPECIAL.get(character))
    if special is not None:
        return special
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Cf", "Cc", "Cs", "Sk"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in {"Zs", "Zl", "Zp"}:
        return " "
    return _undecorated(character)


def _undecorated(character: str) -> str:
    """The Latin letter that a decorated one shows: 🅰, ᴀ, ø; other characters as they are."""
    found = _DECORATED.match(unicodedata.name(character, ""))
    return found.group(1).lower() if found else character
