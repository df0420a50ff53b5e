"""What happened to a case, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from staydown.cases.queries import CasePage
from staydown.console.wording import isolated, title, word
from staydown.enforcement.queries import DeliveryView, SnapshotView


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a case's history."""

    at: datetime
    text: str


def of_case(
    page: CasePage, deliveries: Iterable[DeliveryView], snapshots: Iterable[SnapshotView]
) -> list[Happening]:
    """Everything that happened, the oldest first."""
    found = [
        Happening(page.opened_at, _("The case was opened.")),
        *_referred(page),
        *_recorded(snapshots),
        *_decided(page),
        *_delivered(deliveries),
    ]
    return sorted(found, key=lambda one: one.at)


def _referred(page: CasePage) -> Iterator[Happening]:
    for one in page.referrals:
        facts = {"peer": isolated(one.peer_name), "instrument": title(one.instrument)}
        text = _("%(peer)s referred the account: %(instrument)s.") % facts
        yield Happening(one.clock.started_at, text)


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
