"""Split a handle or name into folded words."""

from __future__ import annotations

import re

from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.lookalikes import unmix

MAX_WORDS = 12
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
_WORD = re.compile(r"[^\W_]+")
_TAIL_NUMBER = re.compile(r"^(\D{2,}.*?)(\d+)$")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_SPACED = 3
"""This many single letters in a row are a word spelt out."""


def split_words(text: str) -> tuple[str, ...]:
    """The words of a name: by separators, capitals, and before a number; at most 12.

    >>> split_words("TheSpecimen_92"), split_words("s.p.e.c.i.m.e.n")
    (('the', 'specimen', '92'), ('specimen',))
    """
    if not text.islower() and not text.isupper():
        text = _CAMEL.sub(" ", text)
    found = [unmix(_unstretched(word)) for word in _WORD.findall(fold(text))]
    if len(found) >= _SPACED:
        found = _despaced(found)
    return tuple(part for word in found for part in _without_tail(word))[:MAX_WORDS]


def _unstretched(word: str) -> str:
    """`specimeeeen` has one e; `iii` is a number."""
    return word if word.count(word[0]) == len(word) else _STRETCHED.sub(r"\1", word)


def _despaced(words: list[str]) -> list[str]:
    joined: list[str] = []
    letters: list[str] = []
    for word in [*words, ""]:
        if len(word) == 1:
            letters.append(word)
            continue
        joined += ["".join(letters)] if len(letters) >= _SPACED else letters
        letters = []
        joined += [word] if word else []
    return joined


def _without_tail(word: str) -> tuple[str, ...]:
    """`specimen92` is a name and a number; `7amza`, `sp3cimen` and `92` are one word."""
    tail = _TAIL_NUMBER.match(word) if word[-1].isdigit() else None
    return (tail.group(1), tail.group(2)) if tail else (word,)
