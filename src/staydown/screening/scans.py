"""Importing a scan's matches: counted first, confirmed, capped, and undone as a whole.

A scan runs apart, with its own copy of the watchlist; its matches mean something here where their
entries are on the live watchlist still.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from staydown.cases import actions as cases
from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, InputError, NotFound
from staydown.ledger.actions import record
from staydown.ledger.models import Vouched
from staydown.mirrors.matches import Evidence
from staydown.mirrors.matches import Match as Found
from staydown.mirrors.records import Account, RecordError
from staydown.mirrors.rows import FileError, read_rows
from staydown.screening.models import Match, ScanImport, WatchEntry
from staydown.screening.raising import describe, says_more
from staydown.screening.reading import names_of, plain_record

DEFAULT_CAP = 1_000
"""Cases that one import opens, unless told: more than a team decides in weeks is a wrong scan."""


@dataclass(slots=True)
class Plan:
    """What an import would do, before anything is created."""

    manifest: str
    accounts: int
    matches: int = 0
    cases: int = 0
    known: int = 0
    forgotten: int = 0
    unusable: int = 0
    found: list[tuple[Account, list[Found]]] = field(default_factory=list, repr=False)
    model: str = ""

    def as_json(self) -> dict[str, Any]:
        """The counts: `cases` accounts with `matches` new matches; `known` matches are raised or
        were cleared already; of `forgotten` ones the entry is not on the watchlist any more;
        `unusable` ones have no account record that names an account."""
        return {
            name: getattr(self, name)
            for name in (
                "manifest", "accounts", "cases", "matches", "known", "forgotten", "unusable",
            )
        }  # fmt: skip


def plan_import(actor: Actor, manifest: Path, accounts: Path) -> Plan:
    """What importing a finished scan would do. Raises InputError where it cannot be used."""
    actor.require("scans.import")
    document, digest = _manifest(manifest)
    plan = Plan(digest, document["totals"]["rows"])
    plan.model = str(document["model"]["name"])[:80]
    by_account: dict[str, list[dict[str, Any]]] = {}
    for line in _lines(manifest.parent, document):
        by_account.setdefault(line["account"], []).append(line)
    active = {
        str(id_): ref
        for id_, ref in WatchEntry.objects.filter(ended_at=None).values_list("id", "ref")
    }
    seen: set[str] = set()
    for account in _records(accounts, by_account.keys()):
        seen.add(account.id)
        _plan_account(plan, account, by_account[account.id], active)
    plan.unusable += sum(len(by_account[one]) for one in by_account.keys() - seen)
    return plan


def import_scan(
    actor: Actor, manifest: Path, accounts: Path, *, cap: int = DEFAULT_CAP
) -> ScanImport:
    """Open or join a case for each account that a scan found; all or nothing.

    Nothing is held: a policy holds at sign-up, not a whole base at once. Raises Conflict where the
    scan is imported already or would open more cases than `cap`.
    """
    plan = plan_import(actor, manifest, accounts)
    if plan.cases > cap:
        raise Conflict(
            "too-many-cases", f"the scan opens {plan.cases:,} cases, more than --cap {cap:,}"
        )
    with transaction.atomic():
        if ScanImport.objects.filter(manifest=plan.manifest, undone_at=None).exists():
            raise Conflict("scan-imported", "this scan is imported already: undo that first")
        row = ScanImport(
            manifest=plan.manifest,
            accounts=plan.accounts,
            matches=plan.matches,
            cases=plan.cases,
            made_by=str(actor),
        )
        row.save(force_insert=True)
        made = [one for account, found in plan.found for one in _import(row, plan, account, found)]
        data = {"import": str(row.id), "cases": plan.cases, "matches": plan.matches}
        record("scans.import", actor, rows=[row, *made], data=data)
    return row


def undo_import(actor: Actor, import_id: UUID) -> tuple[ScanImport, int]:
    """Take an import back: its open matches close, and cases that nothing else keeps open too.

    What people have judged or decided meanwhile stays. The import, and how many cases closed.
    """
    actor.require("scans.import")
    with transaction.atomic():
        row = ScanImport.objects.select_for_update().filter(pk=import_id).first()
        if row is None:
            raise NotFound("no-such-import", f"there is no import {import_id}")
        if row.undone_at:
            raise Conflict("import-undone", "this import is undone already")
        row.undone_at = clock.now()
        row.save(update_fields=["undone_at"])
        matches = list(Match.objects.filter(scan=row, state="open").order_by("id"))
        for match in matches:
            match.state = "closed"
            match.save(update_fields=["state"])
        ids = {match.case_id for match in matches}
        kept = set(
            Match.objects.filter(case_id__in=ids, state="open").values_list("case_id", flat=True)
        )
        closed = cases.close_empty(actors.system("screening"), sorted(ids - kept))
        data = {"import": str(row.id), "matches": len(matches), "cases": len(closed)}
        record("scans.undo", actor, rows=[row, *matches, *closed], data=data)
    return row, len(closed)


def _plan_account(
    plan: Plan, account: Account, lines: list[dict[str, Any]], active: dict[str, str]
) -> None:
    try:
        names = names_of(account)
    except InputError:
        plan.unusable += len(lines)
        return
    new = []
    for line in lines:
        found = _found(line)
        if found.tier is None:
            continue
        if found.entry not in active or active[found.entry] in names:
            plan.forgotten += 1
        elif _is_known(names, found):
            plan.known += 1
        else:
            new.append(found)
    if new:
        plan.found.append((account, new))
        plan.cases += 1
        plan.matches += len(new)


def _is_known(names: Sequence[str], found: Found) -> bool:
    before = Match.objects.filter(ref__in=names, entry_id=UUID(found.entry)).order_by("-id").first()
    if before is None or before.state == "closed":
        return False
    return before.state == "open" or not says_more(before, found)


def _import(row: ScanImport, plan: Plan, account: Account, found: list[Found]) -> Iterator[Vouched]:
    opened = cases.open_for_match(actors.system("screening"), names_of(account))
    yield from opened.rows
    for one in found:
        match = Match(
            ref=opened.ref,
            entry_id=UUID(one.entry),
            case_id=opened.id,
            scan=row,
            account=plain_record(account),
            occasion="scan",
            model=plan.model,
            watchlist_version=0,  # the manifest names the watchlist by its digest
        )
        describe(match, one, one.tier or "")
        match.save(force_insert=True)
        yield match


def _manifest(path: Path) -> tuple[dict[str, Any], str]:
    try:
        content = path.read_bytes()
        document = json.loads(content)
        finished = document["finished"]
        _ = document["totals"]["rows"], document["model"]["name"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError("manifest-unreadable", f"{path} is not a scan's manifest") from error
    if not finished:
        raise InputError("scan-unfinished", f"{path}: the scan is not finished; run it on first")
    return document, sha256(content).hexdigest()


def _lines(folder: Path, document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The match records of all parts, each part checked first."""
    for part in document["parts"]:
        path = folder / Path(part["name"]).name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise InputError("part-missing", f"cannot read {path}: {error.strerror}") from error
        if sha256(content).hexdigest() != part["sha256"]:
            raise InputError("part-altered", f"{path} is not as the manifest says: scan again")
        if path.suffix == ".parquet":
            for row in read_rows(path):
                yield row.value()  # type: ignore[misc]
        else:
            yield from map(json.loads, content.splitlines())


def _records(path: Path, wanted: Any) -> Iterator[Account]:
    """The records of the accounts that matched, read from the scan's input."""
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    try:
        for file in files:
            for row in read_rows(file):
                try:
                    account = row.account()
                except RecordError:
                    continue
                if account.id in wanted:
                    yield account
    except (FileError, OSError) as error:
        raise InputError("accounts-unreadable", str(error)) from error


def _found(line: dict[str, Any]) -> Found:
    evidence = [Evidence(one["signal"], one["bits"], one["text"]) for one in line["evidence"]]
    return Found(line["account"], line["entry"], line["probability"], line["tier"], evidence)
