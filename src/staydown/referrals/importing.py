"""One import under way: a file's rows become rows, referrals and cases of one batch."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from staydown.designations import queries as designations
from staydown.kernel import events, files
from staydown.kernel.actors import Actor
from staydown.kernel.settings import load
from staydown.ledger.actions import GrowingSet, RowSet, record
from staydown.ledger.models import seal_all
from staydown.liaison import actions as liaison
from staydown.referrals.errors import CannotKeepFile
from staydown.referrals.judging import ClaimChecker, Judge, Judged
from staydown.referrals.models import Batch, Referral, Row
from staydown.referrals.readers import ReaderError, Reading

if TYPE_CHECKING:
    from staydown.liaison.instrument import Instrument
    from staydown.liaison.models import Clock

_CHUNK = 1_000


class CaseOpener(Protocol):
    """What the domain above does for an import: a case for each account."""

    def cases_for(self, refs: list[str], batch_id: UUID) -> dict[str, UUID]:
        """The open case of each reference; opened where there is none."""

    def opened(self) -> list[RowSet]:
        """The cases opened so far, for the import's one ledger entry."""


def in_columns(
    instrument: Instrument, reading: Reading, stated: Mapping[str, str]
) -> tuple[str, ...]:
    """What the instrument requires of the whole demand and the file gives row by row.

    A row whose cell is empty then lacks it and is returned.
    """
    missing = instrument.missing_in_batch(stated)
    return tuple(name for name in missing if name in reading.columns)


@dataclass
class Import:
    """One import under way: it sees every row once, in chunks, so that memory stays flat."""

    path: Path
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
        _keep(self.path, self.batch.file_sha256)
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
            in_columns=in_columns(self.instrument, reading, self.batch.facts),
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


def _keep(path: Path, sha256: str) -> None:
    """Keep the file that was read, within the import: one that fails leaves no file either."""
    try:
        kept = files.keep(path.read_bytes())
    except OSError as error:
        raise CannotKeepFile(
            "cannot-keep-file",
            f"the file could not be kept in the data folder ({error.strerror}); nothing was "
            "stored: make room and submit it again",
        ) from error
    if kept != sha256:
        raise ReaderError(
            "file-changed", f"{path} was changed while it was read; nothing was stored: try again"
        )
