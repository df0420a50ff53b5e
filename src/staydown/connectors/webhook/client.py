"""Sends signed messages (https://www.standardwebhooks.com) and reads what the platform answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import httpx
from pydantic import ValidationError
from standardwebhooks import Webhook

from staydown.connectors.base import Refused
from staydown.connectors.http import Answer, Caller, Failure, garbage
from staydown.connectors.options import Secret
from staydown.connectors.webhook.messages import PlatformAnswer
from staydown.kernel import clock

Signer: TypeAlias = Callable[[str, datetime, str], str]

PREFIX = "whsec_"
FEWEST_BYTES = 24
"""Standard Webhooks asks for 24 to 64 bytes of secret."""


def signer(secret: Secret) -> Signer:
    """The function that signs; raises ValueError for a secret that is none.

    The secret stays inside of the closure, where no repr shows it.
    """
    text = secret.reveal()
    if not text.startswith(PREFIX):
        raise ValueError("no whsec_ secret")
    key = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    if len(key) < FEWEST_BYTES:
        raise ValueError("too short a secret")
    webhook = Webhook(key)

    def sign(message_id: str, at: datetime, body: str) -> str:
        return str(webhook.sign(message_id, at, body))

    return sign


class WebhookClient:
    """Posts messages to one platform."""

    def __init__(
        self,
        url: str,
        sign: Signer,
        *,
        seconds: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._url = url
        self._sign = sign
        self._caller = Caller(seconds, transport)

    def post(self, message: Mapping[str, Any], *, changes: bool) -> PlatformAnswer | Failure:
        """The platform's answer, or what to do without one."""
        # Lone surrogates cannot be sent as UTF-8; ASCII escapes carry them.
        body = json.dumps(message)
        answer = self._caller.call(
            "POST",
            self._url,
            changes=changes,
            headers=self._headers(str(message["id"]), body),
            content=body.encode("ascii"),
        )
        if not isinstance(answer, Answer):
            return answer
        if answer.status >= 400:
            return _refusal(answer.status)
        return _read(answer, changes=changes)

    def close(self) -> None:
        """Let go of the connections."""
        self._caller.close()

    def _headers(self, message_id: str, body: str) -> dict[str, str]:
        at = clock.now()
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._sign(message_id, at, body),
        }


def _read(answer: Answer, *, changes: bool) -> PlatformAnswer | Failure:
    document = answer.document()
    try:
        return PlatformAnswer.model_validate(document)
    except ValidationError as error:
        where = ".".join(str(step) for step in error.errors(include_input=False)[0]["loc"])
        return garbage(f"`{where}` is not as agreed", changes=changes)


def _refusal(status: int) -> Refused:
    if status in {401, 403}:
        return Refused("credentials", f"the platform does not take our signature (HTTP {status})")
    return Refused("rejected", f"the platform does not take our message (HTTP {status})")
