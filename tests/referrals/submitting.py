"""Small referral files of any shape, handed in; and what became of their rows."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from staydown.cases import actions as cases
from staydown.designations import actions as designations
from staydown.designations.sources.base import SourceFile
from staydown.kernel import actors, clock
from staydown.referrals import queries
from staydown.referrals.actions import Submission
from staydown.referrals.models import Batch, Referral, Row
from tests.support import world

Reasons = list[str]


def table(
    folder: Path, header: Sequence[str], *rows: Sequence[str], name: str = "referral.csv"
) -> Path:
    """A CSV file with these cells."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def accounts(folder: Path, *cells: str, name: str = "referral.csv") -> Path:
    """A CSV file of one column."""
    return table(folder, ["Account"], *[[cell] for cell in cells], name=name)


def submit(
    path: Path, peer: str = world.MINISTRY, instrument: str = "tos-referral", **facts: str
) -> Submission:
    """Take the file in as the shell does."""
    return cases.receive(
        actors.shell(), path, peer_slug=peer, instrument_id=instrument, facts=facts
    )


def answer(submission: Submission) -> list[dict[str, Any]]:
    """The rows of the answer."""
    return list(queries.answer(actors.shell(), submission.batch.id))


def statuses(submission: Submission) -> list[str]:
    """Each row's outcome, in the sender's order."""
    return [row["status"] for row in answer(submission)]


def codes(row: dict[str, Any]) -> Reasons:
    """The reasons of a row, by their codes."""
    return [reason["code"] for reason in row["reasons"]]


def verdicts(submission: Submission) -> list[list[str]]:
    """The verdicts on each row's claims."""
    return [[claim["verdict"] for claim in row["claims"]] for row in answer(submission)]


def stored() -> tuple[int, int, int]:
    """How many batches, rows and referrals there are."""
    return (Batch.objects.count(), Row.objects.count(), Referral.objects.count())


def ban(name: str, since: str, until: str = "") -> None:
    """Load Pakistan's list with one organisation, banned for that time."""
    text = f"name,aliases,date_from,date_to,reference\n{name},,{since},{until},SPECIMEN-1\n"
    file = SourceFile("specimen.csv", text.encode())
    today = clock.now().date()
    designations.load_list(actors.shell(), "pk-nacta-organisations", [file], as_of=today)
