"""What a match does: it opens or joins a case, and under a standing policy it may hold (law 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from staydown.cases import actions as cases
from staydown.cases import queries as case_queries
from staydown.kernel import actors, clock
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.mirrors.matches import Match as Found
from staydown.screening import rules
from staydown.screening.models import Answered, Match, WatchEntry
from staydown.screening.reading import plain_record
from staydown.screening.screener import Screened
from staydown.screening.values import Answer, Raised, Request


@dataclass(slots=True)
class _Raising:
    """One account's matches on their way into a case."""

    request: Request
    screened: Screened
    matches: list[Match] = field(default_factory=list)
    case: cases.MatchedCase | None = None


def answer(asker: str, request: Request, screened: Screened, found: Sequence[Found]) -> Answer:
    """The answer to a request whose account matched; whatever follows is in one transaction.

    Two processes may be told the same event, or of the same account, at once: the database lets
    the first, and the second then finds what that one wrote.
    """
    listed = WatchEntry.objects.filter(id__in=[UUID(one.entry) for one in found], ended_at=None)
    if not listed.exclude(ref__in=request.names).exists():
        return unmatched(request, screened)
    try:
        return _given(asker, request, screened, found)
    except IntegrityError:
        return _given(asker, request, screened, found)


def unmatched(request: Request, screened: Screened) -> Answer:
    """The answer to a request whose account matched nobody."""
    return Answer(
        event=request.event,
        account=request.account.id,
        verdict="none",
        model=screened.model.name,
        watchlist_version=screened.version,
        warnings=request.warnings,
    )


def _given(asker: str, request: Request, screened: Screened, found: Sequence[Found]) -> Answer:
    with transaction.atomic():
        earlier = answered(asker, [request.event]).get(request.event)
        if earlier:  # another process answered the same event meanwhile
            return earlier
        raising = _Raising(request, screened)
        raised = [one for match in found if (one := _raise(raising, match))]
        placed = _hold(raising)
        _record(asker, raising, placed)
        given = Answer(
            event=request.event,
            account=request.account.id,
            verdict=rules.verdict_of(one.record["tier"] for one in raised),
            model=screened.model.name,
            watchlist_version=screened.version,
            matches=tuple(raised),
            hold_until=_held_until(request) if raised else None,
            warnings=request.warnings,
        )
        if raised:
            Answered.objects.create(asker=asker, event=request.event, answer=given.as_json())
    return given


def _record(asker: str, raising: _Raising, placed: cases.Hold | None) -> None:
    """Write the matches, each once, and the one entry of all that they brought."""
    if raising.case is None:
        return
    for match in raising.matches:
        match.save()
    rows: list[Vouched] = [*raising.case.rows, *(placed.rows if placed else ()), *raising.matches]
    tier = rules.verdict_of(match.tier for match in raising.matches)
    data = {"case": str(raising.case.id), "tier": tier, "asker": asker}
    record("screening.match", actors.system("screening"), rows=rows, data=data)


def answered(asker: str, events: Sequence[str]) -> dict[str, Answer]:
    """The answers that events raising a match were given before."""
    rows = Answered.objects.filter(asker=asker, event__in=events).values_list("event", "answer")
    return {event: _as_it_stands(_read(given)) for event, given in rows}


def _as_it_stands(given: Answer) -> Answer:
    """The answer with the hold as it is now: a person may have ended it since."""
    if given.hold_until is None:
        return given
    ids = [one.match for one in given.matches if one.match]
    holds = Match.objects.filter(id__in=ids, hold__lifted_at=None, hold__expires_at__gt=clock.now())
    until = holds.aggregate(until=Max("hold__expires_at"))["until"]
    return replace(given, hold_until=clock.short(until) if until else None)


def _read(given: dict[str, Any]) -> Answer:
    return Answer(
        event=given["event"],
        account=given["account"],
        verdict=given["verdict"],
        model=given["model"],
        watchlist_version=given["watchlist_version"],
        matches=tuple(
            Raised(
                {name: value for name, value in one.items() if name not in ("match", "case")},
                UUID(one["match"]) if one["match"] else None,
                UUID(one["case"]) if one["case"] else None,
            )
            for one in given["matches"]
        ),
        hold_until=(given["hold"] or {}).get("until"),
        replayed=True,
        warnings=tuple(given["warnings"]),
    )


def _raise(raising: _Raising, found: Found) -> Raised | None:
    """The match as it is answered; None where it is not to be raised.

    Not raised: the account itself, an entry that has just ended, and what a reviewer has cleared
    unless there is more to say now.
    """
    request = raising.request
    entry = WatchEntry.objects.filter(pk=UUID(found.entry), ended_at=None).first()
    if entry is None or entry.ref in request.names or found.tier is None:
        return None
    told = found.record() | {"account": request.account.id, "entry": entry.ref}
    before = Match.objects.filter(ref__in=request.names, entry=entry).order_by("-id").first()
    if before and not says_more(before, found):
        if before.state == "not_mirror":
            return None
        return Raised(told, before.id, before.case_id)
    if before and before.state == "open":
        match = _renewed(raising, before, found, found.tier)
    else:
        match = _written(raising, entry, found, found.tier)
    return Raised(told, match.id, match.case_id)


def says_more(before: Match, found: Found) -> bool:
    """Whether what is found of a pair says more than the match before it: a stronger tier, or
    evidence that has grown."""
    if found.tier == "likely" and before.tier != "likely":
        return True
    return rules.has_grown(
        bits_of(found),
        before.bits / 1000,
        {one.signal for one in found.evidence if one.bits > 0},
        {one["signal"] for one in before.evidence if one["bits"] > 0},
    )


def _renewed(raising: _Raising, match: Match, found: Found, tier: str) -> Match:
    """The same open match with what is known now; `screened_at` stays that of the first sight.

    An account begins with a handle and is filled in afterwards: what was possible at registration
    may be likely with the biography.
    """
    describe(match, found, tier)
    match.case_id = _case(raising).id
    match.account = plain_record(raising.request.account)
    match.occasion, match.model = raising.request.occasion, raising.screened.model.name
    match.watchlist_version = raising.screened.version
    raising.matches.append(match)
    return match


def describe(match: Match, found: Found, tier: str) -> None:
    """Put what was found into the match's row."""
    match.probability = round(found.probability * 1_000_000)
    match.bits = round(bits_of(found) * 1000)
    match.tier, match.evidence = tier, found.record()["evidence"]


def _written(raising: _Raising, entry: WatchEntry, found: Found, tier: str) -> Match:
    request, screened = raising.request, raising.screened
    case = _case(raising)
    match = Match(
        ref=case.ref,
        entry=entry,
        case_id=case.id,
        account=plain_record(request.account),
        occasion=request.occasion,
        model=screened.model.name,
        watchlist_version=screened.version,
    )
    describe(match, found, tier)
    raising.matches.append(match)
    return match


def _case(raising: _Raising) -> cases.MatchedCase:
    if raising.case is None:
        names = raising.request.names
        raising.case = cases.open_for_match(actors.system("screening"), names)
    return raising.case


def _hold(raising: _Raising) -> cases.Hold | None:
    """Hold the account for its best match, if a policy lets it be held."""
    request, case = raising.request, raising.case
    if case is None or request.mode != "hold":
        return None
    best = raising.matches[0]
    held = Match.objects.filter(entry_id=best.entry_id, hold__lifted_at=None).exclude(hold=None)
    placed = cases.hold_under_policy(
        actors.system("screening"),
        case,
        request.names,
        best.tier,
        held_for_entry=held.values("ref").distinct().count(),
    )
    if placed:
        best.hold_id = placed.measure
    return placed


def _held_until(request: Request) -> str | None:
    """Until when the account is held: by a policy now, or since before."""
    if request.mode != "hold":
        return None
    standing = case_queries.measures_in_force(*request.names)
    until = [one.expires_at for one in standing if one.kind == "hold" and one.expires_at]
    return clock.short(max(until)) if until else None


def bits_of(found: Found) -> float:
    """The evidence, summed."""
    return sum(one.bits for one in found.evidence)
