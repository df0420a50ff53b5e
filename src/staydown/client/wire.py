"""Requests and answers on the wire: keep-alive, JSON, problem documents, how long to wait."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import Any

import httpx

from staydown.client.errors import Refused, Unreachable

_LONGEST_WAIT = 60.0
#: The longest answer that is read, in bytes.
_LONGEST_ANSWER = 200_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    status: int
    body: bytes

    def document(self) -> dict[str, Any] | None:
        """The JSON object that it is; None if it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) else None

    def refusal(self) -> Refused:
        """What a refusal says; of one that is no problem document, its status."""
        found = self.document() or {}
        code, detail, errors = found.get("code"), found.get("detail"), found.get("errors")
        return Refused(
            self.status,
            code if isinstance(code, str) else f"http-{self.status}",
            detail if isinstance(detail, str) else "the server said no",
            errors if isinstance(errors, list) else [],
        )


class Wire:
    """The connections to one installation, shared by threads."""

    def __init__(
        self, url: str, key: str, connections: int, transport: httpx.BaseTransport | None
    ) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers={
                "Authorization": f"Bearer {key}",
                "User-Agent": "staydown-client",
                "Accept-Encoding": "identity",
            },
            limits=limits,
            transport=transport,
        )
        self._shed_until: dict[str, float] = {}

    def shed_seconds(self, path: str) -> float:
        """For how long the server still wants nothing more at `path`; 0 if it does not mind.

        Busy with batches, it may well have room for a sign-up.
        """
        return max(0.0, self._shed_until.get(path, 0.0) - monotonic())

    def send(
        self, method: str, path: str, *, timeout: float, limit: int = _LONGEST_ANSWER, **given: Any
    ) -> Answer:
        """One answer, whatever its status; raises httpx's errors.

        A connection that the server closed while it was idle is noticed only as it is used: then
        the same is sent once more.
        """
        try:
            return self._sent(method, path, timeout, limit, given)
        except httpx.RemoteProtocolError:
            return self._sent(method, path, timeout, limit, given)

    def _sent(
        self, method: str, path: str, timeout: float, limit: int, given: Mapping[str, Any]
    ) -> Answer:
        """The parts of an answer may each come in time, and the whole of it never."""
        end, parts, size = monotonic() + timeout, [], 0
        with self.stream(method, path, timeout=timeout, **given) as response:
            for part in response.iter_raw():
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise httpx.DecodingError("the answer is too long")
                if monotonic() > end:
                    raise httpx.ReadTimeout("the answer takes too long")
            return Answer(response.status_code, b"".join(parts))

    @contextmanager
    def stream(
        self, method: str, path: str, *, timeout: float, **given: Any
    ) -> Iterator[httpx.Response]:
        """The same, to be read as it comes."""
        with self._http.stream(method, path, timeout=timeout, **given) as response:
            self._heed(path, response)
            yield response

    def _heed(self, path: str, response: httpx.Response) -> None:
        """Keep for how long an overloaded server wants nothing more."""
        if response.status_code != 503:
            return
        told = response.headers.get("Retry-After", "")
        seconds = float(told) if told.isdecimal() else 0.0
        self._shed_until[path] = monotonic() + min(max(seconds, 1.0), _LONGEST_WAIT)

    def document(self, method: str, path: str, *, timeout: float, **given: Any) -> dict[str, Any]:
        """The JSON object of a good answer; raises Unreachable or Refused."""
        try:
            answer = self.send(method, path, timeout=timeout, **given)
        except httpx.HTTPError as error:
            raise Unreachable(f"no answer: {type(error).__name__}") from error
        if not 200 <= answer.status < 300:
            raise answer.refusal()
        found = answer.document()
        if found is None:
            raise Unreachable("the answer is no JSON object: is this the address of Staydown?")
        return found

    def close(self) -> None:
        """Close every connection."""
        self._http.close()


def lines(response: httpx.Response) -> Iterator[bytes]:
    """The lines of an answer as it comes. Only a line feed ends one: JSON may hold other ends."""
    kept = b""
    for part in response.iter_raw():
        *whole, kept = (kept + part).split(b"\n")
        yield from filter(None, whole)
    if kept:
        yield kept


def encoded(document: Mapping[str, Any]) -> bytes:
    """`document` as one line of JSON; raises ValueError for what JSON cannot say."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(f"the record holds what JSON cannot say: {error}") from error
    except RecursionError as error:
        raise ValueError("the record is nested too deeply") from error
    return text.encode("utf-8", errors="replace")
