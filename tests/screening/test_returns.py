"""Time to return: whether, when and how each removed account came back, and what followed."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import UUID

import pytest

from staydown.cases import actions as cases
from staydown.cases.queries import Draft, PolicyDraft
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.screening import queries
from staydown.screening.actions import judge, screen
from staydown.screening.models import Match, WatchEntry
from tests.support import world
from tests.support.flow import lifted
from tests.support.returning import coming_back
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.django_db
REMOVE = Draft("remove", "It is the same page.", ground="policy", policy_ground="Rule 4")


def test_an_account_that_has_not_returned(senior: Actor, removed: UUID) -> None:
    [row] = queries.returns(senior).as_rows()
    assert (row["mirror"], row["seconds_to_return"]) == ("", "")
    assert row["groups"] == "Specimen Front of Dry River"
    summary = queries.returns(senior).as_json()["all"]
    assert (summary["removed"], summary["returned"]) == (1, 0)
    assert summary["median_seconds_to_return"] is None


def test_from_the_removal_to_the_return_the_hold_and_the_decision(
    asker: Actor, senior: Actor, legal: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    ends = clock.now() + timedelta(days=30)
    policy = cases.draft_policy(senior, PolicyDraft("Hold", "likely", 24, "policy", "Rule 4", ends))
    cases.sign_policy(senior, policy.id)
    cases.sign_policy(legal, policy.id)
    gone = WatchEntry.objects.get().removed_at
    made = clock.short(gone + timedelta(minutes=5))
    with clock.frozen(gone + timedelta(minutes=6)):
        [answer] = screen(asker, [coming_back(created_at=made)])
    with clock.frozen(gone + timedelta(hours=2)):
        cases.decide(senior, answer.matches[0].case, REMOVE)  # type: ignore[union-attr, arg-type]
        world.work_off(platform)
    row = queries.returns(senior).as_rows()[0]
    assert row["mirror"] == "x:id:900001"
    assert row["state"] == "mirror"
    assert row["signals"]
    seconds = [int(row[f"seconds_to_{what}"]) for what in ("return", "hold", "decision")]
    assert seconds == [pytest.approx(one, abs=2) for one in (300, 60, 6900)]
    report = queries.returns(senior).as_json()
    assert report["all"]["within"] == {"hour": 1, "day": 1, "week": 1}
    assert report["all"]["share_within"]["hour"] == 0.5  # the mirror itself was removed too
    assert report["platforms"][0]["what"] == "x"


def test_a_cleared_account_is_no_return(asker: Actor, senior: Actor, removed: UUID) -> None:
    screen(asker, [coming_back()])
    judge(senior, Match.objects.get().id, "not_mirror", "A namesake.")
    assert queries.returns(senior).as_rows()[0]["mirror"] == ""


def test_a_lifted_removal_is_not_counted(
    senior: Actor, removed: UUID, platform: ScriptedPlatform
) -> None:
    lifted(senior, removed)
    world.work_off(platform)
    assert queries.returns(senior).returns == []


def test_only_the_removals_of_a_time(senior: Actor, removed: UUID) -> None:
    now = clock.now()
    assert len(queries.returns(senior, since=now - timedelta(days=1)).returns) == 1
    assert queries.returns(senior, since=now + timedelta(days=1)).returns == []
    assert queries.returns(senior, until=now - timedelta(days=1)).returns == []


def test_the_rows_make_a_csv(senior: Actor, removed: UUID) -> None:
    rows = queries.returns(senior).as_rows()
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert text.getvalue().splitlines()[0].startswith("removed,platform,groups")
