"""Deciding a case: form, preview, confirmation. Nothing is decided but by the last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staydown.cases import queries as cases
from staydown.cases.errors import CaseClosed, FaultyDecision
from staydown.cases.queries import CasePage, Draft, Fault
from staydown.console import consequences, evidence, previews, statement
from staydown.console.evidence import Suspicion
from staydown.console.forms.decision import DecisionForm
from staydown.console.people import actor_of
from staydown.kernel.actors import Actor
from staydown.screening import actions

_PURPOSE = "decide"


@dataclass(frozen=True, slots=True)
class _Previewed:
    """What a preview showed: the draft, what is said of each match, and the decisions so far."""

    draft: Draft
    judgements: dict[UUID, str]
    seen: int


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The form; what is sent gives the preview, or the form again with its faults."""
    actor = actor_of(request)
    actor.require("cases.decide")
    page = cases.case_page(actor, case_id)
    if not page.open:
        raise CaseClosed("case-closed", _("This case has been decided already."))
    suspicions = evidence.unjudged(evidence.of_case(case_id))
    if "preview" in request.POST:  # back from the preview, to change it
        shown = _unsealed(request, actor, case_id)
        form = DecisionForm.of_draft(page, suspicions, shown.draft, shown.judgements)
        return _form(request, page, form)
    form = DecisionForm(page, suspicions, request.POST or None)
    if form.is_bound and form.is_valid():
        return _preview(request, page, form)
    return _form(request, page, form)


@require_POST
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide as previewed. A second confirmation is told that the case has been decided."""
    actor = actor_of(request)
    shown = _unsealed(request, actor, case_id)
    suspicions = evidence.unjudged(evidence.of_case(case_id))
    if shown.draft.outcome in cases.FINAL and _unseen(suspicions, shown):
        # A match that came after the preview: nobody has been asked about it.
        return _faulty(request, actor, case_id, shown, [])
    try:
        actions.decide(actor, case_id, shown.draft, shown.judgements, seen=shown.seen)
    except FaultyDecision as error:
        # A referral that came after the preview may make a claim that nobody has acknowledged.
        return _faulty(request, actor, case_id, shown, error.faults)
    messages.success(request, _("The case has been decided."))
    return redirect("case", case_id=case_id)


def _unseen(suspicions: list[Suspicion], shown: _Previewed) -> bool:
    return any(one.match.id not in shown.judgements for one in suspicions)


def _unsealed(request: HttpRequest, actor: Actor, case_id: UUID) -> _Previewed:
    sealed = previews.unseal(_PURPOSE, actor, case_id, request.POST.get("preview", ""))
    judgements = {UUID(match): verdict for match, verdict in sealed["judgements"].items()}
    return _Previewed(previews.as_draft(sealed["draft"]), judgements, sealed["seen"])


def _form(request: HttpRequest, page: CasePage, form: DecisionForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "console/decide.html", {"page": page, "form": form}, status=status)


def _preview(request: HttpRequest, page: CasePage, form: DecisionForm) -> HttpResponse:
    draft, judgements = form.draft(), form.judgements()
    content = {
        "draft": previews.as_json(draft),
        "judgements": {str(match): verdict for match, verdict in judgements.items()},
        "seen": len(page.decisions),
    }
    context: dict[str, Any] = {
        "page": page,
        "draft": draft,
        "statement": statement.of_draft(page, draft),
        "follows": consequences.of_decision(page, draft),
        "judged": [
            (one.match, judgements[one.match.id])
            for one in form.suspicions
            if one.match.id in judgements
        ],
        "sealed": previews.seal(_PURPOSE, actor_of(request), page.id, content),
    }
    return render(request, "console/decide_preview.html", context)


def _faulty(
    request: HttpRequest, actor: Actor, case_id: UUID, shown: _Previewed, faults: list[Fault]
) -> HttpResponse:
    """The form again, as it was sent, with what has become wrong with it meanwhile."""
    page = cases.case_page(actor, case_id)
    suspicions = evidence.unjudged(evidence.of_case(case_id))
    filled = DecisionForm.of_draft(page, suspicions, shown.draft, shown.judgements)
    given = {name: value for name, value in filled.initial.items() if value}
    form = DecisionForm(page, suspicions, given)
    form.is_valid()
    form.show(faults)
    return _form(request, page, form)
