"""The main job, told in order: lists, referral, decisions, deliveries, undo, ledger.

Each step uses the same actions as the commands and the console do. The one thing that is not real
is the reviewer: a person would decide each case, here `_judge` stands in, and says so on screen.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

from django.db import connection, transaction

from staydown.cases import actions as cases
from staydown.cases import queries as case_queries
from staydown.cases.rules import Draft
from staydown.cli.demo.world import World
from staydown.designations import actions as designations
from staydown.designations.sources.base import SourceFile
from staydown.enforcement import queries as deliveries
from staydown.enforcement.platform_access import registry
from staydown.enforcement.worker import Worker
from staydown.kernel import actors, clock, people
from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from staydown.kernel.settings import load
from staydown.ledger import checkpoints
from staydown.ledger import queries as ledger
from staydown.ledger.actions import record
from staydown.ledger.verify import Report
from staydown.liaison import actions as liaison
from staydown.referrals import queries as referrals
from staydown.referrals.queries import BatchView

PEER = "specimen-authority"
INSTRUMENT = "pk-peca-37"
REVIEWER = "demo-reviewer"


@dataclass(slots=True)
class Story:
    """What happened, for the summary and the checks."""

    world: World
    folder: Path
    batch: BatchView | None = None
    outcomes: Counter[str] = field(default_factory=Counter)
    removed: dict[str, UUID] = field(default_factory=dict)  # reference -> case
    kept: dict[str, UUID] = field(default_factory=dict)
    undone: str = ""
    report: Report | None = None


def prepare(password: str) -> Actor:
    """The people and the peer of the demonstration; the reviewer."""
    shell = actors.shell()
    roles = [Role.REVIEWER, Role.SENIOR_REVIEWER, Role.LIAISON_OFFICER]
    with transaction.atomic():
        user, _ = people.add(shell, REVIEWER, password, roles, name="Demo Reviewer")
        record("people.add", shell, data={"user": str(user.id), "roles": sorted(roles)})
    liaison.add_peer(shell, PEER, "Specimen Authority", "authority", country="PK")
    return user.as_actor()


def load_lists(story: Story) -> None:
    """The lists that the demonstration ships; every entry is invented."""
    shell = actors.shell()
    national = SourceFile("specimen-list.csv", story.world.specimen_list_csv)
    today = clock.now().date()
    designations.load_list(shell, "pk-nacta-organisations", [national], as_of=today)
    designations.load_list(shell, "un-sc", [SourceFile("specimen-un.xml", story.world.un_xml)])


def submit(story: Story) -> BatchView:
    """The referral file, taken in."""
    path = story.folder / "referral.csv"
    path.write_bytes(story.world.referral_csv)
    shell = actors.shell()
    done = cases.receive(shell, path, peer_slug=PEER, instrument_id=INSTRUMENT)
    story.batch = referrals.batch(shell, done.batch.id)
    return story.batch


def decide(story: Story, reviewer: Actor) -> None:
    """Every open case, by the demo reviewer."""
    for line in _whole_queue(reviewer):
        draft = _judge(case_queries.case_page(reviewer, line.case))
        cases.decide(reviewer, line.case, draft)
        story.outcomes[draft.outcome] += 1
        (story.removed if draft.outcome == "remove" else story.kept)[line.ref] = line.case


def deliver(workers: int = 2) -> None:
    """Carry out everything that is due, by several workers at once."""
    threads = [threading.Thread(target=_work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def undo_one(story: Story, reviewer: Actor) -> str:
    """One decision undone by another, carried to the homeserver and read back."""
    story.undone = next(ref for ref in story.removed if ref.startswith("matrix:"))
    facts = "The account belongs to a researcher who archives statements; it was mistaken."
    cases.lift(reviewer, story.removed[story.undone], facts=facts)
    deliver(1)
    return story.undone


def verify(story: Story) -> Report:
    """The ledger against a checkpoint that was just signed."""
    path, _ = checkpoints.write(actors.system(), load())
    story.report = ledger.verify(actors.shell(), checkpoints.read(path, None))
    return story.report


def time_to_block(story: Story) -> timedelta:
    """Median time from receipt to the removal being read back from the platform."""
    assert story.batch  # noqa: S101  the story is told in order
    received = story.batch.received_at
    seen = deliveries.confirmed_of(story.removed.values())
    return timedelta(seconds=median((at - received).total_seconds() for at in seen.values()))


def _whole_queue(reviewer: Actor) -> list[case_queries.QueueLine]:
    total, lines = case_queries.queue(reviewer, limit=100)
    while len(lines) < total:
        lines += case_queries.queue(reviewer, offset=len(lines), limit=100)[1]
    return lines


def _judge(page: case_queries.CasePage) -> Draft:
    """What a careful reviewer might decide, by a rule that a person can read.

    A supported claim and nothing that speaks for journalism: remove, on the platform's own rules
    (the direction reaches one country, so it is no ground for acting everywhere). A possible
    journalist: ask. A claim that a list contradicts: nothing is done, and the sender is told.
    Everything else: ask.
    """
    verdicts = {claim["verdict"] for one in page.referrals for claim in one.claims}
    codes = {reason["code"] for one in page.referrals for reason in one.reasons}
    if "contradicted" in verdicts:
        facts = "The list that the referral names does not name this organisation."
        return Draft("no_action", facts)
    if "possible-press" in codes:
        asked = "The sender doubts it: may be a journalist."
        return Draft("more_information", asked, exceptions={"news": asked})
    if verdicts == {"supported"}:
        return Draft(
            "remove",
            "The account speaks for an organisation that the named list designates.",
            ground="policy",
            policy_ground="Community rules, section 4: no accounts of designated organisations",
            explanation="The designation was in force on the day of the demand.",
        )
    return Draft("more_information", "The claimed basis is not clear from the lists.")


def _work() -> None:
    try:
        worker = Worker(registry())
        while worker.run_until_idle() or deliveries.waiting():
            pass
    finally:
        connection.close()
