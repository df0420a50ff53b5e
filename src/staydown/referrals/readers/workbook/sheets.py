"""The sheets of a workbook in its own order, hidden ones too."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from staydown.referrals.readers.limits import Limits
from staydown.referrals.readers.records import Grid
from staydown.referrals.readers.workbook.archive import open_archive
from staydown.referrals.readers.workbook.parts import Parts, read_parts
from staydown.referrals.readers.workbook.rows import read_rows


@dataclass(frozen=True, slots=True)
class Workbook:
    """An open workbook."""

    archive: zipfile.ZipFile
    parts: Parts
    limits: Limits

    @property
    def hidden(self) -> list[str]:
        """Names of the sheets that a person who opens the workbook does not see."""
        return [sheet.name for sheet in self.parts.sheets if sheet.hidden]

    def grids(self) -> Iterator[Grid]:
        """The sheets, read as their lines are taken."""
        for sheet in self.parts.sheets:
            lines = read_rows(self.archive, sheet.member, self.parts, self.limits)
            yield Grid(sheet.name, lines, ragged=True)


def open_workbook(file: BinaryIO, limits: Limits) -> Workbook:
    """The workbook in `file`, which must stay open. Raises ReaderError if there is none."""
    archive = open_archive(file, limits)
    return Workbook(archive, read_parts(archive, limits), limits)
