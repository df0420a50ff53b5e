"""Requests and answers on the wire: keep-alive, JSON, problem documents, how long to wait."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import Any

import httpx

from staydown.client.errors import Refused, Unreachable

_LONGEST_WAIT = 60.0


class Wire:
    """The connections to one installation, shared by threads."""

    def __init__(
        self,
        url: str,
        key: str,
        connections: int,
        transport: httpx.BaseTransport | None,
    ) -> None:
        limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1/",
            headers={"Authorization": f"Bearer {key}", "User-Agent": "staydown-client"},
            limits=limits,
            transport=transport,
        )
        self._shed_until = 0.0

    @property
    def shed_seconds(self) -> float:
        """For how long the server still wants to be left alone; 0 if it does not."""
        return max(0.0, self._shed_until - monotonic())

    def send(self, method: str, path: str, *, timeout: float, **given: Any) -> httpx.Response:
        """One answer, whatever its status; raises httpx's errors.

        A connection that the server closed while it was idle is noticed only as it is used: then
        the same is sent once more.
        """
        try:
            response = self._http.request(method, path, timeout=timeout, **given)
        except httpx.RemoteProtocolError:
            response = self._http.request(method, path, timeout=timeout, **given)
        self.heed(response)
        return response

    @contextmanager
    def stream(
        self, method: str, path: str, *, timeout: float, **given: Any
    ) -> Iterator[httpx.Response]:
        """The same, to be read as it comes."""
        with self._http.stream(method, path, timeout=timeout, **given) as response:
            self.heed(response)
            yield response

    def heed(self, response: httpx.Response) -> None:
        """Keep for how long an overloaded server wants nothing more."""
        if response.status_code != 503:
            return
        told = response.headers.get("Retry-After", "")
        seconds = float(told) if told.isdecimal() else 1.0
        self._shed_until = monotonic() + min(seconds, _LONGEST_WAIT)

    def document(self, method: str, path: str, *, timeout: float, **given: Any) -> dict[str, Any]:
        """The JSON object of a good answer; raises Unreachable or Refused."""
        try:
            response = self.send(method, path, timeout=timeout, **given)
        except httpx.HTTPError as error:
            raise Unreachable(f"no answer: {type(error).__name__}") from error
        if not response.is_success:
            raise refusal(response)
        found = _object(response)
        if found is None:
            raise Unreachable("the answer is no JSON object: is this the address of Staydown?")
        return found

    def close(self) -> None:
        """Close every connection."""
        self._http.close()


def refusal(response: httpx.Response) -> Refused:
    """What a refusal says; of one that is no problem document, its status."""
    found = _object(response) or {}
    code, detail = found.get("code"), found.get("detail")
    errors = found.get("errors")
    return Refused(
        response.status_code,
        code if isinstance(code, str) else f"http-{response.status_code}",
        detail if isinstance(detail, str) else response.reason_phrase,
        errors if isinstance(errors, list) else [],
    )


def encoded(document: Mapping[str, Any]) -> bytes:
    """`document` as one line of JSON; raises ValueError for what JSON cannot say."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    except TypeError as error:
        raise ValueError(f"the record holds what JSON cannot say: {error}") from error
    except RecursionError as error:
        raise ValueError("the record is nested too deeply") from error
    return text.encode("utf-8", errors="replace")


def _object(response: httpx.Response) -> dict[str, Any] | None:
    try:
        found = response.json()
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
