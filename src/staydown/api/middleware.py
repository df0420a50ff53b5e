"""The API's own way through Django: past the console's sessions, languages and pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import resolve

from staydown.api import problems

Next = Callable[[HttpRequest], HttpResponseBase]


class Api:
    """Answers what is asked under /api itself, so that no middleware below it sees it.

    A sign-up waits for the answer, and cookies, languages and forms have no meaning here. What
    fails becomes a problem document, and nothing that is answered stays in a cache.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        if settings.SECURE_HSTS_SECONDS:
            seconds = settings.SECURE_HSTS_SECONDS
            self.headers["Strict-Transport-Security"] = f"max-age={seconds}"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not (request.path_info.startswith("/api/") or request.path_info == "/api"):
            return self.get_response(request)
        response = _answer(request)
        for name, value in self.headers.items():
            response.headers[name] = value
        if isinstance(response, HttpResponse):  # without a length the server would send chunks
            response.headers.setdefault("Content-Length", str(len(response.content)))
        return response


def _answer(request: HttpRequest) -> HttpResponseBase:
    try:
        found = resolve(request.path_info)
        request.resolver_match = found
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except Exception as error:  # noqa: BLE001  a program is answered with a document, never a page
        return problems.of(error)
    if response.status_code >= 400 and response.headers.get("Content-Type") != problems.MEDIA:
        kept = {name: response.headers[name] for name in ("Allow",) if name in response.headers}
        return problems.of_status(response.status_code, kept)
    return response
