"""Time to return: whether, when and how a removed account came back, and what followed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from staydown.cases import queries as cases
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.screening.models import Match, WatchEntry
from staydown.screening.rules import median

WITHIN = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class Return:
    """One removed account's first return. `state` is its match's: `mirror` once a person said so.

    `signals`: the kinds of evidence for it, the strongest first. `chain`: the removed accounts that
    led here, the oldest first, where this one was itself a return.
    """

    ref: str
    platform: str
    groups: tuple[str, ...]
    removed_at: datetime
    chain: tuple[str, ...]
    mirror: str | None = None
    state: str | None = None
    returned_at: datetime | None = None
    seen_at: datetime | None = None
    held_at: datetime | None = None
    decided_at: datetime | None = None
    signals: tuple[str, ...] = ()

    @property
    def after(self) -> timedelta | None:
        """From the removal to the return."""
        return max(self.returned_at - self.removed_at, timedelta()) if self.returned_at else None

    def as_row(self) -> dict[str, Any]:
        """One line of the CSV."""
        return {
            "removed": self.ref,
            "platform": self.platform,
            "groups": "; ".join(self.groups),
            "removed_at": clock.short(self.removed_at),
            "chain": " > ".join(self.chain),
            "mirror": self.mirror or "",
            "state": self.state or "",
            "returned_at": _short(self.returned_at),
            "seconds_to_return": _seconds(self.after),
            "seconds_to_hold": _seconds(_between(self.returned_at, self.held_at)),
            "seconds_to_decision": _seconds(_between(self.returned_at, self.decided_at)),
            "signals": " ".join(self.signals),
        }


@dataclass(frozen=True, slots=True)
class Summary:
    """What some removed accounts' returns come to; times in seconds, None where there is none."""

    what: str
    removed: int
    returned: int
    within: dict[str, int]
    median_to_return: float | None
    median_to_hold: float | None
    median_to_decision: float | None

    @classmethod
    def of(cls, what: str, returns: Sequence[Return]) -> Summary:
        """The summary of some returns."""
        back = [one for one in returns if one.after is not None]
        return cls(
            what=what,
            removed=len(returns),
            returned=len(back),
            within={
                name: sum(one.after <= most for one in back if one.after is not None)
                for name, most in WITHIN.items()
            },
            median_to_return=_median(one.after for one in back),
            median_to_hold=_median(_between(one.returned_at, one.held_at) for one in back),
            median_to_decision=_median(_between(one.returned_at, one.decided_at) for one in back),
        )

    def as_json(self) -> dict[str, Any]:
        """Counts, shares of the removed, and medians."""
        return {
            "what": self.what,
            "removed": self.removed,
            "returned": self.returned,
            "within": self.within,
            "share_within": {
                name: number / self.removed if self.removed else None
                for name, number in self.within.items()
            },
            "median_seconds_to_return": self.median_to_return,
            "median_seconds_to_hold": self.median_to_hold,
            "median_seconds_to_decision": self.median_to_decision,
        }


@dataclass(frozen=True, slots=True)
class ReturnsReport:
    """Every removed account of a time, and what they come to by group and by platform."""

    returns: list[Return]

    def as_rows(self) -> list[dict[str, Any]]:
        """One row for each removed account, for CSV."""
        return [one.as_row() for one in self.returns]

    def summaries(self) -> list[dict[str, Any]]:
        """All, then by platform, then by group; they name no account."""
        every = [Summary.of("all", self.returns)]
        by_platform = self._by(lambda one: [one.platform])
        by_group = self._by(lambda one: one.groups or ["no group named"])
        return [one.as_json() for one in (*every, *by_platform, *by_group)]

    def as_json(self) -> dict[str, Any]:
        """The rows and the summaries."""
        return {
            "all": Summary.of("all", self.returns).as_json(),
            "platforms": [one.as_json() for one in self._by(lambda one: [one.platform])],
            "groups": [one.as_json() for one in self._by(lambda one: one.groups or [""])],
            "returns": self.as_rows(),
        }

    def _by(self, keys: Any) -> list[Summary]:
        found: dict[str, list[Return]] = defaultdict(list)
        for one in self.returns:
            for key in keys(one):
                found[key].append(one)
        return [Summary.of(key, found[key]) for key in sorted(found)]


def returns(
    actor: Actor, *, since: datetime | None = None, until: datetime | None = None
) -> ReturnsReport:
    """The returns of accounts removed between two moments; leaves a ledger entry.

    An account that a reviewer cleared is no return; one that nobody has judged yet is, with its
    state.
    """
    actor.require("matches.read")
    entries = WatchEntry.objects.exclude(ended_why="lifted").order_by("removed_at", "id")
    if since:
        entries = entries.filter(removed_at__gte=since)
    if until:
        entries = entries.filter(removed_at__lt=until)
    removed = list(entries)
    first = _first_matches([one.id for one in removed])
    chains = _Chains()
    groups = cases.organisations({one.case_id for one in removed})
    decided = cases.decided_at({match.case_id for match in first.values()})
    found = [
        _return(one, first.get(one.id), chains, groups.get(one.case_id, ()), decided)
        for one in removed
    ]
    with transaction.atomic():
        record("returns.read", actor, data={"shown": len(found)})
    return ReturnsReport(found)


def _first_matches(entries: list[UUID]) -> dict[UUID, Match]:
    """The earliest match of each entry that was not cleared; a confirmed one before an open one."""
    found: dict[UUID, Match] = {}
    rows = Match.objects.filter(entry_id__in=entries, state__in=["mirror", "open", "undecided"])
    for match in rows.select_related("hold").order_by("id"):
        known = found.get(match.entry_id)
        if known is None or (match.state == "mirror" and known.state != "mirror"):
            found[match.entry_id] = match
    return found


def _return(
    entry: WatchEntry, match: Match | None, chains: _Chains, groups: Iterable[str],
    decided: dict[UUID, datetime],
) -> Return:  # fmt: skip
    plain = Return(
        ref=entry.ref,
        platform=entry.ref.partition(":")[0],
        groups=tuple(groups),
        removed_at=entry.removed_at,
        chain=chains.leading_to(entry),
    )
    if match is None:
        return plain
    created = match.account.get("created_at")
    strongest = sorted(match.evidence, key=lambda one: -float(one["bits"]))
    return Return(
        **{name: getattr(plain, name) for name in ("ref", "platform", "groups", "removed_at")},
        chain=plain.chain,
        mirror=match.ref,
        state=match.state,
        returned_at=_later_than(entry.removed_at, created, match.screened_at),
        seen_at=match.screened_at,
        held_at=match.hold.wanted_at if match.hold else None,
        decided_at=decided.get(match.case_id),
        signals=tuple(one["signal"] for one in strongest if one["bits"] > 0),
    )


def _later_than(removed_at: datetime, created: str | None, seen: datetime) -> datetime:
    """When it came back: its creation where it was made after the removal, else when it was seen
    (an account kept in reserve)."""
    made = datetime.fromisoformat(created) if created else seen
    return made if removed_at <= made <= seen else seen


class _Chains:
    """Which removed account each removed account was the return of."""

    def __init__(self) -> None:
        confirmed = Match.objects.filter(state="mirror").order_by("-id")
        pairs = confirmed.values_list("ref", "entry__ref")
        self._before: dict[str, str] = dict(pairs)

    def leading_to(self, entry: WatchEntry) -> tuple[str, ...]:
        """The removed accounts before this one, the oldest first."""
        found: list[str] = []
        ref = self._before.get(entry.ref)
        while ref and ref not in found and ref != entry.ref:
            found.append(ref)
            ref = self._before.get(ref)
        return tuple(reversed(found))


def _between(first: datetime | None, then: datetime | None) -> timedelta | None:
    return max(then - first, timedelta()) if first and then else None


def _median(lengths: Iterable[timedelta | None]) -> float | None:
    return median([one.total_seconds() for one in lengths if one is not None])


def _seconds(length: timedelta | None) -> str:
    return "" if length is None else f"{length.total_seconds():.0f}"


def _short(moment: datetime | None) -> str:
    return clock.short(moment) if moment else ""
