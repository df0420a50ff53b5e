"""Telling the user of an account what was done: a delivery like any other.

There is nothing to read back. Where a platform does not say whether it told the user, it is asked
again under the same key, for which it acts once.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction

from staydown.connectors.base import (
    AlreadySo,
    Applied,
    Connector,
    Notice,
    Refused,
    RetryAt,
    Unknown,
)
from staydown.enforcement import leases
from staydown.enforcement.ending import end, postpone
from staydown.enforcement.models import Job, NoticeDelivery
from staydown.kernel import actors
from staydown.kernel.settings import load
from staydown.ledger.actions import record
from staydown.platforms import parse_ref

log = logging.getLogger(__name__)


def make(case: UUID, ref: str, notice: Notice) -> NoticeDelivery | None:
    """Write down that the user is to be told; None where the same key was heard before."""
    if NoticeDelivery.objects.filter(key=notice.key).exists():
        return None
    row = NoticeDelivery(
        case_id=case,
        ref=ref,
        key=notice.key,
        language=notice.language,
        subject=notice.subject[:200],
        text=notice.text,
        text_sha256=_digest(notice.text),
        tries_left=load().delivery_attempts,
    )
    row.save(force_insert=True)
    record("notices.make", actors.system(), rows=[row], data=_facts(row))
    return row


def carry_out(row: NoticeDelivery, connector: Connector | None) -> None:
    """Tell the user; the caller holds the lease."""
    if connector is None:
        text = "no connector serves this account: tell the user by hand"
        _stuck(row, "no-connector", text)
        return
    if _digest(row.text) != row.text_sha256:
        _stuck(row, "text-altered", "the text is not the one that was recorded")
        return
    outcome = connector.notify(
        parse_ref(row.ref), Notice(row.key, row.language, row.subject, row.text)
    )
    if isinstance(outcome, Applied | AlreadySo):
        _succeed(row, connector.name, outcome)
    elif isinstance(outcome, Refused):
        _stuck(row, outcome.code, outcome.reason, connector.name)
    else:
        _again(row, outcome)


def _succeed(row: NoticeDelivery, connector: str, outcome: Applied | AlreadySo) -> None:
    with transaction.atomic():
        if not leases.holds(row):
            return
        row.text, row.connector = "", connector
        end(row, Job.State.DONE, "", outcome.detail, "text", "connector")
        record("notices.done", actors.system(), rows=[row], data=_facts(row))


def _stuck(row: NoticeDelivery, problem: str, detail: str, connector: str = "") -> None:
    with transaction.atomic():
        if not leases.holds(row):
            return
        row.connector = connector
        end(row, Job.State.STUCK, problem, detail, "connector")
        record("notices.stuck", actors.system(), rows=[row], data=_facts(row))
    log.warning("notice stuck", extra={"case": str(row.case_id), "code": problem})


def _again(row: NoticeDelivery, outcome: RetryAt | Unknown) -> None:
    after = outcome.after if isinstance(outcome, RetryAt) else timedelta()
    with transaction.atomic():
        if not leases.holds(row):
            return
        if postpone(row, after, outcome.reason):
            record("notices.stuck", actors.system(), rows=[row], data=_facts(row))
    leases.give_back(row)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _facts(row: NoticeDelivery) -> dict[str, str]:
    return {"notice": str(row.id), "case": str(row.case_id), "problem": row.problem}
