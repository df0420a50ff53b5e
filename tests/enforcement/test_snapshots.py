"""The account is recorded when its case opens, and again before it is removed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from staydown.connectors.base import Refused, RetryAt, Unknown
from staydown.enforcement import queries
from staydown.enforcement.models import SnapshotRequest
from staydown.kernel import files
from staydown.kernel.actors import Actor
from staydown.kernel.settings import load
from tests.support import world
from tests.support.flow import decided, delivery, entries, let_time_pass, lifted
from tests.support.scripted import ScriptedPlatform
from tests.support.world import PRESS, SUPPORTED

GONE = Refused("no-such-account", "the platform has no such account")


def occasions(case_id: object) -> list[str]:
    return [one.occasion for one in queries.snapshots_of(case_id)]  # type: ignore[arg-type]


def test_each_account_is_recorded_when_its_case_opens(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    batch = world.refer(tmp_path, SUPPORTED, PRESS)
    world.work_off(platform)
    for row in (1, 2):
        [snapshot] = queries.snapshots_of(world.case_of(batch, row))
        assert snapshot.occasion == "case-opened"
        assert snapshot.account["display_name"] == "SFDR Media"
        [evidence] = snapshot.evidence
        assert files.read(evidence["sha256"]) == b"{}"
    assert len(entries("snapshots.request")) == 1
    assert len(entries("snapshots.take")) == 2


def test_an_account_that_joins_an_open_case_is_not_recorded_twice(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    case = world.case_of(world.refer(tmp_path, SUPPORTED))
    world.refer(tmp_path, SUPPORTED, peer=world.FLAGGER, name="second.csv")
    world.work_off(platform)
    assert occasions(case) == ["case-opened"]


def test_nothing_is_asked_about_accounts_that_no_connector_serves(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    platform.platforms = ()
    world.refer(tmp_path, SUPPORTED)
    world.work_off(platform)
    assert SnapshotRequest.objects.count() == 0
    assert platform.pictured == 0


def test_a_platform_that_cannot_show_it_now_is_asked_again(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    platform.pictures = [RetryAt(timedelta(seconds=1), "HTTP 500"), Unknown("no answer")]
    case = world.case_of(world.refer(tmp_path, SUPPORTED))
    for _ in range(3):
        assert occasions(case) == []
        world.work_off(platform)
        let_time_pass(hours=2)
    assert occasions(case) == ["case-opened"]
    assert SnapshotRequest.objects.get().state == "done"


def test_a_record_that_cannot_be_had_is_a_stuck_item(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    platform.pictures = [GONE]
    world.refer(tmp_path, SUPPORTED)
    world.work_off(platform)
    request = SnapshotRequest.objects.get()
    assert (request.state, request.problem) == ("stuck", "no-such-account")
    [entry] = entries("snapshots.stuck")
    assert entry["data"] == {"case": str(request.case_id), "problem": "no-such-account"}


def test_a_record_that_is_never_had_is_asked_for_no_more(
    tmp_path: Path, platform: ScriptedPlatform
) -> None:
    tries = load().delivery_attempts
    platform.pictures = [Unknown("no answer")] * 100
    world.refer(tmp_path, SUPPORTED)
    for _ in range(tries + 3):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert platform.pictured == tries
    assert SnapshotRequest.objects.get().problem == "tries-used-up"


def test_an_account_is_recorded_again_before_it_is_removed(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    seen: list[list[str]] = []
    platform.during = lambda _order: seen.append(occasions(delivery(case).case))
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert seen[0][0] == "before-acting"
    assert sorted(occasions(case)) == ["before-acting", "case-opened"]


@pytest.mark.parametrize("outcome", ["limit", "withhold"])
def test_what_is_not_destructive_needs_no_record(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, outcome: str
) -> None:
    platform.pictures = [GONE]
    case = decided(senior, tmp_path, outcome)
    world.work_off(platform)
    assert delivery(case).state == "done"
    assert occasions(case) == []


def test_a_removal_stops_where_nothing_can_be_recorded(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.pictures = [GONE]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    stuck = delivery(case)
    assert (stuck.state, stuck.problem) == ("stuck", "no-snapshot: no-such-account")
    assert stuck.attempts == []
    assert platform.calls == []


def test_a_removal_waits_while_nothing_can_be_recorded_now(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    platform.pictures = [Unknown("no answer"), Unknown("no answer")]
    case = decided(senior, tmp_path)
    world.work_off(platform)
    assert platform.calls == []
    assert delivery(case).state == "waiting"
    assert delivery(case).detail == "no snapshot yet: no answer"
    let_time_pass(hours=2)
    world.work_off(platform)
    assert delivery(case).confirmed
    assert "before-acting" in occasions(case)


def test_one_record_before_acting_is_enough_for_all_tries(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    from tests.support.scripted import NOT_NOW, Step

    platform.script = [Step(NOT_NOW)] * 3
    case = decided(senior, tmp_path)
    for _ in range(4):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert occasions(case).count("before-acting") == 1


def test_lifting_needs_no_record(tmp_path: Path, senior: Actor, platform: ScriptedPlatform) -> None:
    case = decided(senior, tmp_path)
    world.work_off(platform)
    lifted(senior, case)
    platform.pictures = [GONE]
    world.work_off(platform)
    assert delivery(case, "lift").state == "done"


def disk_full(_content: bytes) -> NoReturn:
    raise OSError(28, "No space left on device")


def test_a_full_disk_keeps_the_record_waiting_and_nothing_is_called(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = decided(senior, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(files, "keep", disk_full)
        world.work_off(platform)
    assert platform.calls == []
    assert occasions(case) == []
    assert delivery(case).state == SnapshotRequest.objects.get().state == "waiting"
    assert "No space left on device" in delivery(case).detail
    let_time_pass(hours=2)
    world.work_off(platform)
    assert delivery(case).confirmed
    assert sorted(occasions(case)) == ["before-acting", "case-opened"]


def test_a_record_names_its_evidence_and_the_ledger_holds_neither(
    tmp_path: Path, senior: Actor, platform: ScriptedPlatform
) -> None:
    decided(senior, tmp_path, line=replace(SUPPORTED, remarks="specimen remark"))
    world.work_off(platform)
    text = json.dumps(entries())
    for personal in ("SFDR Media", "specimen_river", "specimen remark"):
        assert personal not in text
