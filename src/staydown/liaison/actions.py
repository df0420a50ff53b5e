"""What can be done to peers and clocks.

The verbs here are whole actions: one transaction, one ledger entry. Those that end in `_within`
are steps of somebody else's action: they must run in its transaction, write no entry, and answer
the clock so that the caller can name it among the `rows` of its own entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction

from staydown.kernel import clock as kernel_clock
from staydown.kernel.actors import Actor
from staydown.ledger.actions import record
from staydown.liaison import facts, places, rules
from staydown.liaison.errors import ClockRefuses, PeerDiffers, UnknownClock
from staydown.liaison.instrument import Instrument
from staydown.liaison.models import Clock, ContactPoint, Peer
from staydown.liaison.queries import instrument as instrument_of
from staydown.liaison.queries import peer as peer_of


def add_peer(
    actor: Actor,
    slug: str,
    name: str,
    kind: str,
    *,
    country: str | None = None,
    time_zone: str | None = None,
) -> tuple[Peer, bool]:
    """Register a peer; the peer, and whether it is new. Needs `peers.manage`.

    Idempotent: a known slug with facts that agree answers the known peer and writes nothing; what
    is not stated (country, time zone) agrees with anything. PeerDiffers where a stated fact is
    another than the recorded one; BadPeer where a fact cannot be used. A time zone that is not
    stated is the country's, if it has just one, else UTC.
    """
    actor.require("peers.manage")
    stated = facts.of_peer(slug, name, kind, country, time_zone)
    zone = stated.time_zone or places.only_time_zone(stated.country) or places.UTC_NAME
    with transaction.atomic():
        peer, created = Peer.objects.get_or_create(
            slug=stated.slug,
            defaults={
                "name": stated.name,
                "kind": stated.kind,
                "country": stated.country,
                "time_zone": zone,
            },
        )
        if created:
            record("peers.add", actor, rows=[peer], data={"peer": peer.slug, "kind": peer.kind})
    _must_agree(peer, stated)
    return peer, created


def change_peer(
    actor: Actor,
    slug: str,
    *,
    name: str | None = None,
    country: str | None = None,
    time_zone: str | None = None,
) -> Peer:
    """Correct facts about a peer, or add those left out. Needs `peers.manage`.

    What is None stays; nothing is written if nothing changes. The slug and the kind stay for good:
    they are what past referrals were judged by.
    """
    actor.require("peers.manage")
    with transaction.atomic():
        peer = Peer.objects.select_for_update().get(pk=peer_of(slug).pk)
        stated = facts.of_peer(slug, name or peer.name, peer.kind, country, time_zone)
        changed = _differences(peer, stated)
        for field, (_, new) in changed.items():
            setattr(peer, field, new)
        if changed:
            peer.save()
            data = {"peer": peer.slug, "fields": sorted(changed)}
            record("peers.change", actor, rows=[peer], data=data)
    return peer


def add_contact_points(
    actor: Actor, slug: str, stated: Iterable[tuple[str, str]], purpose: str = "answers"
) -> list[ContactPoint]:
    """Note ways to reach a peer, as (kind, value); those that are new. Needs `peers.manage`.

    All or none: BadPeer if one cannot be used. A value is kept in one form (phone numbers as
    E.164), so that stating it twice does nothing; nothing new writes no entry.
    """
    actor.require("peers.manage")
    peer = peer_of(slug)
    points = [facts.of_contact_point(kind, value, purpose, peer.country) for kind, value in stated]
    with transaction.atomic():
        made = [ContactPoint.objects.get_or_create(peer=peer, **asdict(point)) for point in points]
        new = [row for row, created in made if created]
        if new:
            data = {"peer": peer.slug, "purpose": purpose, "kinds": [row.kind for row in new]}
            record("peers.contact", actor, rows=new, data=data)
    return new


def start_clock_within(instrument: Instrument, at: datetime) -> Clock:
    """A running clock under `instrument`, started when the demand arrived in complete form.

    What arrived together may share it, until one part stops or pauses: see `copy_clock_within`.
    """
    _must_be_within()
    allowance = instrument.clock.allowance
    row = Clock(
        instrument=instrument.id,
        started_at=at,
        allowance_seconds=None if allowance is None else int(allowance.total_seconds()),
    )
    return _turn(row, row.rule)


def copy_clock_within(clock_id: UUID) -> Clock:
    """A clock of its own that stands where a shared one stands."""
    shared = _locked(clock_id)
    row = Clock(
        instrument=shared.instrument,
        started_at=shared.started_at,
        allowance_seconds=shared.allowance_seconds,
    )
    return _turn(row, shared.rule)


def pause_clock_within(clock_id: UUID, at: datetime, reason: str) -> Clock:
    """Let a clock stand still, for a reason that its rule sheet knows."""
    row = _locked(clock_id)
    allowed = instrument_of(row.instrument).clock.suspends_on
    if reason not in allowed:
        raise ClockRefuses(
            "clock-reason",
            f"{row.instrument} is not suspended by {reason!r}, only by: {', '.join(allowed)}",
            reason=reason,
            allowed=allowed,
        )
    return _turn(row, rules.pause(row.rule, at, reason))


def resume_clock_within(clock_id: UUID, at: datetime) -> Clock:
    """Let a clock go on from where it stopped."""
    row = _locked(clock_id)
    return _turn(row, rules.resume(row.rule, at))


def meet_clock_within(clock_id: UUID, at: datetime) -> Clock:
    """Stop a clock for good: the demand has been answered."""
    row = _locked(clock_id)
    return _turn(row, rules.meet(row.rule, at))


def pause_clock(actor: Actor, clock_id: UUID, reason: str, at: datetime | None = None) -> Clock:
    """`pause_clock_within` as an action of its own. Needs `clocks.manage`."""
    return _act("clocks.pause", actor, lambda now: pause_clock_within(clock_id, now, reason), at)


def resume_clock(actor: Actor, clock_id: UUID, at: datetime | None = None) -> Clock:
    """`resume_clock_within` as an action of its own. Needs `clocks.manage`."""
    return _act("clocks.resume", actor, lambda now: resume_clock_within(clock_id, now), at)


def meet_clock(actor: Actor, clock_id: UUID, at: datetime | None = None) -> Clock:
    """`meet_clock_within` as an action of its own. Needs `clocks.manage`."""
    return _act("clocks.meet", actor, lambda now: meet_clock_within(clock_id, now), at)


def _act(name: str, actor: Actor, step: Callable[[datetime], Clock], at: datetime | None) -> Clock:
    actor.require("clocks.manage")
    with transaction.atomic():
        row = step(at or kernel_clock.now())
        record(name, actor, rows=[row], data={"clock": str(row.id), "instrument": row.instrument})
    return row


def _turn(row: Clock, rule: rules.Clock) -> Clock:
    row.take(rule)
    row.save()
    return row


def _locked(clock_id: UUID) -> Clock:
    _must_be_within()
    row = Clock.objects.select_for_update().filter(pk=clock_id).first()
    if row is None:
        raise UnknownClock("unknown-clock", f"there is no clock {clock_id}", clock=clock_id)
    return row


def _must_be_within() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a step of an action belongs into that action's transaction")


def _differences(peer: Peer, stated: facts.PeerFacts) -> dict[str, tuple[str, str]]:
    """Field -> (recorded, stated), for what was stated and is not what is recorded."""
    pairs = {field: (getattr(peer, field), getattr(stated, field)) for field in facts.PEER_FIELDS}
    return {field: pair for field, pair in pairs.items() if pair[1] and pair[0] != pair[1]}


def _must_agree(peer: Peer, stated: facts.PeerFacts) -> None:
    differing = _differences(peer, stated)
    if differing:
        how = "; ".join(
            f"{field.replace('_', ' ')} is {old or 'not recorded'}, not {new}"
            for field, (old, new) in differing.items()
        )
        raise PeerDiffers(
            "peer-differs",
            f"peer {peer.slug} is known with other facts: {how}; "
            f"take another slug, or correct it: staydown peers change {peer.slug}",
            slug=peer.slug,
            differing=differing,
        )
