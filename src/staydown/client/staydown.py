"""The client."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TakesTooLong
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import UUID

import httpx

from staydown.client.screening import OnFailure, Screening, answered, failed, request_of
from staydown.client.wire import Answer, Wire, encoded, lines

log = logging.getLogger(__name__)

_ONE, _MANY = "screen", "screen/batch"

#: Lines of one request of `screen_many`: the server screens as many at a time.
GROUP = 200

#: The longest answer about one account that is read, in bytes.
_LONGEST = 5_000_000


class Staydown:
    """One installation of Staydown, with one key. Threads may share it; make one in each process.

    `timeout` is the longest that `screen` takes, in seconds, all in all. `on_failure` is what a
    sign-up is advised to do when it could not be screened: `open` lets it in, `hold` holds it.
    `connections` is how many accounts are screened at the same time.
    """

    def __init__(
        self,
        url: str,
        key: str,
        timeout: float = 0.8,
        on_failure: OnFailure = "open",
        *,
        connections: int = 16,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"url wants https://host or http://host, not {url!r}")
        if not (key.startswith("sdk_") and key.isascii() and key.isprintable()):
            raise ValueError("key is the text that `staydown keys add` printed: sdk_…")
        if on_failure not in ("open", "hold"):
            raise ValueError(f"on_failure is open or hold, not {on_failure!r}")
        if timeout <= 0 or connections < 1:
            raise ValueError("timeout and connections are greater than 0")
        self.timeout, self.on_failure = timeout, on_failure
        self._wire = Wire(url, key, connections, transport)
        # Only a thread of its own can be left behind: looking up a host name, for one, knows no
        # time-out.
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="staydown-client")

    def __enter__(self) -> Staydown:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; what is under way is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._wire.close()

    def screen(
        self,
        *,
        event: str,
        occasion: str,
        account: Mapping[str, Any],
        client: Mapping[str, Any] | None = None,
    ) -> Screening:
        """Screen one account, while somebody waits. Raises ValueError for misuse, and nothing else.

        While the server sheds load (503 with Retry-After) it is not asked at all.
        """
        body = encoded(request_of(event, occasion, account, client))
        found = self._in_time(event, body)
        if found.failed:
            log.warning("an account was not screened", extra={"code": found.reason})
        return found

    def screen_many(
        self, documents: Iterable[Mapping[str, Any]], *, patience: float = 60.0
    ) -> Iterator[Screening]:
        """Screen many accounts, each `{"event", "occasion", "account", "client"?}`, in order.

        They are sent and answered in groups, so that neither side ever holds them all. An
        overloaded server is given the time it asks for, up to `patience` seconds for each group.
        One Screening comes for each document, failed or not; ValueError for misuse, as in `screen`.
        """
        rest = iter(documents)
        while group := list(islice(rest, GROUP)):
            yield from self._group(group, patience)

    def submit_batch(
        self,
        path: Path | str,
        peer: str,
        instrument: str,
        *,
        reasons: str = "",
        facts: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Submit a referral file; what became of each row. Raises Refused and Unreachable."""
        file = Path(path)
        stated = [f"{name}={value}" for name, value in (facts or {}).items()]
        query: dict[str, Any] = {"peer": peer, "instrument": instrument, "name": file.name}
        query |= {"reasons": reasons} if reasons else {}
        return self._read(
            "POST",
            "batches",
            timeout=300.0,
            params=query | {"fact": stated},
            content=file.read_bytes(),
            headers={"Content-Type": "application/octet-stream"},
        )

    def batch(self, batch_id: UUID | str) -> dict[str, Any]:
        """A batch. Raises Refused and Unreachable, as do all that follow."""
        return self._read("GET", f"batches/{_id(batch_id)}")

    def case(self, case_id: UUID | str) -> dict[str, Any]:
        """A case with its referrals, decisions and measures."""
        return self._read("GET", f"cases/{_id(case_id)}")

    def matches(self, *, state: str = "") -> Iterator[dict[str, Any]]:
        """All matches, or those in one state, the newest first, page by page."""
        query = {"state": state} if state else {}
        after: dict[str, str] = {}
        while True:
            page = self._read("GET", "matches", params=query | after)
            yield from page["items"]
            if not page["next"]:
                return
            after = {"after": page["next"]}

    def _read(
        self, method: str, path: str, *, timeout: float = 30.0, **given: Any
    ) -> dict[str, Any]:
        return self._wire.document(method, path, timeout=timeout, **given)

    def _in_time(self, event: str, body: bytes) -> Screening:
        if self._wire.shed_seconds(_ONE):
            return self._failed(event, "overloaded")
        try:
            waiting = self._threads.submit(self._screened, event, body)
        except RuntimeError:
            return self._failed(event, "closed")
        try:
            return waiting.result(self.timeout)
        except TakesTooLong:
            waiting.cancel()
            return self._failed(event, "timeout")
        except Exception:  # noqa: BLE001  whatever it was, the sign-up goes on
            return self._failed(event, "client-fault")

    def _screened(self, event: str, body: bytes) -> Screening:
        headers = {"Content-Type": "application/json"}
        try:
            answer = self._wire.send(
                "POST",
                _ONE,
                timeout=self.timeout,
                limit=_LONGEST,
                content=body,
                headers=headers,
            )
        except httpx.TimeoutException:
            return self._failed(event, "timeout")
        except httpx.DecodingError:
            return self._failed(event, "unreadable-answer")
        except (httpx.HTTPError, httpx.InvalidURL):
            return self._failed(event, "unreachable")
        if answer.status != 200:
            return self._failed(event, answer.refusal().code)
        return answered(event, answer.document(), self.on_failure)

    def _failed(self, event: str, reason: str) -> Screening:
        return failed(event, reason, self.on_failure)

    def _group(
        self, documents: Sequence[Mapping[str, Any]], patience: float
    ) -> Iterator[Screening]:
        sent = [
            request_of(
                one.get("event", ""),
                one.get("occasion", ""),
                one.get("account", {}),
                one.get("client"),
            )
            for one in documents
        ]
        body = b"".join(encoded(one) + b"\n" for one in sent)
        end = time.monotonic() + patience
        while True:
            found, reason = self._lines(body)
            wait = self._wire.shed_seconds(_MANY)
            if found or not wait or time.monotonic() + wait > end:
                break
            time.sleep(wait)
        for one, line in zip(sent, found, strict=False):
            yield answered(one["event"], line, self.on_failure)
        for one in sent[len(found) :]:
            yield self._failed(one["event"], reason)

    def _lines(self, body: bytes) -> tuple[list[object], str]:
        """The answers that came, and why there are no more of them."""
        found: list[object] = []
        headers = {"Content-Type": "application/x-ndjson"}
        try:
            with self._wire.stream(
                "POST", _MANY, timeout=120.0, content=body, headers=headers
            ) as response:
                if response.status_code != 200:
                    return found, Answer(response.status_code, response.read()).refusal().code
                found.extend(json.loads(line) for line in lines(response))
        except httpx.HTTPError:
            return found, "unreachable"
        except (ValueError, RecursionError):
            return found, "unreadable-answer"
        return found, "answer-cut-off"


def _id(given: UUID | str) -> UUID:
    return given if isinstance(given, UUID) else UUID(given)
