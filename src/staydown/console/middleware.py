"""What holds for every answer of the console: its headers, and how a refusal looks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staydown.console.wording import REFUSALS
from staydown.kernel.errors import (
    Conflict,
    InputError,
    NotFound,
    PermissionDenied,
    StaydownError,
)

log = logging.getLogger(__name__)

Next = Callable[[HttpRequest], HttpResponse]

#: Everything comes from this server; Bootstrap draws its arrows and ticks as `data:` images.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

STATUS: dict[type[StaydownError], int] = {
    PermissionDenied: 403,
    NotFound: 404,
    Conflict: 409,
    InputError: 400,
}


class Headers:
    """Nothing from elsewhere runs here, and pages with personal data stay in no cache."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class Refusals:
    """An expected failure that no view caught becomes a plain page with the fitting status."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for `error`; None hands an unexpected one on."""
        if not isinstance(error, StaydownError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 503)
        if status == 503:
            log.error("the installation lacks something", extra={"code": error.code})
        return refusal(request, error, status)


def refusal(request: HttpRequest, error: StaydownError, status: int) -> HttpResponse:
    """A plain page that says what was refused, and which permission is missing if one is."""
    title, advice = REFUSALS[status]
    context = {
        "title": title,
        "advice": advice,
        "error": error,
        "needed": error.facts.get("needed"),
        "case_id": None if status == 404 else _case_of(request),
    }
    return render(request, "console/refusal.html", context, status=status)


def _case_of(request: HttpRequest) -> UUID | None:
    """The case that the address names, to lead back to it."""
    found = request.resolver_match
    return found.kwargs.get("case_id") if found else None
