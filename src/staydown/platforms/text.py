"""A cell's text made plain: invisible marks, odd blanks, full-width signs and wrapping removed."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[!-~]*")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
"""Soft hyphens, zero-width and direction marks, variation selectors, byte-order marks, tags."""
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x84\x86-\x9f]")
_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029]")
_BLANK = re.compile(r"[^\S\n]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3002: 0x2E}
_DIGITS = {
    zero + value: str(value) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xFF10) for value in range(10)
}
"""Arabic-Indic, extended Arabic-Indic (Urdu), Devanagari, Bengali and full-width digits."""
_OPENING = "\"'`<([{«“”‘’‹„*•·–—→⇒\u2010\u2011"
_CLOSING = "\"'`>]}»“”‘’›*.,;:!?…،؛؟۔。·|"


def word_set(line: str) -> frozenset[str]:
    """The words of a line, for tables that read better without a quote round each."""
    return frozenset(line.split())


def clean(text: str) -> str:
    """`text` without invisible marks; each run of blanks is one blank, line ends are `\\n`."""
    if _PLAIN.fullmatch(text):
        return text
    text = _CONTROL.sub(" ", _BREAK.sub("\n", _INVISIBLE.sub("", text)))
    return _BLANK.sub(" ", text.translate(_FULL_WIDTH)).strip()


def unwrap(token: str) -> str:
    """`token` without the quotes, brackets and stops that stood around it in a sentence."""
    token = token.strip(" \n").lstrip(_OPENING).rstrip(_CLOSING)
    unopened = token.count(")") - token.count("(")
    while unopened > 0 and token.endswith(")"):
        token = token[:-1].rstrip(_CLOSING)
        unopened -= 1
    return token


def ascii_digits(text: str) -> str:
    """`text` with the digits of the scripts around us written 0 to 9."""
    return text if text.isascii() else text.translate(_DIGITS)
