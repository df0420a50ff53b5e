"""Fold a text to plain letters, for the phrases and addresses that regular expressions look for."""

from __future__ import annotations

import re

from staydown.mirrors.text.alphabet import fold_character

LIMIT = 5_000
"""No text is read beyond this many characters."""
_FIRST_FLAG = 0x1F1E6
_LONE_FLAG = re.compile(
    "[\U0001f1e6-\U0001f1ff](?<![\U0001f1e6-\U0001f1ff]{2})(?![\U0001f1e6-\U0001f1ff])"
)
"""Half a flag: `🇸 🇵 🇪 🇨` are letters."""
_SPELT_OUT = re.compile(r"(?<![^\W_])[^\W_](?:[ .,_*|·•-][^\W_]){2,}(?![^\W_])")


class _Folding(dict[int, str]):
    """What each character becomes; filled as characters are met, for `str.translate`."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = fold_character(chr(point))
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Plain lower-case letters and ASCII digits; invisible characters and marks are gone."""
    text = text[:LIMIT]
    if text.isascii():
        return text.lower()
    return _LONE_FLAG.sub(_letter_of, text).translate(_FOLDING)[: 2 * LIMIT]


def _letter_of(flag: re.Match[str]) -> str:
    return chr(ord("a") + ord(flag.group()) - _FIRST_FLAG)


def unspaced(text: str) -> str:
    """The text with words that are spelt out joined: `s p e c i m e n`, `s.p.e.c.i.m.e.n`."""
    return _SPELT_OUT.sub(lambda spelt: spelt.group()[::2], text)


_INNER_DIGIT = re.compile(r"(?<![@\w])(?=0[a-z]|[a-z0-9$!]*[a-z][0-9$!]+[a-z])[a-z0-9$!]{2,30}")
_READ = str.maketrans("01345789$!", "oieastbgsi")


def unleet(text: str) -> str:
    """A folded text with leet words (`b4ckup`) in letters; handles and plain numbers stay."""
    return _INNER_DIGIT.sub(lambda word: word.group().translate(_READ), text)
