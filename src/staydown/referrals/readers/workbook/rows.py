"""The rows of a sheet, streamed."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping

from staydown.referrals.readers.limits import Limits, exceeded
from staydown.referrals.readers.records import Line
from staydown.referrals.readers.workbook.archive import broken_as_error, open_member
from staydown.referrals.readers.workbook.cells import Cell, CellTexts
from staydown.referrals.readers.workbook.markup import feed
from staydown.referrals.readers.workbook.merges import Merges, column_index, read_merges
from staydown.referrals.readers.workbook.parts import Parts, TextCollector

_REFERENCE = re.compile(r"([A-Z]{1,3})\d{1,7}")
_LAST_COLUMN = 16_384


def read_rows(
    archive: zipfile.ZipFile, member: str, parts: Parts, limits: Limits
) -> Iterator[Line]:
    """The rows of sheet `member` that hold something, with merged cells filled downward.

    A formula is its own text, never its result. Of a linked cell the text shown counts, and the
    target behind it does not: it is the text that the sender has signed.
    """
    merges = read_merges(archive, member)
    with broken_as_error():
        source = open_member(archive, member)
    with source:
        rows = _Rows(CellTexts(parts), merges, limits)
        for _ in feed(source, rows):
            yield from rows.take_lines()


class _Rows(TextCollector):
    """Collects cells into lines as the markup of a sheet goes by."""

    def __init__(self, texts: CellTexts, merges: Merges, limits: Limits) -> None:
        super().__init__()
        self._texts = texts
        self._merges = merges
        self._limits = limits
        self._lines: list[Line] = []
        self._row = 0
        self._cells: list[str] = []
        self._rounded: set[int] = set()
        self._cell = Cell("", -1)

    def take_lines(self) -> list[Line]:
        """The lines that have been completed since the last call."""
        taken, self._lines = self._lines, []
        return taken

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "row":
            self._begin_row(attributes)
        elif name in {"v", "f"}:
            self.collecting = True
            self._cell.group = attributes.get("si", self._cell.group)
        else:
            super().start(name, attributes)

    def end(self, name: str) -> None:
        if name == "v":
            self._cell.value = self.take()
        elif name == "f":
            self._cell.formula = self.take()
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self._end_row()
        super().end(name)

    def text(self, data: str) -> None:
        super().text(data)
        if self.length > self._limits.max_cell_chars:
            raise exceeded(
                "cell-too-large",
                "max_cell_chars",
                self._limits.max_cell_chars,
                f"cell {self._cell.reference} is too long: move what is no account elsewhere",
            )

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._row = _number(attributes.get("r"), self._row + 1)
        self._cells, self._rounded = [], set()
        self._cell = Cell("", -1)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r", "")
        match = _REFERENCE.fullmatch(reference)
        column = column_index(match[1]) if match else self._cell.column + 1
        style = _number(attributes.get("s"), 0)
        self._cell = Cell(reference, column, attributes.get("t", "n"), style)

    def _end_cell(self) -> None:
        cell = self._cell
        if cell.kind == "inlineStr":
            cell.value = self.take()
        text, rounded = self._texts.of(cell)
        if not text or cell.column >= _LAST_COLUMN:
            return
        self._cells.extend([""] * (cell.column + 1 - len(self._cells)))
        self._cells[cell.column] = text
        if rounded:
            self._rounded.add(cell.column)

    def _end_row(self) -> None:
        cells = self._merges.filled(self._row, self._cells)
        if cells:
            self._lines.append(Line(self._row, cells, frozenset(self._rounded)))


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default
