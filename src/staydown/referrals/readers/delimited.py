"""CSV: separator and encoding are found out, records are streamed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import BinaryIO, TextIO

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.limits import Limits, exceeded
from staydown.referrals.readers.records import Grid, Line
from staydown.referrals.readers.table import HEADER_WITHIN, header_score

SEPARATORS = ",;\t|"


def read_delimited(file: BinaryIO, encoding: str, limits: Limits) -> Grid:
    """The lines of a CSV file. `file` stays open and is read as the grid's lines are taken.

    Reading lines raises ReaderError `quote-unclosed` or `cell-too-large`, with the line.
    """
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    separator = _find_separator(text, limits)
    text.seek(0)
    return Grid(None, _lines(text, separator, limits))


def _find_separator(text: TextIO, limits: Limits) -> str:
    """The separator with which the header shows most columns that we know.

    Where none shows a header, the one that makes most columns, so that the error can name them.
    """

    def merit(separator: str) -> tuple[int, int]:
        text.seek(0)
        head = _sound_head(_lines(text, separator, limits))
        return header_score(head), max((len(line.cells) for line in head), default=0)

    return max(SEPARATORS, key=merit)


def _sound_head(lines: Iterator[Line]) -> list[Line]:
    """The first lines, up to one that cannot be read: it is refused when its turn comes."""
    head: list[Line] = []
    with suppress(ReaderError):
        head.extend(islice((line for line in lines if line.cells), HEADER_WITHIN))
    return head


def _lines(text: TextIO, separator: str, limits: Limits) -> Iterator[Line]:
    """The records of `text`, each with the physical line on which it begins."""
    source = _Source(text, limits)
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_cell_chars))
    reader = csv.reader(source, delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            if source.exhausted:
                raise _unclosed(begins)
            if any(len(cell) > limits.max_cell_chars for cell in cells):
                raise _oversized(begins, limits)
            yield Line(begins, cells)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise _oversized(begins, limits) from error


class _Source(Iterator[str]):
    """Lines of a text, and whether the reader has asked for one more than there are.

    csv.reader asks for a line only while its record is unfinished. At the end of the file that
    means a quotation mark that nobody closed, and a cell that has swallowed the records after it.
    """

    def __init__(self, text: TextIO, limits: Limits) -> None:
        self.text = text
        self.longest = limits.max_cell_chars
        self.exhausted = False

    def __next__(self) -> str:
        line = self.text.readline(self.longest + 1)
        if len(line) > self.longest:
            raise csv.Error("line too long")
        if not line:
            self.exhausted = True
            raise StopIteration
        return line


def _unclosed(line: int) -> ReaderError:
    return ReaderError(
        "quote-unclosed",
        f"the record that begins on line {line:,} opens a quotation mark that is never closed, so "
        "the rest of the file would count as one cell: close it, or double it if it is text",
        line=line,
    )


def _oversized(line: int, limits: Limits) -> ReaderError:
    return exceeded(
        "cell-too-large",
        "max_cell_chars",
        limits.max_cell_chars,
        f"the record that begins on line {line:,} is too long: is a quotation mark not closed?",
    )
