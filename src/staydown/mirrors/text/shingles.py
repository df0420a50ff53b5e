"""Shingles: hashes of short word sequences, by which near-duplicate texts are found."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence

from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.lookalikes import unmix

MAX_WORDS = 400
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|(?<!\w)@\w+")


def text_words(text: str) -> tuple[str, ...]:
    """The folded words of a bio or post, addresses and mentions left out; at most 400."""
    plain = fold(_ADDRESS.sub(" ", text))
    return tuple(unmix(word) for word in _WORD.findall(plain)[:MAX_WORDS])


def shingles(words: Sequence[str], length: int = 3) -> frozenset[int]:
    """32-bit hashes of every `length` words in a row; of the whole where there are fewer."""
    if not words:
        return frozenset()
    runs = range(max(1, len(words) - length + 1))
    return frozenset(hash_words(words[start : start + length]) for start in runs)


def hash_words(words: Iterable[str]) -> int:
    """A 32-bit hash that is the same in every process."""
    return zlib.crc32(" ".join(words).encode("utf-8", "surrogatepass"))
