"""What the domains above are told of what the platform confirmed, and what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from staydown.cases.models import Case
from staydown.connectors.base import Ability, MeasureKind, Refused, Reversible, Snapshot
from staydown.enforcement import queries
from staydown.enforcement.models import SnapshotRequest
from staydown.kernel import actors, clock, events
from staydown.kernel.actors import Actor
from staydown.kernel.models import Event
from staydown.ledger.actions import record
from tests.support import world
from tests.support.flow import decided, delivery, entries, lifted
from tests.support.scripted import ScriptedPlatform

REF = "x:handle:specimen_river"
GONE = Refused("no-such-account", "the platform has no such account")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """The news of enforcement, in order, as a domain above hears it."""
    found: list[tuple[str, dict[str, Any]]] = []
    for name in ("enforcement.apply_confirmed", "enforcement.lift_confirmed"):

        def hear(payload: dict[str, Any], name: str = name) -> None:
            found.append((name, payload))

        monkeypatch.setitem(events._handlers, name, {"tests.hear": hear})
    return found


def named(name: str) -> Snapshot:
    """What the platform shows of the account under this display name."""
    return Snapshot(clock.now(), {"id": "7", "platform": "x", "display_name": name}, ())


def test_the_news_of_a_removal_carries_the_account_as_it_was_before(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    platform.pictures = [named("Before acting"), named("Case opened")]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    done = delivery(case)
    assert done.ended_at is not None
    assert heard == [
        (
            "enforcement.apply_confirmed",
            {
                "delivery": str(done.id),
                "measure": str(done.measure),
                "case": str(case),
                "ref": REF,
                "kind": "remove",
                "account": {"id": "7", "platform": "x", "display_name": "Before acting"},
                "confirmed_at": clock.iso(done.ended_at),
            },
        )
    ]


def test_nothing_is_kept_of_the_news_once_it_is_heard(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    lifted(senior, decided(senior, tmp_path))
    world.work_off(platform)
    assert heard
    assert not Event.objects.filter(name__startswith="enforcement.").exists()


def test_of_a_measure_that_needs_no_snapshot_it_carries_the_one_of_the_case(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    world.refer(tmp_path, world.SUPPORTED)
    platform.pictures = [named("Case opened")]
    world.work_off(platform)
    decided(senior, tmp_path, "limit", name="second.csv")
    world.work_off(platform)
    [(_, payload)] = heard
    assert (payload["kind"], payload["account"]["display_name"]) == ("limit", "Case opened")


def test_it_says_so_where_nothing_is_known_of_the_account(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    platform.pictures = [GONE, GONE]
    decided(senior, tmp_path, "limit")
    world.work_off(platform)
    assert [payload["account"] for _, payload in heard] == [None]


def test_the_news_of_a_lift_names_what_was_lifted(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    world.work_off(platform)
    done = delivery(case, "lift")
    assert heard[1] == (
        "enforcement.lift_confirmed",
        {
            "delivery": str(done.id),
            "measure": str(done.measure),
            "case": str(case),
            "ref": REF,
            "kind": "remove",
        },
    )


def test_there_is_no_news_of_what_the_platform_does_not_show(
    tmp_path: Path,
    senior: Actor,
    platform: ScriptedPlatform,
    heard: list[tuple[str, dict[str, Any]]],
) -> None:
    blind = Ability(apply=True, lift=True, read=False, reversible=Reversible.NO, note="Blind.")
    platform.abilities = {MeasureKind.REMOVE: blind}
    decided(senior, tmp_path)
    world.work_off(platform)
    assert heard == []


def matched(ref: str = REF) -> UUID:
    """A case that a match opened, and the news of it."""
    with transaction.atomic():
        case = Case(ref=ref)
        case.save(force_insert=True)
        events.record("cases.opened_by_match", {"case": str(case.id), "ref": ref})
        record("cases.open", actors.system(), rows=[case])
    return case.id


def test_the_account_of_a_case_that_a_match_opened_is_recorded(platform: ScriptedPlatform) -> None:
    case = matched()
    world.work_off(platform)
    assert [one.occasion for one in queries.snapshots_of(case)] == ["case-opened"]
    request = SnapshotRequest.objects.get()
    assert (request.case_id, request.batch, request.state) == (case, None, "done")
    [entry] = entries("snapshots.request")
    assert entry["data"] == {"case": str(case)}


def test_several_are_each_vouched_for_beside_those_of_a_batch(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    world.refer(tmp_path, world.SUPPORTED, world.PRESS)
    matched("x:handle:specimen_one")
    matched("x:handle:specimen_two")
    world.work_off(platform)
    assert SnapshotRequest.objects.filter(state="done").count() == 4


def test_nothing_is_asked_where_no_connector_serves_the_match(platform: ScriptedPlatform) -> None:
    matched("facebook:id:1")
    world.work_off(platform)
    assert not SnapshotRequest.objects.exists()
