"""What happened to a case, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from staydown.cases.queries import CasePage
from staydown.console.wording import isolated, title, word
from staydown.enforcement.queries import DeliveryView, DriftView, SnapshotView
from staydown.screening.queries import MatchView


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history."""

    at: datetime
    text: str


def of_case(
    page: CasePage,
    deliveries: Iterable[DeliveryView],
    snapshots: Iterable[SnapshotView],
    matches: Iterable[MatchView],
    drifts: Iterable[DriftView],
) -> list[Happening]:
    """Everything that happened, the oldest first."""
    found = [
        Happening(page.opened_at, _("The case was opened.")),
        *_referred(page),
        *_matched(matches),
        *_held(page),
        *_recorded(snapshots),
        *_decided(page),
        *_delivered(deliveries),
        *_drifted(drifts),
    ]
    return sorted(found, key=lambda one: one.at)


def _referred(page: CasePage) -> Iterator[Happening]:
    for one in page.referrals:
        facts = {"peer": isolated(one.peer_name), "instrument": title(one.instrument)}
        text = _("%(peer)s referred the account: %(instrument)s.") % facts
        yield Happening(one.clock.started_at, text)


def _matched(matches: Iterable[MatchView]) -> Iterator[Happening]:
    for one in matches:
        facts = {"removed": isolated(one.entry_ref), "occasion": word(one.occasion, "screened")}
        text = _("Screening found that it looks like %(removed)s, %(occasion)s.") % facts
        yield Happening(one.screened_at, text)
        if one.judged_at:
            facts = {"person": isolated(one.judged_by), "judged": word(one.state, "matched")}
            yield Happening(one.judged_at, _("%(person)s on this match: %(judged)s.") % facts)


def _held(page: CasePage) -> Iterator[Happening]:
    """Provisional holds: placed under a policy, ended by a decision or by themselves."""
    for one in page.measures:
        if one.policy:
            yield Happening(
                one.wanted_at, _("A provisional hold was placed under a standing policy.")
            )
            if one.lifted_at:
                yield Happening(one.lifted_at, _lapsed() if one.lapsed else _("The hold ended."))


def _lapsed() -> str:
    return _("The hold lifted itself: nobody decided in time.")


def _drifted(drifts: Iterable[DriftView]) -> Iterator[Happening]:
    for one in drifts:
        facts = {"measure": word(one.kind, "measure"), "state": word(one.state, "drift")}
        text = _("The platform did not keep up the measure (%(measure)s).") % facts
        yield Happening(one.found_at, text)
        if one.ended_at:
            yield Happening(one.ended_at, _("The lost measure (%(measure)s): %(state)s.") % facts)


def _recorded(snapshots: Iterable[SnapshotView]) -> Iterator[Happening]:
    for one in snapshots:
        occasion = word(one.occasion, "occasion")
        text = _("The account was recorded as it stood, %(occasion)s.") % {"occasion": occasion}
        yield Happening(one.taken_at, text)


def _decided(page: CasePage) -> Iterator[Happening]:
    for one in page.decisions:
        facts = {"person": isolated(one.decided_by), "outcome": word(one.outcome, "outcome")}
        yield Happening(one.decided_at, _("%(person)s decided: %(outcome)s.") % facts)


def _delivered(deliveries: Iterable[DeliveryView]) -> Iterator[Happening]:
    for one in deliveries:
        facts = {"verb": word(one.verb, "verb"), "state": word(one.state, "state")}
        if one.ended_at:
            yield Happening(one.ended_at, _("Delivery (%(verb)s): %(state)s.") % facts)
