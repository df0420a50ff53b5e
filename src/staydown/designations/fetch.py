"""Fetching a list from its official address: https only, bounded in size and time."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx

from staydown.designations.errors import NotFetched
from staydown.designations.sources.base import MOST_BYTES, Source, SourceFile
from staydown.kernel.errors import InputError

_TIMEOUT = httpx.Timeout(60, connect=10)
_REDIRECTS = 5


def fetch(source: Source, transport: httpx.BaseTransport | None = None) -> list[SourceFile]:
    """Every file of the list, in the order of its addresses; NotFetched if one fails.

    Raises InputError, saying what to do, for a list that is not published for programs.
    """
    if not source.addresses:
        raise InputError("not-published", f"{source.id}: {source.unpublished}", source=source.id)
    with httpx.Client(timeout=_TIMEOUT, transport=transport) as client:
        return [_file(client, source.id, address) for address in source.addresses]


def _file(client: httpx.Client, source: str, address: str) -> SourceFile:
    try:
        content = _content(client, source, address, _REDIRECTS)
    except httpx.TimeoutException as error:
        raise NotFetched(source, f"{_host(address)} did not answer in time") from error
    except httpx.HTTPError as error:
        raise NotFetched(source, f"{_host(address)} cannot be reached") from error
    return SourceFile(urlsplit(address).path.rpartition("/")[2], content)


def _content(client: httpx.Client, source: str, address: str, redirects: int) -> bytes:
    """The body at `address`; each redirect is looked at, for none may leave https."""
    if urlsplit(address).scheme != "https":
        raise NotFetched(source, f"{_host(address)} leads away from https")
    with client.stream("GET", address) as response:
        if response.next_request is not None:
            if not redirects:
                raise NotFetched(source, f"{_host(address)} redirects without end")
            return _content(client, source, str(response.next_request.url), redirects - 1)
        if response.status_code != httpx.codes.OK:
            raise NotFetched(source, f"{_host(address)} answered {response.status_code}")
        return _body(response, source, address)


def _body(response: httpx.Response, source: str, address: str) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            raise NotFetched(source, f"{_host(address)} sent more than {MOST_BYTES // 2**20} MiB")
    return bytes(body)


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
