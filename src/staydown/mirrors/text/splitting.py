"""Split a handle or name into folded words."""

from __future__ import annotations

import re

from staydown.mirrors.text.letters import fold, unspaced
from staydown.mirrors.text.lookalikes import unmix

MAX_WORDS = 12
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})|(?<=\d)(?=[A-Z][a-z])")
_WORD = re.compile(r"[^\W_]+")
_TAIL_NUMBER = re.compile(r"^(\D{2,}.*?|.*?[^\W\d]{2,})(\d+)(i{2,3}|iv|v)?$")
_SIGN = re.compile(r"\$(?=[a-z0-9])|(?<=[a-z0-9])(?:\$|[@!](?=[a-z0-9]))")
_SIGNS = {"$": "s", "@": "a", "!": "i"}
_INNER_NUMBER = re.compile(r"^([^\W\d]{3,})(\d{2,})([^\W\d]{3,})$")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")


def split_words(text: str) -> tuple[str, ...]:
    """The words of a name: by separators, capitals, and before a number; at most 12.

    >>> split_words("TheSpecimen_92"), split_words("s.p.e.c.i.m.e.n")
    (('the', 'specimen', '92'), ('specimen',))
    """
    if not text.islower() and not text.isupper():
        text = _CAMEL.sub(" ", text)
    found = (unmix(_unstretched(word)) for word in _WORD.findall(unspaced(_signs_read(fold(text)))))
    return tuple(part for word in found for part in _around_number(word))[:MAX_WORDS]


def _signs_read(text: str) -> str:
    """`$pecimen` and `sp@cimen` with letters for the signs that stand for them."""
    return _SIGN.sub(lambda sign: _SIGNS[sign.group()], text) if _SIGN.search(text) else text


def _unstretched(word: str) -> str:
    """`specimeeeen` has one e; `iii` is a number."""
    return word if word.count(word[0]) == len(word) else _STRETCHED.sub(r"\1", word)


def without_number(word: str) -> str:
    """The word without the digits at its end; all of it where nothing else is left."""
    return word.rstrip("0123456789") or word


def _around_number(word: str) -> tuple[str, ...]:
    """`specimen92` is a name and a number; `7amza`, `sp3cimen` and `92` are one word."""
    if word.isalpha():
        return (word,)
    tail = _TAIL_NUMBER.match(word) or _INNER_NUMBER.match(word)
    return tuple(filter(None, tail.groups())) if tail else (word,)
