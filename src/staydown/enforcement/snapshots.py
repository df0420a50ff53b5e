"""Recording an account as it stands: when its case opens, and before it is touched."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from staydown.connectors.base import Connector, Refused, RetryAt, Unknown
from staydown.connectors.base import Snapshot as Taken
from staydown.enforcement import leases
from staydown.enforcement.ending import end, postpone
from staydown.enforcement.models import Job, Snapshot, SnapshotRequest
from staydown.kernel import actors, files
from staydown.ledger.actions import record
from staydown.platforms import AccountRef, parse_ref

log = logging.getLogger(__name__)

CASE_OPENED = "case-opened"
BEFORE_ACTING = "before-acting"

#: The wait after a full disk: somebody has to make room.
_UNTIL_ROOM = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot whose evidence is on the disk; its row is not written yet."""

    taken: Taken
    evidence: list[dict[str, str]]


def take(connector: Connector, ref: AccountRef) -> Kept | Refused | RetryAt | Unknown:
    """Ask the platform for the account, and put its answers on the disk, before any row."""
    taken = connector.snapshot(ref)
    if not isinstance(taken, Taken):
        return taken
    try:
        evidence = [
            {"name": one.name, "media_type": one.media_type, "sha256": files.keep(one.content)}
            for one in taken.evidence
        ]
    except OSError as error:
        log.exception("evidence cannot be kept", extra={"code": "evidence-not-kept"})
        return RetryAt(_UNTIL_ROOM, f"the evidence cannot be kept: {error.strerror}")
    return Kept(taken, evidence)


def carry_out(request: SnapshotRequest, connector: Connector | None) -> None:
    """Take the snapshot that `request` asks for; the caller holds its lease."""
    if connector is None:
        _finish(request, "no-connector", "no connector serves this account")
        return
    kept = take(connector, parse_ref(request.ref))
    if isinstance(kept, Kept):
        _succeed(request, kept)
    elif isinstance(kept, Refused):
        _finish(request, kept.code, kept.reason)
    else:
        _again(request, kept)


def store(case_id: UUID, ref: str, occasion: str, kept: Kept) -> Snapshot:
    """Write the snapshot's row, within the caller's transaction and entry."""
    row = Snapshot(
        case_id=case_id,
        ref=ref,
        occasion=occasion,
        taken_at=kept.taken.taken_at,
        account=kept.taken.account,
        evidence=kept.evidence,
    )
    row.save(force_insert=True)
    return row


def account_of(case_id: UUID) -> dict[str, object] | None:
    """The account record of a case, as it stood last before we touched it; None without one.

    The newest from before acting; where none was wanted, the one from when the case opened.
    """
    taken = Snapshot.objects.filter(case_id=case_id).order_by("-id")
    found = (
        taken.filter(occasion=BEFORE_ACTING).first() or taken.filter(occasion=CASE_OPENED).first()
    )
    return found.account if found else None


def _succeed(request: SnapshotRequest, kept: Kept) -> None:
    with transaction.atomic():
        if not leases.holds(request):
            return
        row = store(request.case_id, request.ref, CASE_OPENED, kept)
        end(request, Job.State.DONE)
        record("snapshots.take", actors.system(), rows=[row, request], data=_facts(row))


def _again(request: SnapshotRequest, outcome: RetryAt | Unknown) -> None:
    after = outcome.after if isinstance(outcome, RetryAt) else timedelta()
    with transaction.atomic():
        if not leases.holds(request):
            return
        if postpone(request, after, outcome.reason):
            record("snapshots.stuck", actors.system(), rows=[request], data=_job(request))
    leases.give_back(request)


def _finish(request: SnapshotRequest, problem: str, detail: str) -> None:
    with transaction.atomic():
        if not leases.holds(request):
            return
        end(request, Job.State.STUCK, problem, detail)
        record("snapshots.stuck", actors.system(), rows=[request], data=_job(request))


def _job(request: SnapshotRequest) -> dict[str, str]:
    return {"case": str(request.case_id), "problem": request.problem}


def _facts(row: Snapshot) -> dict[str, str]:
    return {"case": str(row.case_id), "snapshot": str(row.id), "occasion": row.occasion}
