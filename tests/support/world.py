"""A small invented world in the database, built through the actions that everybody uses.

No person, group or account in it exists; the groups and their lists are the demonstration's.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest

from staydown.cases import actions as cases
from staydown.cli.demo.world_groups import national_list_csv, un_list_xml
from staydown.connectors.base import (
    Ability,
    AlreadySo,
    Applied,
    Connector,
    EvidenceFile,
    MeasureKind,
    Notice,
    Order,
    Outcome,
    Reading,
    Refused,
    Reversible,
    Snapshot,
    SnapshotOutcome,
)
from staydown.connectors.registry import Registry
from staydown.designations import actions as designations
from staydown.designations.sources.base import SourceFile
from staydown.enforcement import handlers, queries
from staydown.enforcement.worker import Worker
from staydown.kernel import actors, clock, people
from staydown.kernel.models import User
from staydown.kernel.permissions import Role
from staydown.liaison import actions as liaison
from staydown.platforms import AccountRef, parse_ref
from staydown.referrals.actions import Submission

PASSWORD = "correct horse battery"
MINISTRY = "specimen-ministry"
FLAGGER = "specimen-flagger"

HEADER = ("Platform", "Account link / ID", "Affiliated organisation", "Legal basis", "Remarks")


@dataclass(frozen=True)
class Line:
    """One row of a referral file."""

    account: str
    organisation: str = "Specimen Front of Dry River"
    basis: str = "UN QDe.901"
    remarks: str = ""
    platform: str = ""
    reasons: str = ""

    def cells(self) -> tuple[str, ...]:
        return (self.platform, self.account, self.organisation, self.basis, self.remarks)


SUPPORTED = Line("https://x.com/specimen_river")
CONTRADICTED = Line(
    "https://t.me/specimen_moon", "Specimen Army of Paper Moon", "UN 1267", "mirror"
)
PRESS = Line("https://www.instagram.com/specimen.desk/", remarks="journalist?")
NOT_AN_ACCOUNT = Line("see attached screenshot")


def person(username: str, *roles: Role) -> User:
    """Somebody with these roles, who signs in with PASSWORD."""
    name = username.replace("_", " ").title()
    return people.add(actors.shell(), username, PASSWORD, list(roles), name=name)[0]


def load_lists() -> None:
    """The specimen lists, as of a moment ago, so that they are fresh on the day of the referral."""
    today = clock.now().date()
    files = {
        "pk-nacta-organisations": SourceFile("specimen.csv", national_list_csv()),
        "un-sc": SourceFile("specimen.xml", un_list_xml(today)),
    }
    for list_id, file in files.items():
        designations.load_list(actors.shell(), list_id, [file], as_of=today)


def add_peers() -> None:
    """A ministry that may issue directions, and a flagger that may only refer."""
    shell = actors.shell()
    liaison.add_peer(shell, MINISTRY, "Specimen Interior Ministry", "authority", country="PK")
    liaison.add_peer(shell, FLAGGER, "Specimen Flaggers", "flagger")


def referral_file(folder: Path, *lines: Line, name: str = "referral.csv") -> Path:
    """A referral file of these rows."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if any(line.reasons for line in lines):
            writer.writerow((*HEADER, "Reasons"))
            writer.writerows((*line.cells(), line.reasons) for line in lines)
        else:
            writer.writerow(HEADER)
            writer.writerows(line.cells() for line in lines)
    return path


def refer(
    folder: Path,
    *lines: Line,
    peer: str = MINISTRY,
    instrument: str = "tos-referral",
    name: str = "referral.csv",
    **facts: str,
) -> Submission:
    """Take such a file in, with these facts about the demand as a whole."""
    path = referral_file(folder, *lines, name=name)
    return cases.receive(
        actors.shell(), path, peer_slug=peer, instrument_id=instrument, facts=facts
    )


def case_of(submission: Submission, row: int = 1) -> UUID:
    """The case of the first account of a row."""
    return UUID(submission.batch.rows.get(row=row).refs[0]["case"])


def work_off(*connectors: Connector) -> None:
    """Let a worker with these connectors do all that is due."""
    Worker(Registry(connectors)).run_until_idle()


def serve(monkeypatch: pytest.MonkeyPatch, *connectors: Connector) -> None:
    """Let the installation have these connectors, for the rest of the test."""
    registry = Registry(connectors)
    for module in (handlers, queries):
        monkeypatch.setattr(module, "registry", lambda: registry)


@dataclass
class MemoryPlatform(Connector):
    """A platform of its own, in memory: a working one, not a mock."""

    name: str = "memory"
    platforms: Sequence[str] = ("x", "telegram", "instagram")
    in_force: dict[str, set[MeasureKind]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    told: dict[str, Notice] = field(default_factory=dict)

    kind = "memory"
    abilities = {  # noqa: RUF012
        kind: Ability(
            apply=True, lift=True, read=True, reversible=Reversible.FULLY, note="Nothing is lost."
        )
        for kind in MeasureKind
    }

    def serves(self, ref: AccountRef) -> bool:
        return ref.platform in self.platforms

    def apply(self, order: Order) -> Outcome:
        return self._turn(order, wanted=True)

    def lift(self, order: Order) -> Outcome:
        return self._turn(order, wanted=False)

    def read(self, ref: AccountRef) -> Reading:
        if str(ref) in self.unknown:
            return Reading.absent("no such account")
        return Reading(True, True, frozenset(self.in_force.get(str(ref), ())), "read in memory")

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        if str(ref) in self.unknown:
            return Refused("no-such-account", "no such account")
        account = {
            "id": ref.value,
            "platform": ref.platform,
            "handle": ref.value,
            "display_name": "SFDR Media",
            "bio": "Official channel of the Specimen Front of Dry River.",
        }
        return Snapshot(clock.now(), account, (EvidenceFile("a.json", "application/json", b"{}"),))

    def notify(self, ref: AccountRef, notice: Notice) -> Outcome:
        if str(ref) in self.unknown:
            return Refused("no-such-account", "no such account")
        if notice.key in self.told:
            return AlreadySo("told before")
        self.told[notice.key] = notice
        return Applied("told")

    def check(self) -> list[str]:
        return []

    def close(self) -> None:
        """Nothing is open."""

    def _turn(self, order: Order, *, wanted: bool) -> Outcome:
        if str(order.ref) in self.unknown:
            return Refused("no-such-account", "no such account")
        holding = self.in_force.setdefault(str(parse_ref(str(order.ref))), set())
        if (order.kind in holding) is wanted:
            return AlreadySo("so already")
        (holding.add if wanted else holding.discard)(order.kind)
        return Applied("done")
