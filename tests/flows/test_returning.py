"""Removed, back under a new name, held as it signs up, decided by a human: all parts are real.

The homeserver runs the module, which asks this test's own server over HTTP; the connector carries
measures back to the homeserver.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from staydown.cases import actions as cases
from staydown.cases import queries
from staydown.cases.models import Measure
from staydown.cases.queries import Draft, PolicyDraft
from staydown.cli.demo.homeserver import Homeserver
from staydown.connectors.base import Connector
from staydown.connectors.registry import ConnectorConfig, load
from staydown.kernel import actors, clock, keys
from staydown.kernel.actors import Actor
from staydown.kernel.permissions import Role
from staydown.screening import screener
from staydown.screening.models import Match, WatchEntry
from tests.integrations.synapse.door import eventually
from tests.integrations.synapse.homeserver import Person, is_suspended, register, running
from tests.support import world
from tests.support.flow import delivery
from tests.support.world import Line

pytestmark = [pytest.mark.synapse, pytest.mark.django_db(transaction=True)]

Town = Callable[[str], AbstractContextManager[tuple[Homeserver, Connector]]]
REMOVE = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")
RELEASE = Draft("no_action", "A namesake.")
BIO = "Official channel of the Specimen Front of Dry River, desk of the amber kiln."


@pytest.fixture(autouse=True)
def world_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screener, "_screener", [])
    monkeypatch.setattr(screener, "POLL", 0.0)
    world.load_lists()
    world.add_peers()


@pytest.fixture
def senior() -> Actor:
    return world.person("senior", Role.SENIOR_REVIEWER).as_actor()


@pytest.fixture
def town(
    synapse_python: Path, live_server: LiveServer, senior: Actor, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Town:  # fmt: skip
    """A homeserver in a mode, its connector, and an account that was removed from it."""
    _, key = keys.make(actors.shell(), "homeserver", ["screening.screen"])

    @contextmanager
    def open_town(mode: str) -> Iterator[tuple[Homeserver, Connector]]:
        config = {"url": live_server.url, "key": key, "mode": mode, "timeout_ms": 5000}
        with running(synapse_python, tmp_path / "homeserver", config) as server:
            options = {
                "base_url": server.base_url,
                "server_name": server.server_name,
                "token": server.admin_token,
            }
            [connector] = load([ConnectorConfig("synapse", "our homeserver", options)])
            world.serve(monkeypatch, connector)
            _remove(server, connector, senior, tmp_path)
            yield server, connector

    return open_town


def _remove(server: Homeserver, connector: Connector, senior: Actor, folder: Path) -> None:
    old = register(server, "specimen_kiln_desk")
    old.rename("SFDR Kiln Desk")
    old.describe(BIO)
    batch = world.refer(folder, Line(old.user_id, platform="Matrix"), instrument="pk-peca-37")
    case = world.case_of(batch)
    world.work_off(connector)
    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    assert delivery(case).confirmed
    assert WatchEntry.objects.filter(ended_at=None).count() == 1
    screener.screener().follow()


def _let_hold(senior: Actor) -> None:
    ends = clock.now() + timedelta(days=30)
    policy = cases.draft_policy(senior, PolicyDraft("Hold", "likely", 24, "policy", "Rule 4", ends))
    cases.sign_policy(senior, policy.id)
    cases.sign_policy(world.person("legal", Role.LEGAL).as_actor(), policy.id)


def _comes_back(server: Homeserver) -> Person:
    new = register(server, "specimen_kiln_desk2")
    new.rename("SFDR Kiln Desk")
    new.describe(f"Backup of @specimen_kiln_desk, which was suspended. {BIO}")
    return new


def test_a_return_is_held_and_then_removed_by_a_human(town: Town, senior: Actor) -> None:
    _let_hold(senior)
    with town("hold") as (server, connector):
        new = _comes_back(server)
        assert is_suspended(server, new.user_id)
        room = register(server, "specimen_host").open_room()
        assert Person.refusal(new.join(room)) == (403, "M_USER_SUSPENDED")
        match = Match.objects.exclude(hold=None).latest("id")
        assert match.entry.ref.endswith("@specimen_kiln_desk:" + server.server_name)
        world.work_off(connector)
        held = delivery(match.case_id)
        assert (held.confirmed, [one.outcome for one in held.attempts]) == (True, ["already"])
        cases.decide(senior, match.case_id, REMOVE)
        world.work_off(connector)
        assert not server.can_log_in("specimen_kiln_desk2", "a long specimen of a password").allowed
        assert WatchEntry.objects.filter(ended_at=None).count() == 2


def test_a_person_held_by_mistake_is_released_by_a_human_and_told(
    town: Town, senior: Actor
) -> None:
    _let_hold(senior)
    with town("hold") as (server, connector):
        new = _comes_back(server)
        room = register(server, "specimen_host").open_room()
        match = Match.objects.exclude(hold=None).latest("id")
        world.work_off(connector)
        cases.decide(senior, match.case_id, RELEASE)
        world.work_off(connector)
        assert not is_suspended(server, new.user_id)
        assert new.join(room).is_success
        assert new.say(room, "Good evening.").is_success
        assert Measure.objects.get(kind="hold").lifted_at
        assert Match.objects.get(pk=match.pk).state in {"not_mirror", "closed"}


def test_in_shadow_mode_nothing_changes_but_the_case_is_there(town: Town, senior: Actor) -> None:
    _let_hold(senior)
    with town("shadow") as (server, _):
        new = _comes_back(server)
        eventually(lambda: Match.objects.filter(ref=f"matrix:id:{new.user_id}").exists())
        room = new.open_room()
        assert new.say(room, "Good evening.").is_success
        assert not is_suspended(server, new.user_id)
        case = Match.objects.latest("id").case_id
        assert queries.page_of(case).open
        assert not Measure.objects.filter(kind="hold").exists()
