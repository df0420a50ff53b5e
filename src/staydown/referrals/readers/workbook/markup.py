"""Markup read in a stream and without surprises: no document type, so no entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import IO
from xml.parsers import expat

from staydown.referrals.readers.errors import ReaderError
from staydown.referrals.readers.workbook.archive import broken_as_error

CHUNK = 128 * 1024
_Start = Callable[[str, Mapping[str, str]], None]
_End = Callable[[str], None]


class Handler:
    """What a part of the workbook does with its markup. Names come without the root's prefix."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Character data, perhaps in several pieces."""


def feed(source: IO[bytes], handler: Handler) -> Iterator[None]:
    """Hand the markup of `source` to `handler`, pausing after each chunk.

    Raises ReaderError `workbook-broken` for what is not well-formed, `workbook-unsafe` for a
    document type (which OOXML forbids, ECMA-376 part 2 §8.2.2, and attacks by entity need).
    """
    parser = _parser(handler)
    with broken_as_error():
        while chunk := source.read(CHUNK):
            _parse(parser, chunk, final=False)
            yield
        _parse(parser, b"", final=True)
    yield


def feed_all(source: IO[bytes], handler: Handler) -> None:
    """Hand all of `source` to `handler`."""
    for _ in feed(source, handler):
        pass


def _parser(handler: Handler) -> expat.XMLParserType:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.CharacterDataHandler = handler.text

    def start_root(name: str, attributes: dict[str, str]) -> None:
        prefix = name[: name.find(":") + 1]
        start, end = _without(prefix, handler) if prefix else (handler.start, handler.end)
        parser.StartElementHandler, parser.EndElementHandler = start, end
        start(name, attributes)

    parser.StartElementHandler = start_root
    return parser


def _without(prefix: str, handler: Handler) -> tuple[_Start, _End]:
    """The handler's methods for markup whose names bear the `prefix` of its root."""

    def start(name: str, attributes: Mapping[str, str]) -> None:
        handler.start(name.removeprefix(prefix), attributes)

    def end(name: str) -> None:
        handler.end(name.removeprefix(prefix))

    return start, end


def _parse(parser: expat.XMLParserType, chunk: bytes, *, final: bool) -> None:
    try:
        parser.Parse(chunk, final)
    except expat.ExpatError as error:
        raise ReaderError(
            "workbook-broken",
            f"the workbook is damaged (markup: {error}): open it, save it again as XLSX and "
            "send that",
        ) from error


def _refuse_doctype(*_: object) -> None:
    raise ReaderError(
        "workbook-unsafe",
        "the workbook declares a document type, which no spreadsheet program writes and attacks "
        "need: send the list as CSV",
    )
