"""What the tests of whole flows share: the ledger holds at the end, and time can pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db.models import F
from pytest_django import Settings

from staydown.cases import actions as cases
from staydown.cases.queries import Draft
from staydown.enforcement import queries as enforcement
from staydown.enforcement.models import Delivery, NoticeDelivery, SnapshotRequest
from staydown.enforcement.queries import DeliveryView
from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.models import EventTask
from staydown.ledger import queries as ledger
from staydown.ledger.models import Entry
from tests.support import world


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Import it, and making people costs nothing: nobody here signs in."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def the_ledger_holds(db: None) -> Iterator[None]:
    """Import it, and after each test every row must still be as the ledger recorded it."""
    yield
    report = ledger.verify(actors.shell())
    assert report.findings == []


def let_time_pass(**hours_or_less: float) -> None:
    """Move every wait and every lease into the past by that much; no wait is part of a record."""
    span = timedelta(**hours_or_less)
    EventTask.objects.filter(done_at=None).update(next_at=F("next_at") - span)
    for model in (Delivery, NoticeDelivery, SnapshotRequest):
        model.objects.update(next_at=F("next_at") - span)
        model.objects.exclude(leased_until=None).update(leased_until=F("leased_until") - span)
    Delivery.objects.exclude(check_at=None).update(check_at=F("check_at") - span)


def entries(action: str = "") -> list[dict[str, object]]:
    """The ledger's entries, all or those of one action."""
    bodies = Entry.objects.order_by("seq").values_list("body", flat=True)
    found = [json.loads(body) for body in bodies]
    return [one for one in found if not action or one["action"] == action]


def decided(
    actor: Actor,
    folder: Path,
    outcome: str = "remove",
    line: world.Line = world.SUPPORTED,
    name: str = "referral.csv",
) -> UUID:
    """The case of an account that was referred and decided; nothing is carried out yet.

    Another `name` makes another file: the same one would be the same batch again.
    """
    case = world.case_of(world.refer(folder, replace(line, reasons=name), name=name))
    territories = ("PK",) if outcome == "withhold" else ()
    draft = Draft(
        outcome,
        "It posts for the group.",
        ground="policy",
        policy_ground="Rule 4",
        territories=territories,
    )
    cases.decide(actor, case, draft)
    return case


def lifted(actor: Actor, case: UUID) -> None:
    """Decide that the case's measure is lifted; nothing is carried out yet."""
    cases.lift(actor, case, facts="The account belongs to a namesake.")


def delivery(case: UUID, verb: str = "apply") -> DeliveryView:
    """The case's one delivery in that direction."""
    [found] = [one for one in enforcement.of_case(case) if one.verb == verb]
    return found


def outcomes(case: UUID, verb: str = "apply") -> list[str]:
    """What came of each attempt."""
    return [attempt.outcome for attempt in delivery(case, verb).attempts]
