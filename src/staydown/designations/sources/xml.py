"""Reading XML from outside: no entities, no network, and no web page taken for a list."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from staydown.designations.errors import NotThisList
from staydown.designations.sources.base import SourceFile


def root_of(file: SourceFile, source: str, *, wanted: str) -> Element:
    """The root element of `file`, which must be `wanted` (namespace set aside)."""
    try:
        root: Element = fromstring(file.content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise NotThisList(source, file.name, f"{what_is(file.content)}, not XML") from error
    if local(root.tag) != wanted:
        page = "it is a web page; " if local(root.tag).lower() == "html" else ""
        reason = f"{page}its root element is <{local(root.tag)}>, not <{wanted}>"
        raise NotThisList(source, file.name, reason)
    return root


def local(tag: str) -> str:
    """A tag's name without its namespace."""
    return tag.rpartition("}")[2]


def what_is(content: bytes) -> str:
    """What some bytes seem to be, for a message."""
    start = content[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if not start:
        return "it is empty"
    for mark, what in _MARKS.items():
        if start.startswith(mark):
            return what
    return "it is damaged or of another format"


_MARKS = {
    b"<!doctype html": "it is a web page",
    b"<html": "it is a web page",
    b"%pdf": "it is a PDF",
    b"pk\x03\x04": "it is a ZIP or office file",
    b"{": "it is JSON",
    b"[": "it is JSON",
}
