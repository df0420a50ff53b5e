"""Reading what a request carries, with bounds: never more in memory than is taken here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from django.http import HttpRequest

from staydown.api.problems import TooLarge
from staydown.kernel.errors import InputError

#: The longest document that is screened, in bytes: one account with its posts.
LONGEST = 1_000_000
#: A read waits until it is full or the body ends, so a small one lets the answers begin sooner.
_CHUNK = 16_384

Read = Callable[[int], bytes]


def reader(request: HttpRequest) -> Read:
    """Reads a number of bytes of the body, b"" at its end.

    Django takes a body without a length (`Transfer-Encoding: chunked`) for none; the server has it
    all the same, and ends it where it ends.
    """
    if request.META.get("CONTENT_LENGTH"):
        return request.read
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        found: Read = request.META["wsgi.input"].read
        return found
    return lambda _: b""


def whole(request: HttpRequest, limit: int = LONGEST) -> bytes:
    """The body; raises TooLarge beyond `limit` bytes."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and int(length) > limit:
        raise _too_large(limit)
    read, parts, size = reader(request), [], 0
    while chunk := read(min(limit + 1 - size, _CHUNK * 16)):
        parts.append(chunk)
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
    return b"".join(parts)


def lines(read: Read, limit: int = LONGEST) -> Iterator[bytes | TooLarge]:
    """The lines of a body, without their ends; a longer one is TooLarge and is never held whole."""
    kept, skipping = bytearray(), False
    while chunk := read(_CHUNK):
        *ended, rest = chunk.split(b"\n")
        for part in ended:
            kept += part
            yield _too_large(limit) if skipping or len(kept) > limit else bytes(kept)
            kept, skipping = bytearray(), False
        kept += rest
        if len(kept) > limit:
            kept, skipping = bytearray(), True
    if kept or skipping:
        yield _too_large(limit) if skipping else bytes(kept)


def document(raw: bytes) -> Any:
    """The JSON document `raw`; raises InputError `not-json`.

    Halves of a character and NUL, which no database takes, are mended and not refused: whoever
    puts them into a profile would otherwise not be screened.
    """
    try:
        found = _DECODER.decode(raw.decode("utf-8-sig"))
        return _mended(found) if _UNSTORABLE.search(raw) else found
    except RecursionError:
        raise InputError("not-json", "the JSON is nested too deeply") from None
    except ValueError as error:
        reason = "it is not in UTF-8" if isinstance(error, UnicodeError) else str(error)
        raise InputError("not-json", f"the body is not one JSON document: {reason[:200]}") from None


def dumped(document: Any) -> bytes:
    """`document` as compact JSON in UTF-8."""
    return _ENCODER.encode(document).encode("utf-8", errors="replace")


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number of JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_number)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
_UNSTORABLE = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        whole = value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return whole.replace("\0", "")
    if isinstance(value, list):
        return [_mended(one) for one in value]
    if isinstance(value, dict):
        return {_mended(name): _mended(one) for name, one in value.items()}
    return value


def _too_large(limit: int) -> TooLarge:
    return TooLarge("too-large", f"at most {limit:,} bytes are taken here", limit=limit)
