"""The queue: open cases, the nearest deadline first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from staydown.cases import queries as cases
from staydown.console import paging, rooms
from staydown.console.people import actor_of
from staydown.screening import queries as screening


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """A page of the queue. Who may not see it is led to the first room that is open to them."""
    actor = actor_of(request)
    open_to = rooms.open_to(actor.permissions)
    if open_to and open_to[0].address != "queue":
        return redirect(open_to[0].address)
    number = paging.wanted(request)
    total, lines = cases.queue(actor, offset=paging.offset(number), limit=paging.SIZE)
    shown = [line.case for line in lines]
    tiers, holds = screening.among_cases(shown), cases.holds_until(shown)
    context = {
        "lines": [(one, tiers.get(one.case, ""), holds.get(one.case)) for one in lines],
        "page": paging.Page(number, total),
    }
    return render(request, "console/queue.html", context)
