"""Batches: what arrived, row by row, its answer, and taking in another."""

from __future__ import annotations

import tempfile
from typing import Literal, cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from staydown.cases import queries as cases
from staydown.console import paging
from staydown.console.forms.upload import UploadForm
from staydown.console.people import actor_of
from staydown.console.wording import ROW_STATUS
from staydown.kernel.errors import NotFound
from staydown.referrals import queries as referrals
from staydown.referrals.answer_files import write_answer

_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """The newest batches, with their counts."""
    found = referrals.batches(actor_of(request))
    contradicted = referrals.contradicted_by_batch(one.id for one in found)
    lines = [(one, contradicted.get(one.id, 0)) for one in found]
    return render(request, "console/batches.html", {"lines": lines})


@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch and a page of its rows, all or of one status."""
    actor = actor_of(request)
    view = referrals.batch(actor, batch_id)
    status = request.GET.get("status", "")
    status = status if status in ROW_STATUS else ""
    number = paging.wanted(request)
    total, rows = referrals.rows(
        actor, batch_id, status=status, offset=paging.offset(number), limit=paging.SIZE
    )
    context = {
        "batch": view,
        "rows": rows,
        "status": status,
        "statuses": list(ROW_STATUS),
        "contradicted": referrals.contradicted_rows(batch_id),
        "page": paging.Page(number, total),
    }
    return render(request, "console/batch.html", context)


@require_safe
def answer(request: HttpRequest, batch_id: UUID, form: str) -> HttpResponseBase:
    """The answer file, in the sender's row order."""
    if form not in _MEDIA:
        raise NotFound("no-such-format", _("Answers are written as csv, xlsx or json."))
    actor = actor_of(request)
    referrals.batch(actor, batch_id)
    target = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    rows = cases.answer(actor, batch_id)
    write_answer(rows, target, cast('Literal["csv", "xlsx", "json"]', form))
    target.seek(0)
    name = f"answer-{batch_id}.{form}"
    return FileResponse(target, as_attachment=True, filename=name, content_type=_MEDIA[form])


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take in a referral file."""
    actor = actor_of(request)
    actor.require("referrals.submit")
    form = UploadForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        done = form.submit(actor)
        if done:
            messages.success(request, _told(replayed=done.replayed))
            if "referrals.read" in actor.permissions:
                return redirect("batch", batch_id=done.batch.id)
            return redirect("upload")
    status = 422 if form.is_bound else 200
    return render(request, "console/upload.html", {"form": form}, status=status)


def _told(*, replayed: bool) -> str:
    if replayed:
        return _("This file was taken in before; nothing was stored again.")
    return _("The file has been taken in.")
