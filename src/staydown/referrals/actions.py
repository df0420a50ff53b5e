"""Taking a referral in: a file becomes a batch, rows and referrals, or nothing at all."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db import IntegrityError, transaction

from staydown.designations import queries as designations
from staydown.kernel import clock, events, files
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict
from staydown.kernel.settings import load
from staydown.ledger.actions import GrowingSet, RowSet, record
from staydown.ledger.models import Vouched, seal_all
from staydown.liaison import actions as liaison
from staydown.liaison import queries as peers
from staydown.referrals.errors import CannotKeepFile, IncompleteDemand, NotItsInstrument
from staydown.referrals.judging import ClaimChecker, Judge, Judged
from staydown.referrals.models import Batch, Referral, Row
from staydown.referrals.readers import Reading, open_referral
from staydown.referrals.readers.dates import parse_date

if TYPE_CHECKING:
    from staydown.liaison.instrument import Instrument
    from staydown.liaison.models import Clock, Peer

_CHUNK = 1_000


class CaseOpener(Protocol):
    """What the domain above does for an import: a case for each account."""

    def cases_for(self, refs: list[str], batch_id: UUID) -> dict[str, UUID]:
        """The open case of each reference; opened where there is none."""

    def opened(self) -> list[RowSet]:
        """The cases opened so far, for the import's one ledger entry."""


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
        _keep(path)
        batch = Batch(
            peer_id=peer.id,
            instrument=instrument.id,
            file_name=path.name[:255],
            file_sha256=reading.sha256,
            media=reading.media,
            received_at=clock.now(),
            demand_date=_demanded_on(stated),
            facts=stated,
        )
        return _import(actor, batch, instrument, reading, cases)


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
    by_row = _in_columns(instrument, reading, stated)
    lacking = [name for name in instrument.missing_in_batch(stated) if name not in by_row]
    if lacking:
        options = " ".join(f"--fact {name}=…" for name in lacking)
        raise IncompleteDemand(
            "incomplete-demand",
            f"{instrument.id} requires {', '.join(lacking)} for the whole batch: give {options} "
            "or a column of that name; nothing was stored and no clock was started",
            lacking=lacking,
        )


def _in_columns(
    instrument: Instrument, reading: Reading, stated: Mapping[str, str]
) -> tuple[str, ...]:
    """What the instrument requires of the whole demand and the file gives row by row.

    A row whose cell is empty then lacks it and is returned.
    """
    missing = instrument.missing_in_batch(stated)
    return tuple(name for name in missing if name in reading.columns)


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


def _keep(path: Path) -> None:
    try:
        files.keep(path.read_bytes())
    except OSError as error:
        raise CannotKeepFile(
            "cannot-keep-file",
            f"the file could not be kept in the data folder ({error.strerror}); nothing was "
            "stored: make room and submit it again",
        ) from error


def _import(
    actor: Actor, batch: Batch, instrument: Instrument, reading: Reading, cases: CaseOpener
) -> Submission:
    try:
        with transaction.atomic():
            _Import(batch, instrument, cases).run(actor, reading)
    except IntegrityError as error:
        # Another process took in the same file, or the same account, at the same moment.
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


@dataclass
class _Import:
    """One import under way: it sees every row once, in chunks, so that memory stays flat."""

    batch: Batch
    instrument: Instrument
    cases: CaseOpener
    counts: Counter[str] = field(default_factory=Counter)
    #: reference -> (row, case), for what stands earlier in this file
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rows = GrowingSet(Row, "batch_id", self.batch.id)
        self.referrals = GrowingSet(Referral, "batch_id", self.batch.id)

    def run(self, actor: Actor, reading: Reading) -> None:
        """Take all rows in and write the one ledger entry.

        The batch is written last, with its counts: foreign keys are checked at the end of the
        transaction on both databases.
        """
        running = liaison.start_clock_within(self.instrument, self.batch.received_at)
        judge = self._judge(reading)
        for chunk in _chunks(map(judge.judge, reading.records())):
            self._store(chunk, running)
        self.batch.counts = dict(self.counts)
        self.batch.save(force_insert=True)
        events.record("referrals.received", {"batch": str(self.batch.id)})
        record(
            "referrals.submit",
            actor,
            rows=[self.batch, running],
            sets=[self.rows.done(), self.referrals.done(), *self.cases.opened()],
            data={
                "batch": str(self.batch.id),
                "instrument": self.instrument.id,
                "file_sha256": self.batch.file_sha256,
                "counts": self.batch.counts,
            },
        )

    def _judge(self, reading: Reading) -> Judge:
        settings = load()
        return Judge(
            instrument=self.instrument,
            check_claims=_claim_checker(),
            stated=self.batch.facts,
            in_columns=_in_columns(self.instrument, reading, self.batch.facts),
            received_on=self.batch.received_at.astimezone(UTC).date(),
            demand_date=self.batch.demand_date,
            region=settings.phone_region,
            day_first=settings.day_first,
        )

    def _store(self, chunk: list[Judged], running: Clock) -> None:
        refs = {str(item.ref): None for judged in chunk for item in judged.found}
        earlier = self._open_already(list(refs))
        new = [ref for ref in refs if ref not in self.seen and ref not in earlier]
        cases = self.cases.cases_for(new, self.batch.id)
        rows, referrals = [], []
        for judged in chunk:
            row = self._row(judged, earlier, cases)
            rows.append(row)
            referrals += self._referrals(row, judged, cases, running)
        self.rows.add(seal_all(rows))
        self.referrals.add(seal_all(referrals))
        Row.objects.bulk_create(rows, batch_size=500)
        Referral.objects.bulk_create(referrals, batch_size=500)

    def _open_already(self, refs: list[str]) -> dict[str, tuple[str, str]]:
        """reference -> (case, batch) of this peer's open referrals under this instrument."""
        open_now = Referral.objects.filter(
            peer_id=self.batch.peer_id, instrument=self.instrument.id, open=True, ref__in=refs
        ).exclude(batch_id=self.batch.id)
        return {
            ref: (str(case), str(batch))
            for ref, case, batch in open_now.values_list("ref", "case_id", "batch_id")
        }

    def _row(
        self, judged: Judged, earlier: dict[str, tuple[str, str]], cases: dict[str, UUID]
    ) -> Row:
        refs, reasons = [], list(judged.reasons)
        for item in judged.found:
            ref = str(item.ref)
            case, said = self._duplicate_of(ref, earlier)
            if said:
                reasons.append({"code": "duplicate", "text": f"{ref} {said}"})
            else:
                case = str(cases[ref])
                self.seen[ref] = (judged.record.row, case)
            refs.append({"ref": ref, "status": "duplicate" if said else "accepted", "case": case})
        status = _status(refs)
        self.counts[status] += 1
        self.counts.update(f"refs_{one['status']}" for one in refs)
        return Row(
            batch=self.batch,
            row=judged.record.row,
            sheet=judged.record.sheet,
            source_row=judged.record.source_row,
            status=status,
            cells=judged.record.cells,
            refs=refs,
            reasons=reasons,
            claims=judged.claims,
            verdict=judged.verdict,
        )

    def _duplicate_of(self, ref: str, earlier: dict[str, tuple[str, str]]) -> tuple[str, str]:
        """The case, and where it was referred before; ("", "") for a new one."""
        if ref in self.seen:
            row, case = self.seen[ref]
            return case, f"stands in row {row} of this file already"
        if ref in earlier:
            case, batch = earlier[ref]
            return case, f"was referred in batch {batch}, which is still open"
        return "", ""

    def _referrals(
        self, row: Row, judged: Judged, cases: dict[str, UUID], running: Clock
    ) -> list[Referral]:
        accepted = {one["ref"] for one in row.refs if one["status"] == "accepted"}
        return [
            Referral(
                row=row,
                batch=self.batch,
                peer_id=self.batch.peer_id,
                instrument=self.instrument.id,
                ref=str(item.ref),
                item=item.text,
                case_id=cases[str(item.ref)],
                clock=running,
            )
            for item in judged.found
            if str(item.ref) in accepted
        ]


def _claim_checker() -> ClaimChecker:
    """Checks claims, each distinct one once: a file makes a few claims in a great many rows."""

    @cache
    def check(name: str, basis: str, on: date) -> list[dict[str, Any]]:
        return [one.as_json() for one in designations.check_row_claims(name, basis, on)]

    return check


def _status(refs: list[dict[str, str]]) -> str:
    """`accepted` if any of the references is, else `duplicate` if any is, else `returned`."""
    statuses = {one["status"] for one in refs}
    return next((name for name in ("accepted", "duplicate") if name in statuses), "returned")


def _chunks(judged: Iterable[Judged]) -> Iterable[list[Judged]]:
    remaining = iter(judged)
    while chunk := list(itertools.islice(remaining, _CHUNK)):
        yield chunk
