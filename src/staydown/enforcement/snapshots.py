"""Recording an account as it stands: when its case opens, and before it is touched."""

from __future__ import annotations

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
from staydown.platforms import parse_ref

CASE_OPENED = "case-opened"
BEFORE_ACTING = "before-acting"


def carry_out(request: SnapshotRequest, connector: Connector | None) -> None:
    """Take the snapshot that `request` asks for; the caller holds its lease."""
    if connector is None:
        _finish(request, Job.State.STUCK, "no-connector", "no connector serves this account")
        return
    taken = connector.snapshot(parse_ref(request.ref))
    if isinstance(taken, Taken):
        evidence = keep_evidence(taken)
        with transaction.atomic():
            row = store(request.case_id, request.ref, CASE_OPENED, taken, evidence)
            end(request, Job.State.DONE)
            record("snapshots.take", actors.system(), rows=[row, request], data=_facts(row))
    elif isinstance(taken, Refused):
        _finish(request, Job.State.STUCK, taken.code, taken.reason)
    else:
        _again(request, taken)


def keep_evidence(taken: Taken) -> list[dict[str, str]]:
    """Put the platform's answers on the disk, before the row that names them; OSError if full."""
    return [
        {"name": one.name, "media_type": one.media_type, "sha256": files.keep(one.content)}
        for one in taken.evidence
    ]


def store(
    case_id: UUID, ref: str, occasion: str, taken: Taken, evidence: list[dict[str, str]]
) -> Snapshot:
    """Write the snapshot's row, within the caller's transaction and entry."""
    row = Snapshot(
        case_id=case_id,
        ref=ref,
        occasion=occasion,
        taken_at=taken.taken_at,
        account=taken.account,
        evidence=evidence,
    )
    row.save(force_insert=True)
    return row


def _again(request: SnapshotRequest, outcome: RetryAt | Unknown) -> None:
    after = outcome.after if isinstance(outcome, RetryAt) else timedelta()
    with transaction.atomic():
        ended = postpone(request, after, outcome.reason)
        if ended:
            record("snapshots.stuck", actors.system(), rows=[request], data=_job(request))
    leases.give_back(request)


def _finish(request: SnapshotRequest, state: str, problem: str, detail: str) -> None:
    with transaction.atomic():
        end(request, state, problem, detail)
        record("snapshots.stuck", actors.system(), rows=[request], data=_job(request))


def _job(request: SnapshotRequest) -> dict[str, str]:
    return {"case": str(request.case_id), "problem": request.problem}


def _facts(row: Snapshot) -> dict[str, str]:
    return {"case": str(row.case_id), "snapshot": str(row.id), "occasion": row.occasion}
