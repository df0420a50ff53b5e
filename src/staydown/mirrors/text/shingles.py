"""Shingles: hashes of short word sequences, by which near-duplicate texts are found."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from staydown.mirrors.text.letters import fold, unspaced
from staydown.mirrors.text.lookalikes import has_posers, unmix

MAX_WORDS = 400
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w+")
_PRIME = 1_000_003
_MASK = 0xFFFF_FFFF


def text_words(text: str) -> tuple[str, ...]:
    """The folded words of a bio or post, addresses and mentions left out; at most 400."""
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    folded = unspaced(fold(text))
    words = _WORD.findall(folded)[:MAX_WORDS]
    return tuple(map(unmix, words)) if has_posers(folded) else tuple(words)


def shingles(words: Sequence[str], length: int = 3) -> frozenset[int]:
    """32-bit hashes of every `length` words in a row; of the whole where there are fewer."""
    return frozenset(runs(words, length))


def runs(words: Sequence[str], length: int) -> list[int]:
    """The hashes of the runs of words, in order; one for a text of `length` words or fewer."""
    if len(words) <= length:
        return [hash_words(words)] if words else []
    hashes = [_hash_word(word) for word in words]
    found = hashes[: 1 - length]
    for place in range(1, length):
        found = [
            (sofar * _PRIME + following) & _MASK
            for sofar, following in zip(found, hashes[place:], strict=False)
        ]
    return found


def hash_words(words: Iterable[str]) -> int:
    """A 32-bit hash of a word sequence that is the same in every process."""
    total = 0
    for word in words:
        total = (total * _PRIME + _hash_word(word)) & _MASK
    return total


@lru_cache(maxsize=65_536)
def _hash_word(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))
