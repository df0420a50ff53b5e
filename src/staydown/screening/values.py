"""Screening as plain values: what is asked, what is answered, what is shown of a match."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from staydown.mirrors.records import Account


@dataclass(frozen=True, slots=True)
class Request:
    """One account to screen: the platform's event, the account's references, and the account, cut
    to bounds and its client identifiers keyed. `warnings` says what was cut or dropped."""

    event: str
    occasion: str
    mode: str
    names: tuple[str, ...]
    account: Account = field(repr=False)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Raised:
    """A match as it is answered: the match record, and the ids of the match and its case."""

    record: dict[str, Any]
    match: UUID | None
    case: UUID | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What screening says of one account."""

    event: str
    account: str
    verdict: str
    model: str
    watchlist_version: int
    matches: tuple[Raised, ...] = ()
    hold_until: str | None = None
    replayed: bool = False
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as the HTTP API gives it."""
        hold = {"measure": "hold", "until": self.hold_until} if self.hold_until else None
        return {
            "event": self.event,
            "account": self.account,
            "verdict": self.verdict,
            "matches": [
                one.record
                | {
                    "match": str(one.match) if one.match else None,
                    "case": str(one.case) if one.case else None,
                }
                for one in self.matches
            ],
            "hold": hold,
            "model": self.model,
            "watchlist_version": self.watchlist_version,
            "replayed": self.replayed,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True, slots=True)
class MatchView:
    """A match as a reviewer or an integrator sees it; `removed` is the entry's account."""

    id: UUID
    account: str
    ref: str
    entry: UUID
    entry_ref: str
    entry_case: UUID
    case: UUID
    hold: UUID | None
    probability: float
    tier: str
    evidence: list[dict[str, Any]]
    state: str
    occasion: str
    model: str
    watchlist_version: int
    screened_at: datetime
    judged_by: str
    judged_at: datetime | None
    judged_why: str
    scan: UUID | None
