"""Screening over HTTP: one account while a sign-up waits, or many as JSON Lines."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Router

from staydown.api import bodies, describing
from staydown.api.access import Key, caller_of
from staydown.api.streams import Slot, answers
from staydown.kernel.errors import InputError
from staydown.screening import actions

router = Router(tags=["screening"])

_JSON = "application/json"
_LINES = "application/x-ndjson"


@router.post(
    "/screen",
    auth=Key("screening.screen"),
    operation_id="screen",
    summary="Screen one account",
    openapi_extra=describing.screen(),
)
def screen(request: HttpRequest) -> HttpResponse:
    """Says whether an account may continue a removed one. It decides nothing.

    The same `event` from the same key is answered from the record if it raised a match.
    """
    found = actions.screen(caller_of(request).actor, [bodies.document(bodies.whole(request))])[0]
    if isinstance(found, InputError):
        raise found
    return HttpResponse(bodies.dumped(found.as_json()), content_type=_JSON)


@router.post(
    "/screen/batch",
    auth=Key("screening.screen"),
    operation_id="screenBatch",
    summary="Screen many accounts",
    openapi_extra=describing.screen_batch(),
)
def screen_batch(request: HttpRequest) -> StreamingHttpResponse:
    """JSON Lines in, JSON Lines out, in order, a line for each line that is not blank.

    Answers come while the request is still being sent: read them at the same time, or send at most
    a few thousand lines in one request.
    """
    slot = Slot.taken()
    try:
        found = answers(caller_of(request).actor, bodies.reader(request))
        first = next(found, b"")  # an overload before the first line is refused as a whole
    except BaseException:
        slot.free()
        raise
    return StreamingHttpResponse(slot.until_read(first, found), content_type=_LINES)
