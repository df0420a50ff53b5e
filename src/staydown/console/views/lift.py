"""Lifting the measures of a case: form, preview, confirmation."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from staydown.cases import actions
from staydown.cases import queries as cases
from staydown.cases.errors import NothingToLift
from staydown.cases.queries import CasePage, MeasureView
from staydown.console import previews
from staydown.console.forms.lifting import LiftForm
from staydown.console.people import actor_of
from staydown.enforcement import queries as enforcement

_PURPOSE = "lift"


@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The form; what is sent gives the preview, or the form again with its faults."""
    actor = actor_of(request)
    actor.require("cases.lift")
    page = cases.case_page(actor, case_id)
    standing = _standing(page)
    if "preview" in request.POST:  # back from the preview, to change it
        given = previews.unseal(_PURPOSE, actor, case_id, request.POST["preview"])
        return _form(request, page, LiftForm(initial=given), standing)
    form = LiftForm(request.POST or None)
    if form.is_bound and form.is_valid():
        return _preview(request, page, form.cleaned_data, standing)
    return _form(request, page, form, standing)


@require_POST
def confirm(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Lift as previewed; a second confirmation finds nothing to lift."""
    actor = actor_of(request)
    given = previews.unseal(_PURPOSE, actor, case_id, request.POST.get("preview", ""))
    actions.lift(actor, case_id, facts=given["facts"], explanation=given["explanation"])
    messages.success(request, _("The measures have been lifted."))
    return redirect("case", case_id=case_id)


def _standing(page: CasePage) -> list[MeasureView]:
    """What a decision put on the account. A provisional hold is ended by deciding the case."""
    standing = [one for one in page.measures if one.in_force and one.decision]
    if not standing:
        held = any(one.in_force for one in page.measures)
        text = (
            _("Only a provisional hold stands: deciding the case ends it.")
            if held
            else _("No measure of this case is in force.")
        )
        raise NothingToLift("nothing-to-lift", text)
    return standing


def _form(
    request: HttpRequest, page: CasePage, form: LiftForm, standing: list[MeasureView]
) -> HttpResponse:
    context = {"page": page, "form": form, "standing": standing}
    status = 422 if form.is_bound else 200
    return render(request, "console/lift.html", context, status=status)


def _preview(
    request: HttpRequest, page: CasePage, given: dict[str, str], standing: list[MeasureView]
) -> HttpResponse:
    lifted = {one.id for one in standing}
    context = {
        "page": page,
        "given": given,
        "plans": [enforcement.plan(one.ref, one.kind) for one in standing],
        "kept": [one for one in cases.measures_in_force(page.ref) if one.id not in lifted],
        "sealed": previews.seal(_PURPOSE, actor_of(request), page.id, given),
    }
    return render(request, "console/lift_preview.html", context)
