"""The report says what happened in its time, and names nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.screening import counting
from staydown.screening.actions import judge, screen
from staydown.screening.models import Match
from staydown.transparency import queries
from tests.screening.conftest import (
    asker,
    fresh_process,
    lists_and_peers,
    platform,
    quick_passwords,
    removed,
    senior,
    the_ledger_holds,
)
from tests.support.returning import coming_back, signing_up

__all__ = [
    "asker", "fresh_process", "lists_and_peers", "platform", "quick_passwords", "removed",
    "senior", "the_ledger_holds",
]  # fmt: skip

pytestmark = pytest.mark.django_db


def told(actor: Actor, days: int = 1) -> queries.Report:
    now = clock.now()
    return queries.report(actor, now - timedelta(days=days), now + timedelta(hours=1))


def test_precision_by_tier_and_returns_are_in_it(
    asker: Actor, senior: Actor, removed: UUID
) -> None:
    counting._counts.clear()
    screen(asker, [coming_back(1), coming_back(2), signing_up(3)])
    counting.flush()
    first, second = Match.objects.order_by("id")
    judge(senior, first.id, "mirror", "The same page.")
    judge(senior, second.id, "not_mirror", "A namesake.")
    document = told(senior).document
    assert document["referrals"]["rows"]["accepted"] == 1
    assert document["decisions"] == {"remove (policy)": 1}
    assert document["screening"]["screened"] == {"none": 1, "possible": 0, "likely": 2}
    [likely, _] = document["screening"]["tiers"]
    assert (likely["judged"], likely["mirrors"], likely["share"]) == (2, 1, 0.5)
    assert 0 < likely["low"] < 0.5 < likely["high"] < 1
    assert document["returns"][0]["returned"] == 1


def test_it_names_nobody_in_any_form(asker: Actor, senior: Actor, removed: UUID) -> None:
    screen(asker, [coming_back(1)])
    found = told(senior)
    for text in (str(found.document), str(found.as_rows()), found.as_html()):
        assert "specimen_river" not in text
        assert "900001" not in text


def test_another_time_is_another_report(senior: Actor, removed: UUID) -> None:
    now = clock.now()
    empty = queries.report(senior, now - timedelta(days=9), now - timedelta(days=8)).document
    assert empty["decisions"] == {}
    assert empty["returns"][0]["removed"] == 0


def test_the_page_stands_alone(senior: Actor, removed: UUID, tmp_path: Path) -> None:
    page = told(senior).as_html()
    assert "<script" not in page
    assert "http" not in page
    assert "How often a match was right" in page
