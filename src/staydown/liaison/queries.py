"""Reading peers, instruments and clocks. Only contact points are personal data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from staydown.kernel import clock as kernel_clock
from staydown.kernel.actors import Actor
from staydown.liaison import places, rules, sheets
from staydown.liaison.errors import UnknownClock, UnknownInstrument, UnknownPeer
from staydown.liaison.instrument import Instrument
from staydown.liaison.models import Clock, ContactPoint, Peer

__all__ = [
    "ClockView",
    "Instrument",
    "clock_view",
    "clock_views",
    "contact_points",
    "default_time_zone",
    "describe",
    "has_contact_point",
    "instrument",
    "instruments",
    "peer",
    "peers",
]


def instrument(instrument_id: str) -> Instrument:
    """The rule sheet of this id; UnknownInstrument names those that exist."""
    known = sheets.shipped()
    if instrument_id not in known:
        raise UnknownInstrument(
            "unknown-instrument",
            f"there is no instrument {instrument_id!r}; there are {', '.join(known)}",
            instrument=instrument_id,
            known=tuple(known),
        )
    return known[instrument_id]


def instruments() -> tuple[Instrument, ...]:
    """Every rule sheet, by id."""
    return tuple(sheets.shipped().values())


def peer(slug: str) -> Peer:
    """The peer of this slug; UnknownPeer says how to register one."""
    found = Peer.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownPeer(
            "unknown-peer",
            f"there is no peer {slug!r}; register it: "
            f"staydown peers add {slug} --name NAME --kind authority|platform|flagger",
            slug=slug,
        )
    return found


def peers() -> list[Peer]:
    """Every peer, by slug."""
    return list(Peer.objects.order_by("slug"))


def describe(peer: Peer) -> dict[str, str | None]:
    """A peer's facts as commands and the API print them."""
    return {
        "slug": peer.slug,
        "name": peer.name,
        "kind": peer.kind,
        "country": peer.country or None,
        "time_zone": peer.time_zone,
    }


def contact_points(actor: Actor, slug: str) -> list[dict[str, str]]:
    """How to reach a peer, oldest first: kind, value, purpose. Needs `peers.read`."""
    actor.require("peers.read")
    rows = ContactPoint.objects.filter(peer=peer(slug)).order_by("id")
    return [{"kind": row.kind, "value": row.value, "purpose": row.purpose} for row in rows]


def has_contact_point(slug: str) -> bool:
    """Whether any way to reach the peer is registered."""
    return ContactPoint.objects.filter(peer__slug=slug).exists()


def default_time_zone(country: str | None) -> str | None:
    """The time zone of a country that has just one; None where it must be stated."""
    return places.only_time_zone(country) if country else None


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock as it stands at a moment. Moments are UTC; `due_at` is null as `rules.due_at` says.

    `paused_for` is the reason of the pause that lasts; `met_in_time` is None until met, and where
    there is no deadline.
    """

    id: UUID
    instrument: str
    state: rules.State
    started_at: datetime
    due_at: datetime | None
    remaining: timedelta | None
    paused_for: str | None
    met_at: datetime | None
    met_in_time: bool | None

    def due_in_zone(self, time_zone: str) -> datetime | None:
        """The deadline as the clocks on the wall of the peer's time zone show it."""
        return rules.in_zone(self.due_at, time_zone) if self.due_at else None


def clock_view(clock_id: UUID, now: datetime | None = None) -> ClockView:
    """One clock at `now` (default: the present); UnknownClock if there is none."""
    views = clock_views([clock_id], now)
    if clock_id not in views:
        raise UnknownClock("unknown-clock", f"there is no clock {clock_id}", clock=clock_id)
    return views[clock_id]


def clock_views(clock_ids: Iterable[UUID], now: datetime | None = None) -> Mapping[UUID, ClockView]:
    """Those of the clocks that exist, by id, in one read."""
    moment = now or kernel_clock.now()
    return {row.id: _view(row, moment) for row in Clock.objects.filter(pk__in=list(clock_ids))}


def _view(row: Clock, now: datetime) -> ClockView:
    rule = row.rule
    state = rules.state(rule, now)
    return ClockView(
        id=row.id,
        instrument=row.instrument,
        state=state,
        started_at=rule.started_at,
        due_at=rules.due_at(rule),
        remaining=rules.remaining(rule, now),
        paused_for=rule.pauses[-1].reason if state == "paused" else None,
        met_at=rule.met_at,
        met_in_time=rules.met_in_time(rule),
    )
