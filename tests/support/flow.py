"""What the tests of whole flows share: the ledger holds at the end, and time can pass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F

from staydown.enforcement.models import Delivery, SnapshotRequest
from staydown.kernel import actors
from staydown.kernel.models import EventTask
from staydown.ledger import queries as ledger
from staydown.ledger.models import Entry


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
    for model in (Delivery, SnapshotRequest):
        model.objects.update(next_at=F("next_at") - span)
        model.objects.exclude(leased_until=None).update(leased_until=F("leased_until") - span)


def entries(action: str = "") -> list[dict[str, object]]:
    """The ledger's entries, all or those of one action."""
    bodies = Entry.objects.order_by("seq").values_list("body", flat=True)
    found = [json.loads(body) for body in bodies]
    return [one for one in found if not action or one["action"] == action]
