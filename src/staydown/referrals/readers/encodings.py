"""In which encoding a text file is written, found out and never guessed silently.

UTF-8 and UTF-16 prove themselves: text in another encoding does not decode as either. Windows-1256,
in which every byte is a character, is accepted only where the result reads as Arabic script.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from staydown.referrals.readers.errors import ReaderError

CHUNK = 1024 * 1024
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_ARABIC_RUN = re.compile("[\u0600-\u06ff\u200c-\u200f]+")
# Bytes of one meaning in Windows-1252 and -1256: dashes, curly quotes, French letters.
_SAME_IN_1252 = frozenset(
    byte
    for byte in range(0x80, 0x100)
    if bytes([byte]).decode("cp1256") == bytes([byte]).decode("cp1252", "replace")
)
_SEND_UTF8 = 'save the file as UTF-8 (in Excel: "CSV UTF-8") and send it again'


def find_encoding(file: BinaryIO) -> str:
    """The Python codec in which all of `file` decodes; leaves the file at its start.

    Raises ReaderError `binary-file`, `mixed-encodings`, `encoding-broken` or `encoding-unknown`,
    with the line (from 1) and the byte (offset from 0) where one is to blame.
    """
    file.seek(0)
    head = file.read(4096)
    encoding = _by_mark(head) or _by_zeros(head) or "utf-8"
    file.seek(0)
    try:
        if encoding == "utf-8":
            return _utf8_or_1256(file)
        _decode_all(file, encoding.removesuffix("-sig"))
        return encoding
    finally:
        file.seek(0)


def _by_mark(head: bytes) -> str | None:
    marks = {
        codecs.BOM_UTF8: "utf-8-sig",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    return next((name for mark, name in marks.items() if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: blanks, separators and line ends have a zero on one side."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if not even and not odd:
        return None
    if min(even, odd) * 10 <= max(even, odd) and max(even, odd) * 20 > len(head):
        return "utf-16-be" if even else "utf-16-le"
    raise _binary()


def _binary() -> ReaderError:
    return ReaderError(
        "binary-file",
        "this is not text and not a workbook that we know: send CSV, XLSX or JSON",
    )


def _decode_all(file: BinaryIO, encoding: str) -> None:
    """Decode to the end, or say where it breaks."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    offset, lines = 0, 0
    while True:
        chunk = file.read(CHUNK)
        pending = len(decoder.getstate()[0])
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            lines += error.object[: error.start].count(b"\n")
            raise _broken(encoding, offset - pending + error.start, lines + 1) from error
        if "\0" in text:
            raise _binary()
        if not chunk:
            return
        offset, lines = offset + len(chunk), lines + text.count("\n")


def _broken(encoding: str, byte: int, line: int) -> ReaderError:
    return ReaderError(
        "encoding-broken",
        f"the file begins as {encoding.upper()} but line {line:,} (byte {byte:,}) is not; "
        f"{_SEND_UTF8}",
        byte=byte,
        line=line,
    )


def _utf8_or_1256(file: BinaryIO) -> str:
    if _is_utf8(file):
        return "utf-8"
    file.seek(0)
    evidence = _Evidence()
    for number, offset, line in _lines(file):
        evidence.weigh(number, offset, line)
    return evidence.verdict()


def _is_utf8(file: BinaryIO) -> bool:
    try:
        _decode_all(file, "utf-8")
    except ReaderError as error:
        if error.code == "binary-file":
            raise
        return False
    return True


def _lines(file: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    offset = 0
    for number, line in enumerate(file, start=1):
        yield number, offset, line
        offset += len(line)


class _Evidence:
    """What the lines of a file that is not UTF-8 throughout say about its encoding."""

    def __init__(self) -> None:
        self.utf8_line: int | None = None
        self.bad: tuple[int, int] | None = None
        self.in_sequences = self.high_bytes = 0
        self.in_words = self.alone = 0

    def weigh(self, number: int, offset: int, line: bytes) -> None:
        """Count one line, `offset` bytes from the start of the file."""
        if _CONTROL.search(line):
            raise _binary()
        if line.isascii():
            return
        sequences = _UTF8_SEQUENCE.findall(line)
        self.in_sequences += sum(map(len, sequences))
        self.high_bytes += sum(byte > 0x7F for byte in line)
        try:
            line.decode("utf-8")
        except UnicodeDecodeError as error:
            self.bad = self.bad or (number, offset + error.start)
            self._weigh_1256(line)
        else:
            if _beyond_chance(sequences):
                self.utf8_line = self.utf8_line or number

    def _weigh_1256(self, line: bytes) -> None:
        telling = bytes(0x20 if byte in _SAME_IN_1252 else byte for byte in line)
        for run in _ARABIC_RUN.findall(telling.decode("cp1256")):
            if len(run) > 1:
                self.in_words += len(run)
            else:
                self.alone += 1

    def verdict(self) -> str:
        """`cp1256`, or the error that says why not."""
        line, byte = self.bad or (1, 0)
        if self.utf8_line or self.in_sequences * 4 > self.high_bytes:
            raise ReaderError(
                "mixed-encodings",
                f"line {line:,} (byte {byte:,}) is not UTF-8 although other text of the file is: "
                f"two encodings are mixed; {_SEND_UTF8}",
                line=line,
                byte=byte,
            )
        if self.alone * 2 > self.in_words:
            raise ReaderError(
                "encoding-unknown",
                f"line {line:,} (byte {byte:,}) is neither UTF-8 nor UTF-16 nor Windows-1256; "
                f"{_SEND_UTF8}",
                line=line,
                byte=byte,
            )
        return "cp1256"


def _beyond_chance(sequences: list[bytes]) -> bool:
    """Whether text in Windows-1256 would hardly look like this: one sequence of three bytes that
    spell nothing in it, or three of two."""
    return sum(3 if len(sequence) > 2 else 1 for sequence in sequences) >= 3
