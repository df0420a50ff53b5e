"""Reading CSV from outside: what the reader chokes on is not the list."""

from __future__ import annotations

import csv
import io

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile


def rows_of(text: str, file: SourceFile, source: str) -> list[list[str]]:
    """The records of `text`, which came from `file`; NotThisList for binary junk."""
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as error:
        raise NotThisList(source, file.name, f"it is no readable CSV ({error})") from error
