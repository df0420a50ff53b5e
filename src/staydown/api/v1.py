"""The API of version 1: its operations, put together, and its own description."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from staydown import __version__
from staydown.api import describing, problems
from staydown.api.access import Undeclared
from staydown.api.batches import router as batches
from staydown.api.cases import router as cases
from staydown.api.deliveries import router as deliveries
from staydown.api.matches import router as matches
from staydown.api.screening import router as screening


class Version1(NinjaAPI):
    """With the scopes, the problems and the documents of screening in its description."""

    _described: Any = None

    def get_openapi_schema(self, **given: Any) -> Any:
        """The description, made once: it is served to whoever asks."""
        if self._described is None:
            self._described = describing.completed(super().get_openapi_schema(**given), self)
        return self._described

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:  # noqa: ARG002
        """Whatever an operation raises, as a problem document."""
        return problems.of(exc)


api = Version1(
    title="Staydown",
    version=__version__,
    description="Take accounts of proscribed terrorist organisations down, and keep them down.",
    auth=Undeclared(),
    docs_url=None,  # the page would load its program from elsewhere
    urls_namespace="api",
)
for _router in (screening, batches, cases, deliveries, matches):
    api.add_router("", _router)
