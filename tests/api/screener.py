"""Stands where screening does: a working one without a watchlist, which can be overloaded.

An account whose bio says `returning` is a likely mirror; one that says `hold` is held as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError, StaydownError


class Overloaded(StaydownError):
    """As screening has it."""


@dataclass(frozen=True)
class Answered:
    """An answer of screening."""

    document: dict[str, Any]

    def as_json(self) -> dict[str, Any]:
        return self.document


@dataclass
class Screener:
    """What it was given, and what it is to raise at its next calls (None: nothing)."""

    groups: list[list[object]] = field(default_factory=list)
    actors: list[Actor] = field(default_factory=list)
    raising: list[Exception | None] = field(default_factory=list)

    def overloaded(self, times: int, *, after: int = 0, seconds: int = 0) -> None:
        """Be overloaded so many times, after so many good calls."""
        error = Overloaded("overloaded", "too much is waiting", retry_after=seconds)
        self.raising = [*[None] * after, *[error] * times]

    def screen(self, actor: Actor, documents: Sequence[object]) -> list[Answered | InputError]:
        actor.require("screening.screen")
        self.groups.append(list(documents))
        self.actors.append(actor)
        error = self.raising.pop(0) if self.raising else None
        if error:
            raise error
        return [_one(document) for document in documents]


def _one(document: object) -> Answered | InputError:
    if not isinstance(document, dict):
        return InputError("not-an-object", "wanted is an object")
    event, account = document.get("event"), document.get("account")
    if not isinstance(event, str):
        return InputError("event", "event wants a text", field="event")
    if not isinstance(account, dict) or not isinstance(account.get("id"), str):
        return InputError("account", "account wants an id", field="account.id")
    bio = str(account.get("bio") or "")
    found = [_match(account["id"])] if "returning" in bio or "hold" in bio else []
    held = {"measure": "hold", "until": "2026-11-28T10:00:00Z"} if "hold" in bio else None
    answer = {
        "event": event,
        "account": account["id"],
        "verdict": "likely" if found else "none",
        "matches": found,
        "hold": held,
        "model": "specimen",
        "watchlist_version": 17,
        "replayed": False,
        "warnings": ["bio-cut"] if len(bio) > 1000 else [],
    }
    return Answered(answer)


def _match(account: str) -> dict[str, Any]:
    return {
        "account": account,
        "entry": "specimen-entry",
        "probability": 0.97,
        "tier": "likely",
        "evidence": [{"signal": "bio", "bits": 9.5, "text": "ہم واپس آگئے"}],
        "match": "0197f0c2-5d3e-7c11-9a53-0d2f6b1c9e77",
        "case": None,
    }
