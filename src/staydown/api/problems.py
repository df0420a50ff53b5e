"""Every refusal of the API, as RFC 9457 has it: `application/problem+json`."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from http import HTTPStatus

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja.errors import ValidationError

from staydown.kernel.errors import (
    ConfigurationError,
    Conflict,
    InputError,
    NotFound,
    PermissionDenied,
    StaydownError,
)
from staydown.kernel.keys import UnusableKey

log = logging.getLogger(__name__)

MEDIA = "application/problem+json"

#: After how many seconds it is worth asking again, where nothing better is known.
_RETRY = 30


class TooLarge(InputError):
    """The body, or one line of it, is longer than the limit that the message names."""


class NotThisMedia(InputError):
    """The body is of a media type that is not taken here; the message says which are."""


#: The first kind that fits decides.
_STATUS: tuple[tuple[type[StaydownError], int], ...] = (
    (UnusableKey, 401),
    (PermissionDenied, 403),
    (NotFound, 404),
    (Conflict, 409),
    (TooLarge, 413),
    (NotThisMedia, 415),
    (InputError, 422),
)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Iterable[Mapping[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """A refusal with a stable `code`, a sentence, and the `errors` of single fields."""
    document: dict[str, object] = {
        "type": f"urn:staydown:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
    }
    found = [dict(one) for one in errors]
    if found:
        document["errors"] = found
    return HttpResponse(json.dumps(document), status=status, content_type=MEDIA, headers=headers)


#: What Django raises by itself.
_FRAMEWORK: tuple[tuple[type[Exception], int], ...] = (
    (Http404, 404),
    (RequestDataTooBig, 413),
    (BadRequest, 400),
    (SuspiciousOperation, 400),
    (MultiPartParserError, 400),
    (UnreadablePostError, 400),
)


def of(error: Exception) -> HttpResponse:
    """The refusal that `error` becomes; an unexpected one is logged and tells nothing of itself."""
    if isinstance(error, StaydownError):
        return _expected(error)
    if isinstance(error, ValidationError):
        return _of_fields(error)
    status = next((status for kind, status in _FRAMEWORK if isinstance(error, kind)), None)
    if status:
        return of_status(status)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("the database cannot be used", exc_info=error)
        return _later("database", "the database cannot be reached: try again later", _RETRY)
    log.error("an unexpected error", exc_info=error)
    return problem(500, "internal", "a fault of this program; its operator finds it in the log")


#: Code and sentence of what the framework refuses by a bare status.
_BARE = {
    400: ("bad-request", "the request cannot be read"),
    404: ("no-such-path", "there is nothing at this path: see /api/v1/openapi.json"),
    405: ("method-not-allowed", "this path does not take this method: see the header Allow"),
    413: ("too-large", "the request is larger than is taken here"),
}


def of_status(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """The refusal of a bare status."""
    code, detail = _BARE.get(status, ("refused", "the request was refused"))
    return problem(status, code, detail, headers=headers)


def _expected(error: StaydownError) -> HttpResponse:
    retry = error.facts.get("retry_after")
    if retry is not None:
        return _later(error.code, error.message, retry)
    if isinstance(error, UnusableKey):
        shown = "" if error.code == "key-missing" else ' error="invalid_token"'
        headers = {"WWW-Authenticate": f"Bearer{shown}"}
        return problem(401, error.code, error.message, headers=headers)
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status is None:
        return _not_set_up(error)
    return problem(status, error.code, error.message, errors=_fields(error))


def _fields(error: StaydownError) -> list[dict[str, str]]:
    field = error.facts.get("field")
    return [{"field": str(field), "code": error.code, "text": error.message}] if field else []


def _not_set_up(error: StaydownError) -> HttpResponse:
    """Its words are for the operator: they may name a folder."""
    log.error("the installation lacks something", extra={"code": error.code})
    code = error.code if isinstance(error, ConfigurationError) else "unavailable"
    return _later(code, "this installation cannot do that now; its operator finds why", _RETRY)


def _later(code: str, detail: str, seconds: object) -> HttpResponse:
    return problem(503, code, detail, headers={"Retry-After": str(seconds)})


def _of_fields(error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": ".".join(str(step) for step in one["loc"]),
            "code": str(one["type"]).replace("_", "-"),
            "text": str(one["msg"]),
        }
        for one in error.errors
    ]
    said = "; ".join(f"{one['field']}: {one['text']}" for one in errors)
    return problem(422, "invalid-parameters", said, errors=errors)
