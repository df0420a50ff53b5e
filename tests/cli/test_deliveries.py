"""`staydown deliveries`: carrying out what waits, seeing what is stuck, trying it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from staydown.connectors.registry import Registry
from staydown.enforcement import platform_access, queries
from staydown.kernel import actors, events
from staydown.kernel.permissions import Role
from tests.cli.shell import Ran, Shell, run
from tests.support import world
from tests.support.flow import decided, quick_passwords, the_ledger_holds
from tests.support.world import MemoryPlatform

__all__ = ["quick_passwords", "run", "the_ledger_holds"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(monkeypatch: pytest.MonkeyPatch) -> MemoryPlatform:
    """The one platform of this installation."""
    platform = MemoryPlatform()
    world.serve(monkeypatch, platform)
    monkeypatch.setattr(platform_access, "registry", lambda: Registry([platform]))
    return platform


@pytest.fixture
def removal(db: None, tmp_path: Path, platform: MemoryPlatform) -> None:
    """One account is to be removed."""
    world.load_lists()
    world.add_peers()
    decided(world.person("senior", Role.SENIOR_REVIEWER).as_actor(), tmp_path, "remove")


def listed(run: Shell, *options: str) -> list[dict[str, Any]]:
    ran = run("deliveries", "list", *options)
    assert (ran.status, ran.err) == (0, "")
    return [json.loads(line) for line in ran.out.splitlines()]


def carried_out(run: Shell) -> Ran:
    return run("deliveries", "run")


@pytest.mark.usefixtures("removal")
def test_it_carries_out_what_is_due_and_ends_with_0(run: Shell, platform: MemoryPlatform) -> None:
    ran = carried_out(run)
    assert (ran.status, ran.err) == (0, "")
    assert "1 done" in ran.out
    assert platform.in_force["x:handle:specimen_river"]
    [one] = listed(run)
    assert (one["ref"], one["verb"], one["state"], one["confirmed"]) == (
        "x:handle:specimen_river", "apply", "done", True,
    )  # fmt: skip


@pytest.mark.usefixtures("removal")
def test_a_stuck_one_ends_with_1_is_listed_and_can_be_tried_again(
    run: Shell, platform: MemoryPlatform
) -> None:
    platform.unknown = frozenset({"x:handle:specimen_river"})
    ran = carried_out(run)
    assert (ran.status, "1 stuck" in ran.out) == (1, True)
    [stuck] = listed(run, "--state", "stuck")
    assert stuck["problem"]
    platform.unknown = frozenset()
    again = run("deliveries", "retry", stuck["id"])
    assert (again.status, again.out) == (0, f"{stuck['id']} waits for its next try\n")
    assert carried_out(run).status == 0
    assert [one["state"] for one in listed(run)] == ["done"]


@pytest.mark.usefixtures("removal")
def test_one_that_is_not_stuck_is_not_tried_again(run: Shell) -> None:
    carried_out(run)
    [one] = listed(run)
    assert run("deliveries", "retry", one["id"]).refusal


def test_an_unknown_one_is_one_line(run: Shell) -> None:
    assert run("deliveries", "retry", str(uuid4())).refusal


@pytest.mark.usefixtures("removal")
def test_drift_is_found_on_demand_ends_with_1_and_can_be_restored(
    run: Shell, platform: MemoryPlatform
) -> None:
    carried_out(run)
    assert (run("deliveries", "drift", "--check-now").status, run("deliveries", "drift").raw) == (
        0, b"",
    )  # fmt: skip
    platform.in_force.clear()
    assert run("deliveries", "drift").status == 0  # its time has not come
    ran = run("deliveries", "drift", "--check-now", "--json")
    [one] = ran.document
    assert (ran.status, ran.err) == (1, "1 measures looked at\n")
    assert (one["ref"], one["kind"], one["state"]) == ("x:handle:specimen_river", "remove", "found")
    shown = run("deliveries", "drift")
    assert (shown.status, shown.out.split()[0]) == (1, one["id"])
    assert run("deliveries", "restore", one["id"]).status == 0
    assert carried_out(run).status == 0
    assert platform.in_force["x:handle:specimen_river"]
    assert run("deliveries", "drift", "--json").document == []


@pytest.mark.usefixtures("removal")
def test_what_does_not_drift_is_not_restored(run: Shell) -> None:
    assert "there is no drift" in run("deliveries", "restore", str(uuid4())).refusal


@pytest.mark.usefixtures("removal")
def test_a_stuck_notice_ends_with_1_is_listed_and_can_be_tried_again(
    run: Shell, platform: MemoryPlatform
) -> None:
    carried_out(run)
    platform.unknown = frozenset({"x:handle:specimen_river"})
    case = queries.deliveries(actors.shell())[0].case
    with transaction.atomic():
        payload = {"case": str(case), "ref": "x:handle:specimen_river", "key": "hold-1"}
        told = payload | {"language": "en", "subject": "On hold", "text": "It is on hold."}
        events.record("cases.notice_wanted", told, private=True)
    ran = carried_out(run)
    assert (ran.status, "1 notices to users are stuck" in ran.out) == (1, True)
    [stuck] = [
        json.loads(line)
        for line in run("deliveries", "notices", "--state", "stuck").out.splitlines()
    ]
    assert (stuck["problem"], stuck["subject"]) == ("no-such-account", "On hold")
    platform.unknown = frozenset()
    assert run("deliveries", "retry", stuck["id"]).status == 0
    assert carried_out(run).status == 0
    assert [told.text for told in platform.told.values()] == ["It is on hold."]


def test_with_nothing_to_do_it_says_so(run: Shell, platform: MemoryPlatform) -> None:
    ran = carried_out(run)
    assert ran.status == 0
    assert ran.out.startswith("0 pieces of work done")
    assert listed(run) == []
