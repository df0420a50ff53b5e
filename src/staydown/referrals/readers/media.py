"""What a file is, by its content. The name it bears counts for nothing."""

from __future__ import annotations

import re
from typing import BinaryIO

from staydown.referrals.readers.errors import ReaderError

_WANTED = "send CSV, XLSX or JSON"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# First bytes of what people send by mistake, and what to do about it.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF", f"{_WANTED}: ask the author for the list that it was made from"),
    (b"\x1f\x8b", "a gzip archive", f"unpack it and {_WANTED}"),
    (b"Rar!", "a RAR archive", f"unpack it and {_WANTED}"),
    (b"7z\xbc\xaf", "a 7-Zip archive", f"unpack it and {_WANTED}"),
    (b"{\\rtf", "a rich-text document", f"copy the table into a spreadsheet and {_WANTED}"),
    (b"\xff\xd8\xff", "a picture", f"type the accounts into a spreadsheet and {_WANTED}"),
    (b"\x89PNG", "a picture", f"type the accounts into a spreadsheet and {_WANTED}"),
    (b"SQLite format 3", "a database", f"export the table and {_WANTED}"),
    (b"PAR1", "a Parquet file", f"export the table and {_WANTED}"),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table|head|meta)", re.IGNORECASE)
_JSON = re.compile(r"\s*[\[{]")


def find_media(file: BinaryIO) -> str:
    """ "xlsx" for any ZIP file, "text" for what may be CSV or JSON; leaves `file` at its start.

    Raises ReaderError `empty-file` or `wrong-file-type`, which names what the file is.
    """
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
        _refuse_if_all_blank(file)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(_OLE):
        raise _old_or_encrypted(file)
    for start, name, advice in _OTHERS:
        if head.startswith(start):
            raise wrong_type(name, advice)
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        raise wrong_type("a web page or XML", f"open it in a spreadsheet program and {_WANTED}")
    return "text"


def text_media(head: str) -> str:
    """ "json" or "csv", by the first character that is not blank."""
    return "json" if _JSON.match(head) else "csv"


def wrong_type(name: str, advice: str) -> ReaderError:
    """The error for a file of another kind: what it is, and what to send."""
    return ReaderError("wrong-file-type", f"this is {name}: {advice}", found=name)


def _refuse_if_all_blank(file: BinaryIO) -> None:
    for line in file:
        if line.strip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"):
            file.seek(0)
            return
    raise ReaderError("empty-file", "the file is empty: send the list of accounts as CSV or XLSX")


def _old_or_encrypted(file: BinaryIO) -> ReaderError:
    if _ENCRYPTED in file.read():
        return wrong_type(
            "a workbook locked with a password", "remove the password, save as XLSX and send again"
        )
    return wrong_type("an old Office document (.xls or .doc)", "save it as XLSX and send that")
