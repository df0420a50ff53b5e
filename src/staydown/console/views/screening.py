"""Screening: how it does, how fast removed accounts return, and what scans brought in."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from staydown.console.people import actor_of, author
from staydown.kernel import clock
from staydown.screening import queries

PERIODS = (7, 30, 90)
#: How a scan's matches are taken in, and taken back.
COMMANDS = (
    "staydown scans import MANIFEST --accounts ACCOUNTS",
    "staydown scans undo IMPORT",
)
_USUAL = 30
#: What a spreadsheet program would run where a cell begins with it (CWE-1236).
_RUNS = ("=", "+", "-", "@")
_COLUMNS = (
    "removed", "platform", "groups", "removed_at", "chain", "mirror", "state", "returned_at",
    "seconds_to_return", "seconds_to_hold", "seconds_to_decision", "signals",
)  # fmt: skip


@require_safe
def screening(request: HttpRequest) -> HttpResponse:
    """The figures of the last days, as many as the address says."""
    actor = actor_of(request)
    days, since, until = _period(request)
    figures = queries.figures(actor, since, until)
    imports = queries.imports(actor)
    context = {
        "days": days,
        "periods": PERIODS,
        "watchlist": queries.watchlist(actor),
        "figures": figures,
        "connection": [figures.shared_connection],
        "returns": queries.returns(actor, since=since, until=until).as_json(),
        "commands": COMMANDS,
        "imports": [(one, author(one.made_by)) for one in imports],
    }
    return render(request, "console/screening.html", context)


@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """Each account removed in those days, and its return, as CSV."""
    days, since, until = _period(request)
    report = queries.returns(actor_of(request), since=since, until=until)
    answer = HttpResponse(_table(report.as_rows()), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="returns-{days}-days.csv"'
    return answer


def _period(request: HttpRequest) -> tuple[int, datetime, datetime]:
    """How many days back, from when, until when."""
    asked = request.GET.get("days", "")
    days = next((one for one in PERIODS if str(one) == asked), _USUAL)
    now = clock.now()
    return days, now - timedelta(days=days), now


def _table(rows: list[dict[str, Any]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS)
    writer.writeheader()
    writer.writerows({name: _harmless(str(row[name])) for name in _COLUMNS} for row in rows)
    return out.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.lstrip().startswith(_RUNS) else text
