"""What screening does when a domain below tells it something."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from staydown.cases import queries as cases
from staydown.kernel import actors
from staydown.ledger.actions import record
from staydown.liaison import queries as liaison
from staydown.screening import keeping
from staydown.screening.models import Match

log = logging.getLogger(__name__)


def on_apply_confirmed(payload: dict[str, Any]) -> None:
    """A removal was read back: the account as it stood before joins the watchlist."""
    if payload["kind"] != "remove":
        return
    measure = cases.measure(UUID(payload["measure"]))
    if not measure.in_force:  # lifted before this news was heard
        return
    if not payload["account"]:
        case = str(measure.case)
        log.warning("no snapshot to remember a removed account by", extra={"case": case})
        return
    try:
        keeping.add(
            actors.system("watchlist"),
            measure=measure.id,
            case=measure.case,
            ref=measure.ref,
            account=payload["account"],
            removed_at=datetime.fromisoformat(payload["confirmed_at"]),
            keep=keeping.retention(_periods(measure)),
        )
    except keeping.RecordError:
        # The platform's own answer is wrong and stays wrong: trying again would not mend it.
        log.warning("unusable snapshot of a removed account", extra={"case": str(measure.case)})


def on_measure_lifted(payload: dict[str, Any]) -> None:
    """A removal was lifted or overturned: its account leaves the watchlist."""
    keeping.end(actors.system("watchlist"), UUID(payload["measure"]), "lifted")


def on_decided(payload: dict[str, Any]) -> None:
    """A case was decided: its matches that nobody judged one by one.

    The decision itself says it where the case is about nothing else: removed for being a mirror, or
    left alone. Where a referral is in the case too, the outcome says nothing of the match.
    """
    if payload["outcome"] not in cases.FINAL:
        return
    case_id, decision_id = UUID(payload["case"]), UUID(payload["decision"])
    decision = next(one for one in cases.decisions(case_id) if one.id == decision_id)
    matches = list(Match.objects.filter(case_id=case_id, state="open").order_by("id"))
    if not matches:
        return
    alone = not cases.bases(case_id)
    removed = decision.outcome in cases.ACTING
    for match in matches:
        # Of several entries the account resembles it need be the return of one only.
        says = alone and (not removed or len(matches) == 1)
        if says:
            match.state = "mirror" if removed else "not_mirror"
            match.judged_by_id, match.judged_at = decision.decider, decision.decided_at
            match.judged_why = decision.facts
        else:
            match.state = "closed"
        match.save()
    data = {"case": str(case_id), "decision": str(decision_id)}
    record("screening.decided", actors.system("screening"), rows=matches, data=data)


def _periods(measure: cases.MeasureView) -> list[timedelta]:
    """What the rule sheets of the case say on how long a removed account is remembered."""
    ids = {basis.instrument for basis in cases.bases(measure.case)}
    sheets = (liaison.instrument(one) for one in ids)
    return [sheet.watchlist.period for sheet in sheets if sheet.watchlist]
