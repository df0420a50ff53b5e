"""Reading screening: matches, figures, the watchlist's state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.screening import counting, model_store, screener
from staydown.screening.errors import NoSuchMatch
from staydown.screening.keeping import version
from staydown.screening.models import Match, ScanImport, WatchEntry
from staydown.screening.returns import ReturnsReport, returns
from staydown.screening.rules import JUDGED, SHARED_CONNECTION, TIERS, VERDICTS, wilson
from staydown.screening.values import Answer, MatchView, Raised

__all__ = [
    "JUDGED",
    "Answer",
    "Figures",
    "MatchView",
    "Precision",
    "Profiles",
    "Raised",
    "ReturnsReport",
    "among_cases",
    "base_version",
    "figures",
    "imports",
    "match",
    "matches",
    "matches_of",
    "precision",
    "profiles_of",
    "returns",
    "version",
    "watchlist",
]


#: What a profile shows to anybody who looks at it.
PROFILE = ("handle", "display_name", "bio", "location", "created_at", "removed_at")


@dataclass(frozen=True, slots=True)
class Profiles:
    """What the two accounts of a match show of themselves; empty where that is not kept any more.

    Nothing that identifies a person's device or connection is in it.
    """

    account: dict[str, str]
    removed: dict[str, str]


@dataclass(frozen=True, slots=True)
class Precision:
    """How many judged matches of a kind were mirrors, with the 95% interval of the share."""

    what: str
    mirrors: int
    judged: int

    @property
    def share(self) -> float | None:
        """Mirrors among the judged; None before the first."""
        return self.mirrors / self.judged if self.judged else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the share."""
        return wilson(self.mirrors, self.judged)

    def as_json(self) -> dict[str, Any]:
        """As the API and the transparency numbers give it."""
        low, high = self.interval or (None, None)
        return asdict(self) | {"share": self.share, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class Figures:
    """Screening between two moments: counts by verdict, and precision per tier, per week, per
    signal, and of matches that rest on a shared connection."""

    since: datetime
    until: datetime
    screened: dict[str, int]
    shed: int
    refused: int
    tiers: list[Precision]
    weeks: list[Precision]
    signals: list[Precision]
    shared_connection: Precision

    @property
    def total(self) -> int:
        """Accounts screened."""
        return sum(self.screened.values())

    @property
    def alert_rate(self) -> float | None:
        """The share of screened accounts that matched; None where none was screened."""
        raised = self.total - self.screened["none"]
        return raised / self.total if self.total else None

    def as_json(self) -> dict[str, Any]:
        """As the API and the transparency numbers give it."""
        return {
            "since": clock.short(self.since),
            "until": clock.short(self.until),
            "screened": self.screened,
            "shed": self.shed,
            "refused": self.refused,
            "alert_rate": self.alert_rate,
            "tiers": [one.as_json() for one in self.tiers],
            "weeks": [one.as_json() for one in self.weeks],
            "signals": [one.as_json() for one in self.signals],
            "shared_connection": self.shared_connection.as_json(),
        }


def matches(
    actor: Actor, *, state: str = "", after: UUID | None = None, limit: int = 100
) -> list[MatchView]:
    """The newest matches first, all or in one state, older than `after`; leaves a ledger entry."""
    actor.require("matches.read")
    found = Match.objects.order_by("-id")
    if state:
        found = found.filter(state=state)
    if after:
        found = found.filter(id__lt=after)
    views = _views(found[:limit])
    with transaction.atomic():
        record("matches.list", actor, data={"state": state, "shown": len(views)})
    return views


def match(actor: Actor, match_id: UUID) -> MatchView:
    """One match; leaves a ledger entry. Raises NoSuchMatch."""
    actor.require("matches.read")
    views = _views(Match.objects.filter(pk=match_id))
    if not views:
        raise NoSuchMatch("no-such-match", f"there is no match {match_id}")
    with transaction.atomic():
        record("matches.read", actor, data={"match": str(match_id)})
    return views[0]


def matches_of(case_id: UUID) -> list[MatchView]:
    """The matches of a case, the most probable first; for a page that leaves its own entry."""
    return _views(Match.objects.filter(case_id=case_id).order_by("-probability", "id"))


def profiles_of(case_id: UUID) -> dict[UUID, Profiles]:
    """The two profiles behind each match of a case; for a page that leaves its own entry."""
    found = Match.objects.filter(case_id=case_id).select_related("entry")
    return {one.id: Profiles(_profile(one.account), _profile(one.entry.record)) for one in found}


def among_cases(case_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The strongest tier of each case that has matches, for the queue."""
    found: dict[UUID, str] = {}
    rows = Match.objects.filter(case_id__in=list(case_ids), state="open")
    for case, tier in rows.values_list("case_id", "tier"):
        if found.get(case) != TIERS[0]:
            found[case] = tier
    return found


def figures(actor: Actor, since: datetime, until: datetime) -> Figures:
    """Screening's figures between two moments; they name nobody."""
    actor.require("matches.read")
    counted = counting.totals(since, until)
    judged = Match.objects.filter(
        screened_at__gte=since, screened_at__lt=until, state__in=["mirror", "not_mirror"]
    )
    return Figures(
        since=since,
        until=until,
        screened={verdict: counted.get(verdict, 0) for verdict in VERDICTS},
        shed=counted.get(counting.SHED, 0),
        refused=counted.get(counting.REFUSED, 0),
        tiers=[precision(tier, judged.filter(tier=tier)) for tier in TIERS],
        weeks=_by_week(judged),
        signals=_by_signal(judged),
        shared_connection=_tally("shared connection", _resting_on_connection(judged)),
    )


def precision(what: str, judged: QuerySet[Match]) -> Precision:
    """The precision of some judged matches."""
    found = judged.aggregate(
        mirrors=Count("id", filter=Q(state="mirror")), judged=Count("id", distinct=True)
    )
    return Precision(what, found["mirrors"], found["judged"])


def watchlist(actor: Actor) -> dict[str, Any]:
    """The watchlist's state: version, entries by state, the model in use."""
    actor.require("matches.read")
    ended = WatchEntry.objects.exclude(ended_at=None).values_list("ended_why")
    model = model_store.current()
    return {
        "version": version(),
        "entries": WatchEntry.objects.filter(ended_at=None).count(),
        "ended": dict(ended.annotate(number=Count("id")).order_by("ended_why")),
        "next_expiry": WatchEntry.objects.filter(ended_at=None)
        .order_by("expires_at")
        .values_list("expires_at", flat=True)
        .first(),
        "model": model.name or model_store.load(model).name,
        "model_sha256": model.sha256,
    }


def base_version() -> int | None:
    """The version up to which the watchlist is saved on disk; None where it is not."""
    return screener.base_version()


def imports(actor: Actor) -> list[ScanImport]:
    """The imports of scans, the newest first."""
    actor.require("matches.read")
    return list(ScanImport.objects.order_by("-id"))


def _by_week(judged: QuerySet[Match]) -> list[Precision]:
    found: dict[str, list[bool]] = {}
    for at, state in judged.values_list("screened_at", "state"):
        monday = (at - timedelta(days=at.weekday())).date().isoformat()
        found.setdefault(monday, []).append(state == "mirror")
    return [_tally(week, found[week]) for week in sorted(found)]


def _by_signal(judged: QuerySet[Match]) -> list[Precision]:
    """By each match's strongest evidence for it: which signals' word can be relied on."""
    found: dict[str, list[bool]] = {}
    for evidence, state in judged.values_list("evidence", "state"):
        strongest = max(evidence, key=lambda one: float(one["bits"]), default=None)
        if strongest:
            found.setdefault(strongest["signal"], []).append(state == "mirror")
    return [_tally(signal, found[signal]) for signal in sorted(found)]


def _resting_on_connection(judged: QuerySet[Match]) -> list[bool]:
    """Matches of which a shared connection is the strongest evidence."""
    rests = []
    for evidence, state in judged.values_list("evidence", "state"):
        strongest = max(evidence, key=lambda one: float(one["bits"]), default=None)
        if strongest and strongest["signal"] in SHARED_CONNECTION:
            rests.append(state == "mirror")
    return rests


def _tally(what: str, mirrors: list[bool]) -> Precision:
    return Precision(what, sum(mirrors), len(mirrors))


def _views(found: QuerySet[Match]) -> list[MatchView]:
    return [_view(one) for one in found.select_related("entry", "judged_by")]


def _profile(record: dict[str, Any]) -> dict[str, str]:
    return {name: str(record[name]) for name in PROFILE if record.get(name)}


def _view(one: Match) -> MatchView:
    return MatchView(
        id=one.id,
        account=one.account.get("id", ""),
        ref=one.ref,
        entry=one.entry_id,
        entry_ref=one.entry.ref,
        entry_case=one.entry.case_id,
        case=one.case_id,
        hold=one.hold_id,
        probability=one.probability / 1_000_000,
        tier=one.tier,
        evidence=one.evidence,
        state=one.state,
        occasion=one.occasion,
        model=one.model,
        watchlist_version=one.watchlist_version,
        screened_at=one.screened_at,
        judged_by=one.judged_by.name if one.judged_by else "",
        judged_at=one.judged_at,
        judged_why=one.judged_why,
        scan=one.scan_id,
    )
