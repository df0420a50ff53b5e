"""Asking Staydown: one call, within its time, with a typed answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from synapse.module_api import ModuleApi, make_deferred_yieldable, run_in_background
from twisted.internet import reactor
from twisted.web.client import readBody
from twisted.web.http_headers import Headers

from staydown_synapse.settings import Settings

_VERDICTS = {"none", "possible", "likely"}


@dataclass(frozen=True)
class Answer:
    """What Staydown says: its verdict, the cases that it has, until when to hold the account."""

    verdict: str
    cases: tuple[str, ...] = ()
    hold_until: datetime | None = None
    replayed: bool = False

    def holds(self) -> bool:
        """Whether a hold is asked for that has not ended."""
        return self.hold_until is not None and self.hold_until > datetime.now(timezone.utc)


@dataclass(frozen=True)
class NoAnswer:
    """Why there is none, without a word of what was asked; `after`: seconds that it asks for."""

    why: str
    after: float = 0


class Client:
    """Staydown's door for platforms."""

    def __init__(self, settings: Settings, api: ModuleApi) -> None:
        self._http = api.http_client
        self._url = f"{settings.url}/api/v1/screen"
        self._headers = Headers(
            {"Authorization": [f"Bearer {settings.key}"], "Content-Type": ["application/json"]}
        )

    async def screen(self, body: Mapping[str, Any], seconds: float) -> Answer | NoAnswer:
        """Ask, for so many seconds at most; never raises."""
        try:
            call = run_in_background(self._call, body)
            call.addTimeout(seconds, reactor)
            return await make_deferred_yieldable(call)
        except Exception as error:  # noqa: BLE001  its text may repeat what was asked
            return NoAnswer(type(error).__name__)

    async def _call(self, body: Mapping[str, Any]) -> Answer | NoAnswer:
        # Synapse's `post_json_get_json` writes the body into its log at DEBUG. A lone surrogate,
        # which JSON may bring and UTF-8 cannot write, goes out as a question mark.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        response = await self._http.request("POST", self._url, content, self._headers.copy())
        text = await make_deferred_yieldable(readBody(response))
        if response.code != 200:
            [after] = response.headers.getRawHeaders("Retry-After", ["0"])[:1]
            return NoAnswer(f"HTTP {response.code}", float(after) if after.isdecimal() else 0)
        return _answer(json.loads(text))


def _answer(document: Any) -> Answer:
    """Read the answer; raises where it is not one."""
    if document["verdict"] not in _VERDICTS:
        raise ValueError("verdict")
    cases = [match["case"] for match in document["matches"] if match["case"] is not None]
    return Answer(
        document["verdict"],
        tuple(dict.fromkeys(map(str, cases))),
        _until(document["hold"]),
        document.get("replayed") is True,
    )


def _until(hold: Any) -> datetime | None:
    if hold is None:
        return None
    if hold["measure"] != "hold":
        raise ValueError("measure")
    until = datetime.fromisoformat(hold["until"].replace("Z", "+00:00"))
    if until.tzinfo is None:
        raise ValueError("until")
    return until
