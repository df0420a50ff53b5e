"""Deliveries: what is under way to the platforms, what arrived, and what is stuck."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from staydown.console.people import actor_of
from staydown.console.wording import STATES
from staydown.enforcement import actions
from staydown.enforcement import queries as enforcement


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The newest deliveries, all or in one state."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    found = enforcement.deliveries(actor_of(request), state=state)
    counts = enforcement.counts()
    context = {
        "deliveries": found,
        "state": state,
        "counts": [(name, counts[name]) for name in STATES],
        "confirmed": counts["confirmed"],
        "drifts": enforcement.open_drifts(),
        "drifted": enforcement.drift_counts(),
    }
    return render(request, "console/deliveries.html", context)


@require_POST
def retry(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Give a stuck delivery its tries again."""
    actions.retry(actor_of(request), delivery_id)
    messages.success(request, _("The delivery waits for its next try."))
    return redirect("deliveries")


@require_POST
def restore(request: HttpRequest, drift_id: UUID) -> HttpResponse:
    """Carry a measure to its platform again that was lost there; back to where it was asked."""
    delivery = actions.restore(actor_of(request), drift_id)
    messages.success(request, _("The measure is carried to its platform again."))
    if request.POST.get("back") == "case":
        return redirect("case", case_id=delivery.case_id)
    return redirect("deliveries")
