"""Asking the lists: is a claim true, and which snapshots are there.

Lists of organisations are public law and a claim names no account, so that checking one needs no
permission; `lists` shows what the installation holds and asks for `lists.read`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from staydown.designations import labels, snapshots
from staydown.designations.basis import Claim
from staydown.designations.claim_text import ClaimedList, read_claim_text
from staydown.designations.models import Snapshot
from staydown.designations.rules import judge
from staydown.designations.snapshots import Timeline, timeline
from staydown.designations.sources import SOURCES
from staydown.designations.sources import source as source_of
from staydown.designations.verdicts import ClaimResult, Outcome, Verdict
from staydown.kernel import clock
from staydown.kernel.actors import Actor

__all__ = [
    "ClaimResult",
    "ClaimedList",
    "Outcome",
    "Verdict",
    "check_claim",
    "check_row_claims",
    "lists",
    "read_claim_text",
]


def check_claim(
    name: str,
    list_id: str,
    on: date,
    *,
    reference: str | None = None,
    regime: str | None = None,
    snapshot_known_at: datetime | None = None,
) -> Verdict:
    """Did `list_id` name the organisation `name` on the day `on`?

    `reference` and `regime` (a UN list type such as `Al-Qaida`, an OFAC programme such as `SDGT`)
    must then match too. `snapshot_known_at` answers as the installation would have at that moment.
    Raises UnknownList.
    """
    source_of(list_id)
    return _check(timeline(snapshot_known_at), name, list_id, on, reference, regime)


def check_row_claims(name: str, legal_basis: str, on: date) -> list[ClaimResult]:
    """Check every list that the legal basis of one row claims for `name`.

    Words that name no list that can be checked give `unknown`, with the reason.
    """
    claimed = read_claim_text(legal_basis)
    known = timeline() if claimed else Timeline({})
    return [_result(known, name, each, on) for each in claimed]


def _result(known: Timeline, name: str, claimed: ClaimedList, on: date) -> ClaimResult:
    tidy = " ".join(name.split())
    if claimed.list is None:
        verdict = Verdict(Outcome.UNKNOWN, _why_no_list(claimed), None, on)
    else:
        verdict = _check(known, tidy, claimed.list, on, claimed.reference, claimed.regime)
    return ClaimResult(claimed.text, tidy, claimed.list, verdict)


def _why_no_list(claimed: ClaimedList) -> str:
    if claimed.recognised:
        return f"“{claimed.text}” is a law or an instrument, not a list of organisations"
    return f"“{claimed.text}” was not understood as a list of organisations"


def _check(
    known: Timeline, name: str, list_id: str, on: date, reference: str | None, regime: str | None
) -> Verdict:
    looked_at, programme = _where_to_look(known, list_id)
    claim = Claim(name, looked_at, on, reference, regime, programme)
    return judge(claim, known.basis(source_of(looked_at), on), labels.load())


def _where_to_look(known: Timeline, list_id: str) -> tuple[str, str | None]:
    """A US FTO claim is checked on OFAC's entries under FTO where the FTO list is not loaded."""
    if list_id == "us-fto" and list_id not in known.by_list and "us-ofac-sdn" in known.by_list:
        return "us-ofac-sdn", "FTO"
    return list_id, None


def lists(actor: Actor) -> list[dict[str, Any]]:
    """Every list that can be loaded, with its newest snapshot (None if it has none)."""
    actor.require("lists.read")
    newest: dict[str, dict[str, Any]] = {}
    for row in Snapshot.objects.order_by("as_of", "loaded_at"):
        facts = snapshots.facts_of(row.id, row.list_id, row.as_of, row.loaded_at, row.sha256)
        newest[row.list_id] = facts.as_json() | {"counts": row.counts, "findings": row.findings}
    today = clock.now().date()
    return [
        {
            "list": source.id,
            "title": source.title,
            "snapshot": newest.get(source.id),
            "stale": _is_stale(newest.get(source.id), source.refresh.days, today),
        }
        for source in SOURCES.values()
    ]


def _is_stale(snapshot: dict[str, Any] | None, days: int, today: date) -> bool:
    if snapshot is None:
        return False
    return (today - datetime.fromisoformat(snapshot["as_of"]).date()).days > days
