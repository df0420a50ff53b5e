"""The parts of a workbook beside its sheets: relationships, sheet list, strings, formats."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.limits import MEBIBYTE, Limits, exceeded
from staydown.referrals.readers.workbook.archive import broken_as_error, open_member
from staydown.referrals.readers.workbook.markup import Handler, feed_all

# Number formats that every spreadsheet program knows without their being written out and that
# show a date or a time (ECMA-376 part 1 §18.8.30).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general', re.IGNORECASE)
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook lists it."""

    name: str
    hidden: bool
    member: str


@dataclass(frozen=True, slots=True)
class Style:
    """What a cell's format says about its number: a date, or how many digits it shows."""

    is_date: bool = False
    min_digits: int = 0


PLAIN = Style()


class TextCollector(Handler):
    """Gathers the text of `t` elements without that of phonetic hints (`rPh`)."""

    def __init__(self) -> None:
        self.collecting = False
        self.length = 0
        self._pieces: list[str] = []
        self._phonetic = False

    def start(self, name: str, _attributes: Mapping[str, str]) -> None:
        self.collecting = name == "t" and not self._phonetic
        self._phonetic = self._phonetic or name == "rPh"

    def end(self, name: str) -> None:
        self.collecting = False
        self._phonetic = self._phonetic and name != "rPh"

    def text(self, data: str) -> None:
        if self.collecting:
            self._pieces.append(data)
            self.length += len(data)

    def take(self) -> str:
        """The text since the last call, `length` characters long as it is stored."""
        taken = unescape("".join(self._pieces))
        self._pieces.clear()
        self.length = 0
        return taken


def unescape(text: str) -> str:
    """`text` with `_x000D_` and the like as the characters they stand for (§22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)


class _Strings(TextCollector):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(self.take())


class _Relationships(Handler):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


class _Sheets(Handler):
    def __init__(self) -> None:
        self.from_1904 = False
        self.found: list[tuple[str, bool, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.from_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet":
            hidden = attributes.get("state", "visible") != "visible"
            link = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            self.found.append((unescape(attributes.get("name", "")), hidden, link))


class _Styles(Handler):
    def __init__(self) -> None:
        self.codes: dict[str, str] = {}
        self.found: list[Style] = []
        self._in_cells = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.found.append(self._style(attributes.get("numFmtId", "0")))

    def end(self, name: str) -> None:
        self._in_cells = self._in_cells and name != "cellXfs"

    def _style(self, number: str) -> Style:
        code = self.codes.get(number)
        if code is None:
            return Style(is_date=number.isdecimal() and int(number) in _DATE_FORMATS)
        shown = _NOT_FORMAT.sub("", code.partition(";")[0])
        digits = len(shown) if shown and not shown.strip("0") else 0
        return Style(is_date=bool(re.search("[dmyhs]", shown, re.IGNORECASE)), min_digits=digits)


@dataclass(frozen=True, slots=True)
class Parts:
    """All of a workbook but its cells. `styles` and `strings` are looked up by number."""

    sheets: list[SheetEntry]
    from_1904: bool
    strings: list[str] = field(repr=False)
    styles: list[Style] = field(repr=False)


def read_parts(archive: zipfile.ZipFile, limits: Limits) -> Parts:
    """What the workbook says about itself. Raises ReaderError if it is none, or damaged."""
    main = _main_part(archive)
    listed = _handled(archive, main, _Sheets())
    related = _relationships(archive, main)
    members = dict(related.values())
    sheets = [
        SheetEntry(name, hidden, related[link][1])
        for name, hidden, link in listed.found
        if related.get(link, ("",))[0] == "worksheet"
    ]
    strings = _shared_strings(archive, members.get("sharedStrings"), limits)
    styles = _handled(archive, members.get("styles"), _Styles()).found
    return Parts(sheets, listed.from_1904, strings, styles)


def _main_part(archive: zipfile.ZipFile) -> str:
    for kind, member in _relationships(archive, "").values():
        if kind == "officeDocument":
            return member
    raise ReaderError(
        "workbook-broken", "the ZIP file is no workbook: save the list as XLSX and send that"
    )


def _relationships(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Kind and member by id, of what `part` relates to ("" is the package itself)."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    found = _handled(archive, listing, _Relationships()).found
    return {
        link: (kind, posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/"))
        for link, (kind, target) in found.items()
    }


def _shared_strings(archive: zipfile.ZipFile, member: str | None, limits: Limits) -> list[str]:
    """All of them must be held in memory, so they have a limit of their own."""
    if member in archive.namelist() and member:
        size = archive.getinfo(member).file_size
        if size > limits.max_strings:
            raise exceeded(
                "workbook-too-large",
                "max_strings",
                limits.max_strings,
                f"the texts of the workbook take {size / MEBIBYTE:,.0f} MiB: split it and send "
                "the parts",
            )
    return _handled(archive, member, _Strings()).found


_H = TypeVar("_H", bound=Handler)


def _handled(archive: zipfile.ZipFile, member: str | None, handler: _H) -> _H:
    """`handler` after it has seen `member`, which may be absent."""
    if member and member in archive.namelist():
        with broken_as_error(), open_member(archive, member) as source:
            feed_all(source, handler)
    return handler
