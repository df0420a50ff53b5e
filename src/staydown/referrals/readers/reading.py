"""Opening a referral file: what it is, who may read it, and its records one after another."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from staydown.referrals.readers.delimited import read_delimited
from staydown.referrals.readers.encodings import find_encoding
from staydown.referrals.readers.errors import ReaderError, no_rows
from staydown.referrals.readers.limits import MEBIBYTE, Limits, exceeded
from staydown.referrals.readers.media import find_media, text_media
from staydown.referrals.readers.objects import read_objects
from staydown.referrals.readers.records import Record
from staydown.referrals.readers.sections import Section
from staydown.referrals.readers.table import header_missing, section_of
from staydown.referrals.readers.titles import stated_date
from staydown.referrals.readers.workbook import open_workbook


@dataclass(slots=True)
class Reading:
    """A referral file, open. Use it in a `with` statement; `records()` can be iterated once.

    `media` is "csv", "xlsx" or "json", `sha256` the hex digest of the file's bytes, `size` their
    number, `encoding` the codec of a text file. `columns` maps each field found to its header as
    written, `unknown_columns` are the headers that mean nothing to us (of all sheets). `title` are
    the texts above the header, `demand_date` the date that they state as the letter's own. `notes`
    tell a person what was done without asking: a hidden sheet read, a sheet without a list skipped.
    """

    media: str
    sha256: str
    size: int
    encoding: str | None
    columns: dict[str, str]
    unknown_columns: list[str]
    title: list[str]
    demand_date: date | None
    notes: list[str]
    _records: Iterator[Record]
    _open: ExitStack = field(repr=False)

    def records(self) -> Iterator[Record]:
        """The data records in the order of the file, streamed.

        Raises ReaderError in the middle where only the rest of the file shows that it cannot be
        read: store nothing before the last record has been taken.
        """
        taken, self._records = self._records, iter(())
        return taken

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()


def open_referral(path: Path, *, limits: Limits | None = None, day_first: bool = True) -> Reading:
    """Open `path` for reading, its kind decided by its content.

    `day_first` reads 06/11/2025 in a title as 6 November. Raises ReaderError if the file cannot be
    a referral; its code and message say why and what to send.
    """
    limits = limits or Limits()
    with ExitStack() as opened:
        file = opened.enter_context(_open_file(path))
        size = _checked_size(file, limits)
        digest = _sha256(file)
        media, encoding = _kind(file)
        sections, notes = _sections(file, media, encoding, limits)
        title = [text for section in sections for text in section.titles]
        _refuse_without_table(sections, title)
        demanded = stated_date(title, day_first=day_first)
        return Reading(
            media=media,
            sha256=digest,
            size=size,
            encoding=encoding,
            columns=_columns(sections),
            unknown_columns=_unknown_columns(sections),
            title=title,
            demand_date=demanded,
            notes=notes,
            _records=_with_one(_numbered(sections, demanded, limits, day_first)),
            _open=opened.pop_all(),
        )


def _open_file(path: Path) -> BinaryIO:
    try:
        file = Path(path).open("rb")  # noqa: SIM115 (closed with the Reading)
    except FileNotFoundError as error:
        raise ReaderError("file-missing", f"there is no file {path}: check the name") from error
    except IsADirectoryError as error:
        raise ReaderError("not-a-file", f"{path} is a folder: name the file in it") from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise ReaderError("not-a-file", f"{path} is not an ordinary file: save it to one first")
    return file


def _unreadable(path: Path, error: Exception) -> ReaderError:
    return ReaderError("file-unreadable", f"{path} cannot be read ({error}): check its permissions")


def _checked_size(file: BinaryIO, limits: Limits) -> int:
    size = os.fstat(file.fileno()).st_size
    if size > limits.max_bytes:
        raise exceeded(
            "file-too-large",
            "max_bytes",
            limits.max_bytes,
            f"the file has {size / MEBIBYTE:,.0f} MiB: split it and send the parts",
        )
    return size


def _sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(MEBIBYTE), b""):
        digest.update(chunk)
    return digest.hexdigest()


def _kind(file: BinaryIO) -> tuple[str, str | None]:
    """Media and encoding; a file with text in it is CSV or JSON."""
    if find_media(file) == "xlsx":
        return "xlsx", None
    encoding = find_encoding(file)
    head = file.read(8192).decode(encoding, "ignore").lstrip("\ufeff")
    file.seek(0)
    return text_media(head), encoding


def _sections(
    file: BinaryIO, media: str, encoding: str | None, limits: Limits
) -> tuple[list[Section], list[str]]:
    """The parts of the file, and what a person should be told about them."""
    if media == "xlsx":
        workbook = open_workbook(file, limits)
        sections = [section_of(grid, limits) for grid in workbook.grids()]
        return sections, _workbook_notes(sections, workbook.hidden)
    codec = encoding or "utf-8"
    if media == "json":
        return [read_objects(file, codec, limits)], []
    return [section_of(read_delimited(file, codec, limits), limits)], []


def _workbook_notes(sections: list[Section], hidden: list[str]) -> list[str]:
    skipped = [
        f'sheet "{each.sheet}" has no list; skipped' for each in sections if not each.columns
    ]
    return skipped + [f'sheet "{name}" is hidden; it was read like the others' for name in hidden]


def _refuse_without_table(sections: list[Section], title: list[str]) -> None:
    if not title and not any(section.columns for section in sections):
        raise ReaderError("empty-file", "the file holds nothing but blanks: send the list")
    if not any(section.columns for section in sections):
        raise header_missing("", 1, title, None)


def _columns(sections: list[Section]) -> dict[str, str]:
    """The header of each field, from the first section that has it."""
    found: dict[str, str] = {}
    for section in sections:
        found = section.columns | found
    return found


def _unknown_columns(sections: list[Section]) -> list[str]:
    return list(dict.fromkeys(name for section in sections for name in section.unknown))


def _numbered(
    sections: list[Section], demanded: date | None, limits: Limits, day_first: bool
) -> Iterator[Record]:
    row = 0
    for section in sections:
        own = stated_date(section.titles, day_first=day_first)
        given = {"demand_date": own.isoformat()} if own and own != demanded else {}
        for entry in section.entries:
            row += 1
            if row > limits.max_rows:
                raise exceeded(
                    "too-many-rows",
                    "max_rows",
                    limits.max_rows,
                    "the file has too many rows: split it and send the parts",
                )
            cells = given | entry.cells
            yield Record(row, section.sheet, entry.source_row, cells, entry.extra, entry.problems)


def _with_one(records: Iterator[Record]) -> Iterator[Record]:
    """`records`, of which there must be one, so that a file without any is refused on opening."""
    first = next(records, None)
    if first is None:
        raise no_rows()
    return chain((first,), records)
