"""What will happen if a decision is confirmed, as plain values for its preview."""

from __future__ import annotations

from dataclasses import dataclass

from staydown.cases.queries import ACTING, FINAL, CasePage, Draft, MeasureView
from staydown.console import evidence
from staydown.enforcement import queries as enforcement
from staydown.enforcement.queries import PlanView
from staydown.referrals.queries import ReferralView


@dataclass(frozen=True, slots=True)
class Consequences:
    """`plan`: who carries the measure, if there is one. `answered`: the referrals that the decision
    answers; their clocks stop. `pausing` and `running`: the referrals whose clocks stand still, or
    go on, while more information is awaited. `reported_back`: the claims that their sender is told
    are not borne out. `ending` and `lasting`: the provisional holds that the decision ends, or lets
    run until they lift themselves.
    """

    plan: PlanView | None
    answered: list[ReferralView]
    pausing: list[ReferralView]
    running: list[ReferralView]
    reported_back: list[str]
    ending: list[MeasureView]
    lasting: list[MeasureView]


def of_decision(page: CasePage, draft: Draft) -> Consequences:
    """What follows from deciding `page`'s case by `draft`."""
    open_now = [one for one in page.referrals if one.open]
    final = draft.outcome in FINAL
    holds = evidence.holds(page.measures)
    return Consequences(
        plan=enforcement.plan(page.ref, draft.outcome) if draft.outcome in ACTING else None,
        answered=open_now if final else [],
        pausing=[] if final else [one for one in open_now if _pauses(one)],
        running=[] if final else [one for one in open_now if not _pauses(one)],
        reported_back=page.held_against_sender,
        ending=holds if final else [],
        lasting=[] if final else holds,
    )


def _pauses(one: ReferralView) -> bool:
    """Whether a question to its sender lets the clock stand still; a missed deadline stays so."""
    return "clarification" in one.instrument.clock.suspends_on and one.clock.state != "overdue"
