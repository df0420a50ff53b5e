"""Referral files over HTTP: submit one, see what became of it, fetch its answer."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from ninja import Field, Query, Router, Schema

from staydown.api import bodies, describing
from staydown.api.access import Key, caller_of
from staydown.api.problems import NotThisMedia, TooLarge
from staydown.cases import actions as cases
from staydown.cases import queries as cases_read
from staydown.kernel.errors import InputError, NotFound, PermissionDenied
from staydown.kernel.keys import Caller
from staydown.referrals import queries as referrals
from staydown.referrals.actions import Submission
from staydown.referrals.answer_files import write_answer

router = Router(tags=["batches"])

#: The largest file that is taken over HTTP; `staydown referrals submit` takes larger ones.
LARGEST = 20_000_000

#: The keys of an answer's row that DESIGN.md fixes, in their order.
_ROW = ("row", "sheet", "source_row", "status", "refs", "reasons", "claims")
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


class Batch(Schema):
    """What arrived together, and what became of its rows."""

    batch: UUID = Field(alias="id")
    peer: str
    instrument: str
    file_name: str
    file_sha256: str
    received_at: datetime
    demand_date: date | None
    counts: dict[str, Any]


class Demand(Schema):
    """Whose file it is, under which instrument, and what the demand states as a whole."""

    instrument: str = Field(description="For example `pk-peca-37`")
    peer: str = Field("", description="Slug; a key of a peer may leave it out")
    name: str = Field("referral", max_length=200, description="Name of the file, to be shown")
    reasons: str = Field("", description="Written reasons, where the instrument asks for them")
    fact: list[str] = Field([], description="`NAME=VALUE`, several times: facts of the demand")


@router.post(
    "/batches",
    auth=Key("referrals.submit"),
    operation_id="submitBatch",
    summary="Submit a referral file",
    openapi_extra=describing.file_body(),
)
def submit(request: HttpRequest, demand: Query[Demand]) -> HttpResponseBase:
    """Takes a file in, opens cases, and says what became of each row.

    The same file from the same peer under the same instrument is answered with the first batch.
    Without the scope `referrals.read` the answer has neither `rows` nor `counts`.
    """
    caller = caller_of(request)
    peer = _own_peer(caller, demand.peer)
    with _file(request, demand.name) as path:
        done = cases.receive(
            caller.actor,
            path,
            peer_slug=peer,
            instrument_id=demand.instrument,
            facts=_facts(demand),
        )
    response = StreamingHttpResponse(
        _answer(caller, done),
        status=200 if done.replayed else 201,
        content_type="application/json",
    )
    response.headers["Location"] = f"/api/v1/batches/{done.batch.id}"
    return response


@router.get(
    "/batches/{uuid:batch_id}",
    auth=Key("referrals.read"),
    operation_id="readBatch",
    summary="Read a batch",
    response=Batch,
)
def batch(request: HttpRequest, batch_id: UUID) -> Any:
    """Counts and origin; its rows are in the answer."""
    return _own_batch(caller_of(request), batch_id)


@router.get(
    "/batches/{uuid:batch_id}/answer",
    auth=Key("referrals.read"),
    operation_id="readAnswer",
    summary="Read the answer to a batch",
    openapi_extra={"responses": {200: {"content": {media: {} for media in _MEDIA.values()}}}},
)
def answer(
    request: HttpRequest, batch_id: UUID, format: Literal["json", "csv", "xlsx"] = "json"
) -> HttpResponseBase:
    """Each row in the sender's order, with what has been decided on its accounts so far."""
    caller = caller_of(request)
    _own_batch(caller, batch_id)
    target = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_answer(cases_read.answer(caller.actor, batch_id), target, format)
    target.seek(0)
    return FileResponse(
        target,
        as_attachment=format != "json",
        filename=f"answer-{batch_id}.{format}",
        content_type=_MEDIA[format],
    )


def _own_peer(caller: Caller, named: str) -> str:
    """The peer to submit for; a key of a peer submits for no other."""
    if caller.peer and named not in ("", caller.peer):
        text = f"this key is {caller.peer}'s and submits for no other peer"
        raise PermissionDenied("not-your-peer", text)
    if not (caller.peer or named):
        raise InputError("peer", "say whose file it is: ?peer=SLUG", field="peer")
    return caller.peer or named


def _own_batch(caller: Caller, batch_id: UUID) -> referrals.BatchView:
    """The batch; for a key of a peer, another's is not there."""
    found = referrals.batch(caller.actor, batch_id)
    if caller.peer and found.peer != caller.peer:
        raise NotFound("no-such-batch", f"there is no batch {batch_id}")
    return found


def _facts(demand: Demand) -> dict[str, str]:
    stated = {"reasons": demand.reasons} if demand.reasons else {}
    for one in demand.fact:
        name, separator, value = one.partition("=")
        if not (separator and name.strip()):
            raise InputError("fact", f"a fact is NAME=VALUE, not {one!r}", field="fact")
        stated[name.strip()] = value
    return stated


@contextmanager
def _file(request: HttpRequest, name: str) -> Iterator[Path]:
    """The file that the request carries, for as long as the block lasts."""
    media = request.content_type or ""
    with tempfile.TemporaryDirectory(prefix="staydown-") as folder:
        if media == "multipart/form-data":
            yield _from_form(request, Path(folder), name)
        elif media in describing.FILES:
            path = Path(folder) / _base_name(name)
            path.write_bytes(bodies.whole(request, LARGEST))
            yield path
        else:
            wanted = ", ".join((*describing.FILES, "multipart/form-data"))
            raise NotThisMedia(
                "wrong-media-type", f"send the file as one of {wanted}, not {media or 'nothing'}"
            )


def _from_form(request: HttpRequest, folder: Path, name: str) -> Path:
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length.isdecimal() or int(length) > LARGEST + 100_000:
        raise TooLarge("too-large", f"a form of known length, with {LARGEST:,} bytes at most")
    upload = request.FILES.get("file")
    if upload is None:
        raise InputError("no-file", "the form has no file in its field `file`", field="file")
    given = upload.name if name == "referral" else name
    path = folder / _base_name(given or name)
    with path.open("wb") as kept:
        shutil.copyfileobj(upload, kept)
    return path


def _base_name(name: str) -> str:
    """The last part of a name, which leads nowhere else."""
    last = name.replace("\\", "/").rpartition("/")[2].replace("\0", "").strip(". ")
    return last.encode(errors="replace")[:200].decode(errors="ignore") or "referral"


def _answer(caller: Caller, done: Submission) -> Iterator[str]:
    """One JSON document, row by row, so that a large answer needs no large memory."""
    head = json.dumps({"batch": str(done.batch.id), "replayed": done.replayed})[:-1]
    if "referrals.read" not in caller.actor.permissions:
        yield f'{head}, "rows": null, "counts": null}}\n'
        return
    counts = referrals.batch(caller.actor, done.batch.id).counts
    yield f'{head}, "rows": ['
    separator = "\n"
    for row in referrals.answer(caller.actor, done.batch.id):
        line = json.dumps({key: row[key] for key in _ROW}, ensure_ascii=False)
        yield f"{separator}{line}"
        separator = ",\n"
    yield f'\n], "counts": {json.dumps(counts)}}}\n'
