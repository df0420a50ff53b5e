"""JSON taken from a stream value by value, so that a long list never stands in memory whole."""

from __future__ import annotations

import json
import re
from typing import NoReturn, TextIO

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.limits import Limits, exceeded

_CHUNK = 64 * 1024
_BLANK = re.compile(r"[ \t\r\n]*")


class Pairs(list[tuple[str, object]]):
    """A JSON object as its members in order, repeated names included."""


_DECODER = json.JSONDecoder(
    object_pairs_hook=Pairs, parse_int=str, parse_float=str, parse_constant=str
)


class JsonText:
    """A JSON text that is read from the front. Numbers come as the text of their digits.

    One value may be about as long as the longest cell that `limits` allow. `line` is where the next
    thing begins, from 1.
    """

    def __init__(self, text: TextIO, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._buffer = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def peek(self) -> str:
        """The next character that is not blank, which stays; "" at the end."""
        while True:
            blank = _BLANK.match(self._buffer, self._at)
            self._advance(blank.end() if blank else self._at)
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read_on():
                return ""

    def take(self, wanted: str) -> str:
        """The next character, which must be one of `wanted`."""
        found = self.peek()
        if not found or found not in wanted:
            self._fail(f"{found!r} where one of {' '.join(wanted)} should be")
        self._advance(self._at + 1)
        return found

    def value(self) -> object:
        """The next value: text (of numbers and literals too), None, a list, or Pairs."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                self._refuse_long(len(self._buffer))
                if not self._read_on():
                    self.line += self._buffer.count("\n", self._at, error.pos)
                    self._fail(error.msg)
            except RecursionError:
                self._fail("values inside values inside values")
            else:
                # A number that ends with the buffer may go on behind it.
                self._refuse_long(end)
                if end < len(self._buffer) or not self._read_on():
                    self._advance(end)
                    return value

    def _refuse_long(self, end: int) -> None:
        """Raise ReaderError `cell-too-large` if the value from here to `end` is too long."""
        if end - self._at > self._limits.max_cell_chars + _CHUNK:
            raise exceeded(
                "cell-too-large",
                "max_cell_chars",
                self._limits.max_cell_chars,
                f"the value on line {self.line:,} is too long: is a quotation mark not closed?",
            )

    def _read_on(self) -> bool:
        """Add as much to the buffer as it holds, at least a chunk; whether there was more."""
        self._buffer = self._buffer[self._at :]
        self._at = 0
        more = "" if self._ended else self._text.read(max(_CHUNK, len(self._buffer)))
        self._ended = not more
        self._buffer += more
        return bool(more)

    def _advance(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def _fail(self, what: str) -> NoReturn:
        raise ReaderError(
            "json-broken",
            f"line {self.line:,} is not JSON ({what}): send what your program exports, unchanged, "
            "or send CSV",
            line=self.line,
        )
