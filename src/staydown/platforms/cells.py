"""A spreadsheet cell cut into what may be addresses.

First into *pieces*, at the signs and words that people put between two addresses; then, a piece
at its blanks, into *tokens* that are addresses by their shape and the *words* around them.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from staydown.platforms.names import platform_named
from staydown.platforms.shapes import (
    is_address,
    is_app_link,
    is_number,
    is_reference,
    is_web_address,
)
from staydown.platforms.text import ascii_digits, unwrap

_BETWEEN_PIECES = re.compile(
    r"\n+|\s*\|+\s*|\s+(?:/+|\\+|&+|and|aur|اور)\s+"
    r"|(?<![,;،؛\s])\s*[,;،؛]+(?=\s|$|https?:|www\.|@|\+|tg:)",
    re.IGNORECASE,
)
_BETWEEN_WORDS = re.compile(r"[,;،؛]+")
_BETWEEN_NAMES = re.compile(r"(?<=[\w.])/+(?=@\w)")
_GLUED = re.compile(r"(?<=[^\s=/?&:%#])(?=https?://)", re.IGNORECASE)
"""Two addresses pasted without a blank; not an address inside another's path or query."""

_LABEL = re.compile(r"([^:=@/?\n]{1,30}?)(?:\s*[:=]|\s+[-–—]\s)\s*(?=[^\s/])", re.DOTALL)
_LONE_AT = re.compile(r"^@\s+")
_PHONE_AMONG_WORDS = re.compile(r"(?<![\w+])(?:\+|0)[0-9][0-9 .()-]{6,}[0-9]")
_WHOLE_NUMBER_DIGITS = 10
"""Blanks and strokes divide phone numbers only where each part is as long as a whole number."""


class Tokens(NamedTuple):
    """What a piece holds: addresses by their shape, and the words and numbers left over."""

    addresses: list[str]
    rest: str

    @property
    def words(self) -> list[str]:
        """The left-over tokens that hold a letter."""
        return [word for word in self.rest.split() if any(map(str.isalpha, word))]


def label_of(piece: str) -> tuple[str, str] | None:
    """`FB: name` as the platform and the rest; None where no label stands in front."""
    match = None if is_app_link(piece) or is_reference(piece) else _LABEL.match(piece)
    platform = platform_named(match[1]) if match else None
    return (platform, piece[match.end() :]) if match and platform else None


def pieces_of(text: str) -> list[str]:
    """Cut a cleaned cell at the signs and words that stand between two addresses."""
    pieces: list[str] = []
    for part in _BETWEEN_PIECES.split(text):
        if is_web_address(unwrap(part)) or ("/" in part and not is_number(part)):
            pieces += _BETWEEN_NAMES.split(part) if part.lstrip().startswith("@") else [part]
        else:
            pieces += [short for word in _BETWEEN_WORDS.split(part) for short in _numbers(word)]
    return [piece.strip() for piece in pieces if piece.strip()]


def _numbers(part: str) -> list[str]:
    """Several phone numbers in a row, each whole; one number with blanks in it stays one."""
    part = part.strip()
    if not is_number(part):
        return [part]
    numbers = [n for n in re.split(r"(?<=[0-9])\s*(?=\+)|\s*/\s*", part) if n]
    blocks = part.split()
    if len(numbers) == 1 and len(blocks) > 1 and all(_is_whole(block) for block in blocks):
        return blocks
    return numbers


def _is_whole(block: str) -> bool:
    return sum(sign.isdecimal() for sign in block) >= _WHOLE_NUMBER_DIGITS


def tokens_of(piece: str) -> Tokens:
    """The addresses and the rest of a piece."""
    joined = _LONE_AT.sub("@", piece)
    tokens = [unwrap(token) for part in joined.split() for token in _GLUED.split(part)]
    addresses = [token for token in tokens if is_address(token)]
    return Tokens(addresses, " ".join(token for token in tokens if not is_address(token)))


def phones_in(words: str) -> list[str]:
    """Phone numbers that stand among other words, as far as their first signs show them."""
    return [match.strip() for match in _PHONE_AMONG_WORDS.findall(ascii_digits(words))]
