"""Screening accounts, and judging what it found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from staydown.cases import actions as cases
from staydown.cases.queries import Draft
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError
from staydown.ledger.actions import record
from staydown.screening import counting, gate, raising
from staydown.screening.errors import AlreadyJudged, Busy, NoSuchMatch
from staydown.screening.learning import export_pairs, train
from staydown.screening.model_store import activate as activate_model
from staydown.screening.models import Match
from staydown.screening.reading import read_request
from staydown.screening.rules import JUDGED
from staydown.screening.scans import import_scan, plan_import, undo_import
from staydown.screening.screener import compact, screener
from staydown.screening.values import Answer, Request

__all__ = [
    "activate_model",
    "compact",
    "decide",
    "export_pairs",
    "import_scan",
    "judge",
    "plan_import",
    "rotate_client_keys",
    "screen",
    "train",
    "undo_import",
]


def screen(actor: Actor, documents: Sequence[object]) -> list[Answer | InputError]:
    """Screen accounts: an answer to each document, in order, or why it cannot be used.

    Without a match nothing is written but a count. Raises Overloaded, with nothing done, where
    this process screens as many as it can already, and NotReady while the watchlist is made.
    """
    actor.require("screening.screen")
    try:
        with gate.entered():
            return _answers(str(actor), documents)
    except Busy:
        counting.count(str(actor), [counting.SHED] * len(documents))
        raise


def _answers(asker: str, documents: Sequence[object]) -> list[Answer | InputError]:
    requests = [_read(document) for document in documents]
    usable = [one for one in requests if isinstance(one, Request)]
    before = raising.answered(asker, [one.event for one in usable])
    fresh = [one for one in usable if one.event not in before]
    given = iter(_screened(asker, fresh))
    answers = [
        one if isinstance(one, InputError) else before.get(one.event) or next(given)
        for one in requests
    ]
    counting.count(asker, map(_counted, answers))
    return answers


def judge(actor: Actor, match_id: UUID, verdict: str, why: str) -> None:
    """Say whether the account is the removed one's return: `mirror`, `not_mirror`, `undecided`.

    The pair is what the engine learns from; an account cleared so is not raised again for this
    entry unless there is more to say. Raises NoSuchMatch, AlreadyJudged.
    """
    actor.require("cases.decide")
    if verdict not in JUDGED:
        raise InputError("verdict-unknown", f"a match is judged {', '.join(JUDGED)}")
    with transaction.atomic():
        match = Match.objects.select_for_update().filter(pk=match_id).first()
        if match is None:
            raise NoSuchMatch("no-such-match", f"there is no match {match_id}")
        if match.state != "open":
            raise AlreadyJudged("match-not-open", f"this match is {match.state}: load it again")
        match.state, match.judged_why = verdict, why
        match.judged_by_id, match.judged_at = UUID(actor.id), clock.now()
        match.save()
        data = {"match": str(match.id), "case": str(match.case_id), "verdict": verdict}
        record("screening.judge", actor, rows=[match], data=data)


def decide(
    actor: Actor, case_id: UUID, draft: Draft, judgements: dict[UUID, str], *, seen: int | None
) -> None:
    """Judge a case's matches and decide the case, both or neither."""
    with transaction.atomic():
        for match_id, verdict in judgements.items():
            judge(actor, match_id, verdict, draft.facts)
        cases.decide(actor, case_id, draft, seen=seen)


def rotate_client_keys(actor: Actor, overlap: timedelta) -> str:
    """Make a new key for client identifiers; see `client_keys`. The new key's id."""
    actor.require("clients.rotate")
    key = screener().keyring.rotate(overlap)
    with transaction.atomic():
        record("clients.rotate", actor, data={"key": key, "overlap_days": overlap.days})
    return key


def _screened(asker: str, requests: list[Request]) -> list[Answer]:
    if not requests:
        return []
    found = screener().screen([one.account for one in requests])
    return [
        raising.answer(asker, request, found, matches)
        if matches
        else raising.unmatched(request, found)
        for request, matches in zip(requests, found.matches, strict=True)
    ]


def _read(document: object) -> Request | InputError:
    try:
        return read_request(document, screener().keyring)
    except InputError as error:
        return error


def _counted(answer: Answer | InputError) -> str:
    return answer.verdict if isinstance(answer, Answer) else counting.REFUSED
