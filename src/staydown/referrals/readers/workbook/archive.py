"""The ZIP file around a workbook, opened with care.

A ZIP file says how large its members will be, and zipfile never inflates a member beyond what its
directory says: a directory that lies makes a member that ends early and fails its checksum. So the
declared sizes, checked before anything is inflated, bound the real reading too. That holds for the
two methods of compression that workbooks use; others are refused.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.limits import MEBIBYTE, Limits, exceeded
from staydown.referrals.readers.media import wrong_type

_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
# A directory entry is 46 bytes and a name; this leaves room for any honest one.
_DIRECTORY_ENTRY = 512
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_OF_DIRECTORY_64 = b"PK\x06\x06"
_XLSX = "save it as XLSX and send that"
_OTHER_ZIPS = (
    ("word/document.xml", "a Word document", "put the list into a spreadsheet and send XLSX"),
    ("ppt/presentation.xml", "a presentation", "put the list into a spreadsheet and send XLSX"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)", _XLSX),
    ("content.xml", "an OpenDocument file (.ods or .odt)", _XLSX),
)


def open_archive(file: BinaryIO, limits: Limits) -> zipfile.ZipFile:
    """The members of `file`. Raises ReaderError if they are not, or not safely, a workbook's."""
    _refuse_long_directory(file, limits)
    with broken_as_error():
        archive = zipfile.ZipFile(file)
    members = archive.infolist()
    _refuse_many(members, limits)
    _refuse_encrypted(members)
    _refuse_other_kinds(archive)
    _refuse_bomb(members, limits)
    return archive


@contextmanager
def broken_as_error() -> Iterator[None]:
    """Whatever zipfile and zlib raise about a damaged file, as ReaderError `workbook-broken`."""
    try:
        yield
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        LookupError,
        NotImplementedError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise ReaderError(
            "workbook-broken",
            f"the workbook is damaged ({error}): open it, save it again as XLSX and send that",
        ) from error


def open_member(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """The bytes of member `name`, to be read inside `broken_as_error`."""
    return archive.open(name)


def _refuse_long_directory(file: BinaryIO, limits: Limits) -> None:
    """zipfile loads the whole directory, so its length is checked before."""
    if _directory_size(file) > limits.max_members * _DIRECTORY_ENTRY:
        raise _too_many(limits)


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the directory as the end of the file states it (APPNOTE.TXT 4.3.14, 4.3.16)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 0x10000 - 200))
    tail = file.read()
    end = tail.rfind(_END_OF_DIRECTORY)
    stated = [_number(tail, end + 12, "<L")] if end >= 0 else [0]
    end_64 = tail.rfind(_END_OF_DIRECTORY_64)
    if end_64 >= 0:
        stated = [_number(tail, end_64 + 40, "<Q")]
    return max(stated)


def _number(data: bytes, at: int, form: str) -> int:
    field = data[at : at + struct.calcsize(form)]
    return int.from_bytes(field, "little")


def _refuse_many(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.max_members:
        raise _too_many(limits)


def _too_many(limits: Limits) -> ReaderError:
    return exceeded(
        "workbook-too-large",
        "max_members",
        limits.max_members,
        "the workbook holds too many parts: copy the list alone into a new workbook",
    )


def _refuse_encrypted(members: list[zipfile.ZipInfo]) -> None:
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise wrong_type("a ZIP file locked with a password", "send the list without one, as XLSX")
    if any(member.compress_type not in _METHODS for member in members):
        raise wrong_type("a ZIP file packed in an unusual way", _XLSX)


def _refuse_other_kinds(archive: zipfile.ZipFile) -> None:
    names = set(archive.namelist())
    for sign, name, advice in _OTHER_ZIPS:
        if sign in names:
            raise wrong_type(name, advice)
    if "[Content_Types].xml" not in names:
        raise wrong_type("a ZIP archive", "unpack it and send the CSV, XLSX or JSON that is in it")


def _refuse_bomb(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(member.file_size for member in members)
    if total > limits.max_inflated:
        raise exceeded(
            "workbook-too-large",
            "max_inflated",
            limits.max_inflated,
            f"the workbook unpacks to {total / MEBIBYTE:,.0f} MiB: split it and send the parts",
        )
    for member in members:
        if _suspicious(member, limits):
            raise exceeded(
                "workbook-too-dense",
                "max_ratio",
                limits.max_ratio,
                f"{member.filename} unpacks to {member.file_size / MEBIBYTE:,.0f} MiB from almost "
                "nothing, as a ZIP bomb does: send the list as CSV",
            )


def _suspicious(member: zipfile.ZipInfo, limits: Limits) -> bool:
    dense = member.file_size > member.compress_size * limits.max_ratio
    return dense and member.file_size > limits.ratio_free
