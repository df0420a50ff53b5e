"""What screening an account gave: an answer, or a failure with the advice that the policy has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Advice = Literal["admit", "hold"]
OnFailure = Literal["open", "hold"]

OCCASIONS = ("registration", "profile", "activity")
_VERDICTS = ("none", "possible", "likely")


@dataclass(frozen=True, slots=True)
class Screening:
    """One account, screened or not.

    `verdict` is `none`, `possible` or `likely`, and `unknown` where `failed`; `reason` is then a
    stable code, such as `timeout`, `overloaded` or `key-expired`. `advice` is `hold` where the
    server holds the account until `hold["until"]`, or where it failed and the policy is to hold.
    """

    event: str
    verdict: str
    advice: Advice
    failed: bool = False
    reason: str = ""
    account: str = ""
    matches: tuple[dict[str, Any], ...] = ()
    hold: dict[str, Any] | None = None
    replayed: bool = False
    model: str = ""
    watchlist_version: int | None = None
    warnings: tuple[str, ...] = field(default=())


def answered(event: str, document: Any, on_failure: OnFailure) -> Screening:
    """The server's answer; a failure where it is none, or the line of a batch was refused."""
    if not isinstance(document, dict):
        return failed(event, "unreadable-answer", on_failure)
    refused = document.get("error")
    if isinstance(refused, dict):
        return failed(event, str(refused.get("code") or "refused"), on_failure)
    verdict, hold = document.get("verdict"), document.get("hold")
    if verdict not in _VERDICTS or not (hold is None or isinstance(hold, dict)):
        return failed(event, "unreadable-answer", on_failure)
    version = document.get("watchlist_version")
    return Screening(
        event=event,
        verdict=verdict,
        advice="hold" if hold else "admit",
        account=str(document.get("account", "")),
        matches=tuple(one for one in _list(document, "matches") if isinstance(one, dict)),
        hold=hold or None,
        replayed=document.get("replayed") is True,
        model=str(document.get("model", "")),
        watchlist_version=version if isinstance(version, int) else None,
        warnings=tuple(str(one) for one in _list(document, "warnings")),
    )


def failed(event: str, reason: str, on_failure: OnFailure) -> Screening:
    """An account that could not be screened."""
    advice: Advice = "hold" if on_failure == "hold" else "admit"
    return Screening(event=event, verdict="unknown", advice=advice, failed=True, reason=reason)


def request_of(event: Any, occasion: Any, account: Any, client: Any) -> dict[str, Any]:
    """The document to send; raises ValueError for what no server could use."""
    if not isinstance(event, str) or not 1 <= len(event) <= 200:
        raise ValueError("event is the platform's own id of this event, 1 to 200 characters")
    if occasion not in OCCASIONS:
        raise ValueError(f"occasion is one of {', '.join(OCCASIONS)}, not {occasion!r}")
    if not isinstance(account, Mapping) or not (account.get("id") and account.get("platform")):
        raise ValueError("account is a record with at least `id` and `platform`")
    document: dict[str, Any] = {"event": event, "occasion": occasion, "account": dict(account)}
    if client:
        document["client"] = dict(client)
    return document


def _list(document: dict[str, Any], name: str) -> list[Any]:
    found = document.get(name)
    return found if isinstance(found, list) else []
