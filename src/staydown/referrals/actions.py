"""Taking a referral in: a file becomes a batch, rows and referrals, or nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import DatabaseError, IntegrityError, OperationalError, transaction

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict
from staydown.kernel.settings import load
from staydown.ledger.models import Vouched
from staydown.liaison import actions as liaison
from staydown.liaison import queries as peers
from staydown.referrals.errors import IncompleteDemand, NotItsInstrument
from staydown.referrals.importing import CaseOpener, Import, in_columns
from staydown.referrals.models import Batch, Referral
from staydown.referrals.readers import Reading, open_referral
from staydown.referrals.readers.dates import parse_date

if TYPE_CHECKING:
    from staydown.liaison.instrument import Instrument
    from staydown.liaison.models import Peer


@dataclass(frozen=True, slots=True)
class Submission:
    """The batch that a file became, or had become before."""

    batch: Batch
    replayed: bool


def submit(
    actor: Actor,
    path: Path,
    *,
    peer_slug: str,
    instrument_id: str,
    cases: CaseOpener,
    facts: Mapping[str, str] | None = None,
) -> Submission:
    """Take in the file at `path` from a peer under an instrument.

    `facts` are what the demand states for the whole batch, such as its `reference`, `signatory` or
    written `reasons`; the instrument's rule sheet says which are required.

    One transaction: an import that is interrupted leaves nothing. The same file from the same peer
    under the same instrument gives the first batch again. Raises ReaderError where the file cannot
    be used, UnknownPeer, UnknownInstrument, NotItsInstrument where the peer has no power to issue
    it, IncompleteDemand where the whole batch lacks something, and CannotKeepFile.
    """
    actor.require("referrals.submit")
    instrument = peers.instrument(instrument_id)
    peer = peers.peer(peer_slug)
    _require_power(peer, instrument)
    with open_referral(path, day_first=load().day_first) as reading:
        known = _arrived_before(peer, instrument, reading.sha256)
        if known:
            return Submission(known, replayed=True)
        stated = _stated(peer, reading, facts or {})
        _require_complete(instrument, reading, stated)
        batch = Batch(
            peer_id=peer.id,
            instrument=instrument.id,
            file_name=_storable(path.name)[:255],
            file_sha256=reading.sha256,
            media=reading.media,
            received_at=clock.now(),
            demand_date=_demanded_on(stated),
            facts=stated,
        )
        return _import(actor, Import(path, batch, instrument, cases), reading)


def close_within(case_id: UUID, at: datetime) -> list[Vouched]:
    """The case is decided: its referrals are answered and their clocks met.

    A step of the decision's own action: it answers the changed rows for that action's entry.
    """
    changed: list[Vouched] = []
    for referral in _open_of(case_id):
        changed.append(_with_own_clock(referral))
        changed.append(liaison.meet_clock_within(referral.clock_id, at))
        referral.open = False
        referral.save(update_fields=["open", "clock"])
    return changed


def pause_within(case_id: UUID, at: datetime) -> list[Vouched]:
    """The peers are asked for clarification: the clocks that stand still for it do so.

    A deadline that has passed stays passed.
    """
    changed: list[Vouched] = []
    for referral in _open_of(case_id):
        running = peers.clock_view(referral.clock_id, at).state == "running"
        if running and _may_pause(referral.instrument):
            changed.append(_with_own_clock(referral))
            changed.append(liaison.pause_clock_within(referral.clock_id, at, "clarification"))
            referral.save(update_fields=["clock"])
    return changed


def resume_within(case_id: UUID, at: datetime) -> list[Vouched]:
    """The clarification has come: clocks that stood still go on."""
    return [
        liaison.resume_clock_within(view.id, at)
        for referral in _open_of(case_id)
        if (view := peers.clock_view(referral.clock_id, at)).state == "paused"
    ]


def _may_pause(instrument_id: str) -> bool:
    return "clarification" in peers.instrument(instrument_id).clock.suspends_on


def _open_of(case_id: UUID) -> list[Referral]:
    return list(Referral.objects.filter(case_id=case_id, open=True).order_by("id"))


def _with_own_clock(referral: Referral) -> Referral:
    """The rows of a batch share one clock until one of them stops or pauses: then it gets a copy.

    The caller changes and saves the referral; its digest is taken then.
    """
    if Referral.objects.filter(clock_id=referral.clock_id).exclude(pk=referral.pk).exists():
        referral.clock = liaison.copy_clock_within(referral.clock_id)
    return referral


def _storable(file_name: str) -> str:
    """The name of a file in another encoding than ours holds bytes that no database takes."""
    return file_name.encode(errors="replace").decode()


def _arrived_before(peer: Peer, instrument: Instrument, sha256: str) -> Batch | None:
    return Batch.objects.filter(
        peer_id=peer.id, instrument=instrument.id, file_sha256=sha256
    ).first()


def _require_power(peer: Peer, instrument: Instrument) -> None:
    """Who may issue what is the rule sheet's: a Pakistani direction is no TCO order."""
    if instrument.may_be_issued_by(peer.kind, peer.country or None) == "may-not":
        who = ", ".join(instrument.issuer.kinds)
        where = ", ".join(instrument.issuer.countries) or "anywhere"
        raise NotItsInstrument(
            "not-its-instrument",
            f"{instrument.id} is issued by {who} of {where}; {peer.slug} is {peer.kind} of "
            f"{peer.country or 'no stated country'}: choose the instrument that the demand is, "
            "for example tos-referral",
            peer=peer.slug,
            instrument=instrument.id,
        )


def _stated(peer: Peer, reading: Reading, facts: Mapping[str, str]) -> dict[str, str]:
    """What is known of the whole demand: as given, from the file's title, and from the peer."""
    found = {name: text.strip() for name, text in facts.items() if text.strip()}
    if reading.demand_date:
        found.setdefault("demand_date", reading.demand_date.isoformat())
    if "contact_point" not in found and peers.has_contact_point(peer.slug):
        found["contact_point"] = "registered"
    return found


def _require_complete(instrument: Instrument, reading: Reading, stated: Mapping[str, str]) -> None:
    """The clock starts at receipt in complete form, so an incomplete batch is not taken in."""
    by_row = in_columns(instrument, reading, stated)
    lacking = [name for name in instrument.missing_in_batch(stated) if name not in by_row]
    if lacking:
        options = " ".join(f"--fact {name}=…" for name in lacking)
        raise IncompleteDemand(
            "incomplete-demand",
            f"{instrument.id} requires {', '.join(lacking)} for the whole batch: give {options} "
            "or a column of that name; nothing was stored and no clock was started",
            lacking=lacking,
        )


def _demanded_on(stated: Mapping[str, str]) -> date | None:
    """The demand's date, as given or as the file's title states it."""
    text = stated.get("demand_date", "")
    found = parse_date(text, day_first=load().day_first)
    if text and found is None:
        raise IncompleteDemand(
            "demand-date-unreadable",
            f"the demand's date {text!r} cannot be read: write it as 2026-11-23",
        )
    return found


def _import(actor: Actor, running: Import, reading: Reading) -> Submission:
    batch = running.batch
    try:
        with transaction.atomic():
            running.run(actor, reading)
    except (IntegrityError, OperationalError) as error:
        if not _overtaken(error):
            raise
        known = Batch.objects.filter(
            peer_id=batch.peer_id, instrument=batch.instrument, file_sha256=batch.file_sha256
        ).first()
        if known:
            return Submission(known, replayed=True)
        raise Conflict(
            "import-overtaken",
            "another import referred some of the same accounts at the same moment; nothing of "
            "this file was stored: submit it again",
        ) from error
    return Submission(batch, replayed=False)


def _overtaken(error: DatabaseError) -> bool:
    """Another process took in the same file or account at the same moment; or each waited for the
    other, which PostgreSQL ends with a deadlock's code.
    """
    code = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, IntegrityError) or code == "40P01"
