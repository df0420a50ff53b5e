"""HTTP as connectors need it: bounded in time and size, and every failure a typed outcome.

The one distinction that matters is whether a request may have taken effect. A call that changes
something and fails after it was sent is `Unknown`; a call that only reads is `RetryAt`, since
asking again costs nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeAlias

import httpx

from staydown.connectors.base import Refused, RetryAt, Unknown
from staydown.connectors.deadline import Deadline
from staydown.connectors.deadline import transport as deadline_transport
from staydown.kernel import clock

MOST_BYTES = 4 * 1024 * 1024
"""Larger answers are garbage: no platform needs more to tell how an account stands."""

SOON = timedelta(seconds=30)
LONGEST = timedelta(days=1)
"""No platform may put an order off for longer than this with one answer."""

Failure: TypeAlias = Refused | RetryAt | Unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer of the platform that was neither a failure of transport nor of the server."""

    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    def document(self) -> Any:
        """The body as JSON, with texts that a database can store; None where it is no JSON."""
        try:
            return _storable(json.loads(self.body))
        except (ValueError, RecursionError):
            return None


class _Garbage(Exception):
    """The answer is too large, or packed in a way that we did not ask for."""


class Caller:
    """Sends requests to one platform within `seconds` each, and reads no more than it should."""

    def __init__(self, seconds: float, transport: httpx.BaseTransport | None = None) -> None:
        self._seconds = seconds
        self._deadline = Deadline()
        self._client = httpx.Client(
            timeout=httpx.Timeout(seconds, connect=min(seconds, 5.0)),
            transport=transport or deadline_transport(self._deadline),
            follow_redirects=False,
            trust_env=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def call(
        self,
        method: str,
        url: str,
        *,
        changes: bool,
        headers: Mapping[str, str],
        content: bytes | None = None,
    ) -> Answer | Failure:
        """The answer, or what to do without one.

        Below 500, and not 408, 425 or 429, an answer is given back as it is: what 404 means, the
        connector knows. 503 with Retry-After says that the server did not take the request.
        """
        try:
            request = self._client.build_request(method, url, headers=headers, content=content)
            with self._deadline.within(self._seconds):
                answer = self._send(request)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return RetryAt(SOON, f"no connection to the platform ({type(error).__name__})")
        except (httpx.HTTPError, httpx.StreamError, _Garbage) as error:
            return _uncertain(f"no whole answer came ({_describe(error)})", changes=changes)
        except (httpx.InvalidURL, UnicodeError):
            return Refused("rejected", "the account's name does not fit into an address")
        return _judge(answer, changes=changes)

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _send(self, request: httpx.Request) -> Answer:
        response = self._client.send(request, stream=True)
        try:
            if response.headers.get("Content-Encoding", "identity") != "identity":
                raise _Garbage("packed without being asked")
            body = _bounded(response)
        finally:
            response.close()
        return Answer(response.status_code, body, response.headers)


def garbage(what: str, *, changes: bool) -> RetryAt | Unknown:
    """What an answer that makes no sense amounts to."""
    return _uncertain(f"the answer makes no sense: {what}", changes=changes)


def _storable(value: Any) -> Any:
    """`value` without NUL, which PostgreSQL refuses, and without half characters, which are no
    UTF-8; both can be written in JSON."""
    if isinstance(value, str):
        return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    return value


def _bounded(response: httpx.Response) -> bytes:
    """The body, read until it ends or grows too large."""
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > MOST_BYTES:
            raise _Garbage("larger than any answer should be")
    return bytes(body)


def _judge(answer: Answer, *, changes: bool) -> Answer | Failure:
    status = answer.status
    asked = _retry_after(answer)
    if status in {408, 425, 429}:
        return RetryAt(asked or SOON, f"the platform asks to wait (HTTP {status})")
    if status == 503 and asked:
        return RetryAt(asked, "the platform is not available (HTTP 503)")
    if status >= 500:
        return _uncertain(f"the platform failed (HTTP {status})", changes=changes)
    if 300 <= status < 400:
        return Refused("rejected", f"redirected elsewhere (HTTP {status}); check the address")
    return answer


def _uncertain(reason: str, *, changes: bool) -> RetryAt | Unknown:
    return Unknown(reason) if changes else RetryAt(SOON, reason)


def _describe(error: Exception) -> str:
    """The failure by name; the library's own sentence may quote the address of the account."""
    return str(error) if isinstance(error, _Garbage) else type(error).__name__


def _retry_after(answer: Answer) -> timedelta | None:
    """How long the platform asks to wait: seconds or an HTTP date (RFC 9110 §10.2.3), or as
    Matrix says it in the body (`retry_after_ms`)."""
    text = answer.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return _within(int(text[:9]))
    if text:
        return _until_date(text)
    document = answer.document() if answer.status == 429 else None
    waits = document.get("retry_after_ms") if isinstance(document, dict) else None
    return _within(min(waits, 10**9) / 1000) if isinstance(waits, int) else None


def _until_date(text: str) -> timedelta | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return _within((aware - clock.now()).total_seconds())


def _within(seconds: float) -> timedelta:
    """`seconds`, but at least one and never longer than `LONGEST`."""
    return timedelta(seconds=min(max(seconds, 1.0), LONGEST.total_seconds()))
