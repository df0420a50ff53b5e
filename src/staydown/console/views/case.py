"""The case page: everything that a reviewer decides on, on one screen."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staydown.cases import actions
from staydown.cases import queries as cases
from staydown.cases.queries import CasePage, MeasureView, PolicyView
from staydown.console import evidence, history
from staydown.console.people import actor_of
from staydown.enforcement import queries as enforcement
from staydown.kernel.actors import Actor


@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case."""
    actor = actor_of(request)
    page = cases.case_page(actor, case_id)
    return render(request, "console/case.html", {"page": page, **_around(actor, page)})


@require_POST
def clarified(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The sender has answered: clocks that stood still go on."""
    actions.clarified(actor_of(request), case_id, request.POST.get("note", ""))
    messages.success(request, _("The clocks that stood still go on."))
    return redirect("case", case_id=case_id)


def _around(actor: Actor, page: CasePage) -> dict[str, Any]:
    """What other domains know of the case, and what follows from it for the page."""
    deliveries = enforcement.of_case(page.id)
    snapshots = enforcement.snapshots_of(page.id)
    drifts = enforcement.of_case_drifts(page.id)
    suspicions = evidence.of_case(page.id)
    outcomes = cases.outcomes(page.earlier)
    standing = [one for one in page.measures if one.in_force]
    return {
        "suspicions": suspicions,
        "holds": _holds(actor, page),
        "drifts": drifts,
        "deliveries": deliveries,
        "snapshots": snapshots,
        "history": history.of_case(
            page, deliveries, snapshots, [one.match for one in suspicions], drifts
        ),
        "others": [(case_id, outcomes.get(case_id, "")) for case_id in page.earlier],
        "standing": standing,
        "liftable": any(one.decision for one in standing),
        "press": _press(page),
        "paused": any(one.clock.state == "paused" for one in page.referrals),
    }


def _holds(actor: Actor, page: CasePage) -> list[tuple[MeasureView, PolicyView]]:
    """The provisional holds of the case that last, each with the policy that it rests on."""
    holds = evidence.holds(page.measures)
    return [(one, cases.policy(actor, one.policy)) for one in holds if one.policy]


def _press(page: CasePage) -> list[str]:
    """The senders' own doubts whether this is journalism, each once."""
    reasons = (reason for one in page.referrals for reason in one.reasons)
    said = (reason["text"] for reason in reasons if reason["code"] == "possible-press")
    return list(dict.fromkeys(said))
