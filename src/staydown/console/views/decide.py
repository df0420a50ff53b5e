"""Deciding a case: form, preview, confirmation. Nothing is decided but by the last."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staydown.cases import actions
from staydown.cases import queries as cases
from staydown.cases.errors import CaseClosed, FaultyDecision
from staydown.cases.queries import CasePage, Draft
from staydown.console import consequences, previews, statement
from staydown.console.forms.decision import DecisionForm
from staydown.console.people import actor_of
from staydown.kernel.actors import Actor

_PURPOSE = "decide"


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The form; what is sent gives the preview, or the form again with its faults."""
    actor = actor_of(request)
    actor.require("cases.decide")
    page = cases.case_page(actor, case_id)
    if not page.open:
        raise CaseClosed("case-closed", _("This case has been decided already."))
    if "preview" in request.POST:  # back from the preview, to change it
        draft, _seen = _unsealed(request, actor, case_id)
        return _form(request, page, DecisionForm.of_draft(page, draft))
    form = DecisionForm(page, request.POST or None)
    if form.is_bound and form.is_valid():
        return _preview(request, page, form.draft())
    return _form(request, page, form)


@require_POST
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Decide as previewed. A second confirmation is told that the case has been decided."""
    actor = actor_of(request)
    draft, seen = _unsealed(request, actor, case_id)
    try:
        actions.decide(actor, case_id, draft, seen=seen)
    except FaultyDecision as error:
        # A referral that came after the preview may make a claim that nobody has acknowledged.
        return _faulty(request, actor, case_id, draft, error)
    messages.success(request, _("The case has been decided."))
    return redirect("case", case_id=case_id)


def _unsealed(request: HttpRequest, actor: Actor, case_id: UUID) -> tuple[Draft, int]:
    sealed = previews.unseal(_PURPOSE, actor, case_id, request.POST.get("preview", ""))
    return previews.as_draft(sealed["draft"]), sealed["seen"]


def _form(request: HttpRequest, page: CasePage, form: DecisionForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "console/decide.html", {"page": page, "form": form}, status=status)


def _preview(request: HttpRequest, page: CasePage, draft: Draft) -> HttpResponse:
    content = {"draft": previews.as_json(draft), "seen": len(page.decisions)}
    context: dict[str, Any] = {
        "page": page,
        "draft": draft,
        "statement": statement.of_draft(page, draft),
        "follows": consequences.of_decision(page, draft),
        "sealed": previews.seal(_PURPOSE, actor_of(request), page.id, content),
    }
    return render(request, "console/decide_preview.html", context)


def _faulty(
    request: HttpRequest, actor: Actor, case_id: UUID, draft: Draft, error: FaultyDecision
) -> HttpResponse:
    page = cases.case_page(actor, case_id)
    filled = DecisionForm.of_draft(page, draft)
    form = DecisionForm(page, {name: value for name, value in filled.initial.items() if value})
    form.is_valid()
    form.show(error.faults)
    return _form(request, page, form)
