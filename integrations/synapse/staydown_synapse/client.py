"""Asking Staydown: one call, within its time, with a typed answer."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from synapse.module_api import ModuleApi, make_deferred_yieldable, run_in_background
from twisted.internet import reactor
from twisted.web.client import readBody
from twisted.web.http_headers import Headers

from staydown_synapse.record import Document
from staydown_synapse.settings import Settings

logger = logging.getLogger(__name__)

_VERDICTS = {"none", "possible", "likely"}


@dataclass(frozen=True)
class Answer:
    """What Staydown says: its verdict, the cases that it has, until when to hold the account."""

    verdict: str
    cases: tuple[str, ...]
    hold_until: datetime | None
    replayed: bool

    def holds(self) -> bool:
        """Whether it asks for a hold that has not ended."""
        return self.hold_until is not None and self.hold_until > datetime.now(timezone.utc)


@dataclass(frozen=True)
class NoAnswer:
    """Why there is none, without a word of what was asked; `after`: the seconds it asks to wait."""

    why: str
    after: float = 0


class Client:
    """Staydown's door for platforms; the log says when it ceases to answer and answers again."""

    def __init__(self, settings: Settings, api: ModuleApi) -> None:
        self._http = api.http_client
        self._url = f"{settings.url}/api/v1/screen"
        self._headers = Headers(
            {"Authorization": [f"Bearer {settings.key}"], "Content-Type": ["application/json"]}
        )
        self._answers = True

    async def screen(self, body: Document, seconds: float) -> Answer | NoAnswer:
        """Ask, for so many seconds at most; never raises."""
        try:
            call = run_in_background(self._call, body)
            call.addTimeout(seconds, reactor, lambda *_: NoAnswer("it took too long"))
            answer: Answer | NoAnswer = await make_deferred_yieldable(call)
        except Exception as error:  # noqa: BLE001  whatever it is, there is no answer
            answer = NoAnswer(type(error).__name__)  # its text may repeat what was asked
        if isinstance(answer, NoAnswer) and self._answers:
            logger.warning("Staydown does not answer: %s", answer.why)
        elif isinstance(answer, Answer) and not self._answers:
            logger.warning("Staydown answers again")
        self._answers = isinstance(answer, Answer)
        return answer

    async def _call(self, body: Document) -> Answer | NoAnswer:
        # Not `post_json_get_json`, which writes what it sends into Synapse's log at DEBUG. A lone
        # surrogate, which JSON may bring and UTF-8 cannot write, goes out as a question mark.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        response = await self._http.request("POST", self._url, content, self._headers.copy())
        text = await make_deferred_yieldable(readBody(response))
        if response.code != 200:
            after = response.headers.getRawHeaders("Retry-After", ["0"])[0]
            return NoAnswer(f"HTTP {response.code}", float(after) if after.isdecimal() else 0)
        return _answer(json.loads(text))


def _answer(document: Any) -> Answer:
    """Read the answer; raises where it is not one."""
    if document["verdict"] not in _VERDICTS:
        raise ValueError("verdict")
    cases = dict.fromkeys(match["case"] for match in document["matches"] if match["case"])
    replayed = document.get("replayed") is True
    return Answer(document["verdict"], tuple(cases), _until(document["hold"]), replayed)


def _until(hold: Any) -> datetime | None:
    if hold is None:
        return None
    until = datetime.fromisoformat(hold["until"].replace("Z", "+00:00"))
    if hold["measure"] != "hold" or until.tzinfo is None:
        raise ValueError("hold")
    return until
