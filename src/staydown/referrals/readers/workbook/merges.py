"""Merged cells: a text written once that counts for each row it spans."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping

from staydown.referrals.readers.text import cell_text
from staydown.referrals.readers.workbook.archive import broken_as_error, open_member
from staydown.referrals.readers.workbook.markup import CHUNK, Handler, feed_all

_SIGNS = (b"mergeCell", "mergeCell".encode("utf-16-le"), "mergeCell".encode("utf-16-be"))
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")


class Merges:
    """The ranges of a sheet that span several rows, applied as its rows go by in order."""

    def __init__(self, spans: Mapping[tuple[int, int], int]) -> None:
        self._last_rows = spans
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, row: int, cells: list[str]) -> list[str]:
        """`cells` of `row` with the texts that reach into it from above.

        A row with nothing of its own stays as it is: a merged cell alone makes no record.
        """
        if not self._last_rows or not any(map(cell_text, cells)):
            return cells
        self._open = {at: span for at, span in self._open.items() if span[0] >= row}
        for column, (_, text) in self._open.items():
            cells.extend([""] * (column + 1 - len(cells)))
            cells[column] = cells[column] or text
        for column, text in enumerate(cells):
            last = self._last_rows.get((row, column))
            if last:
                self._open[column] = (last, text)
        return cells


def read_merges(archive: zipfile.ZipFile, member: str) -> Merges:
    """The merged ranges of a sheet, which stand behind its rows and are needed before them.

    The markup is parsed for them only if their name occurs at all.
    """
    if not _mentioned(archive, member):
        return Merges({})
    ranges = _Ranges()
    with broken_as_error(), open_member(archive, member) as source:
        feed_all(source, ranges)
    return Merges(ranges.found)


def _mentioned(archive: zipfile.ZipFile, member: str) -> bool:
    with broken_as_error(), open_member(archive, member) as source:
        before = b""
        while chunk := source.read(CHUNK):
            if any(sign in before + chunk for sign in _SIGNS):
                return True
            before = chunk[-32:]
    return False


class _Ranges(Handler):
    """First row and column (from 0) of each range that spans several rows, to its last row."""

    def __init__(self) -> None:
        self.found: dict[tuple[int, int], int] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        match = _RANGE.fullmatch(attributes.get("ref", "")) if name == "mergeCell" else None
        if match and int(match[4]) > int(match[2]):
            self.found[int(match[2]), column_index(match[1])] = int(match[4])


def column_index(letters: str) -> int:
    """Column "AB" of a sheet as a number from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
