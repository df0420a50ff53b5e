"""The whole flow on a real homeserver: from a referral file to a blocked account, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from django.db import transaction

from staydown.cases import actions as cases
from staydown.cases import queries
from staydown.cases.queries import Draft
from staydown.cli.demo.homeserver import Homeserver, NewUser
from staydown.connectors.base import Connector, MeasureKind, Order
from staydown.connectors.registry import ConnectorConfig, Registry, load
from staydown.enforcement import actions as restoring
from staydown.enforcement import drift
from staydown.enforcement import queries as enforcement
from staydown.kernel import actors, events, files
from staydown.kernel.actors import Actor
from staydown.platforms import parse_ref
from tests.support import world
from tests.support.flow import delivery, entries, lifted
from tests.support.synapse import Inbox, as_admin
from tests.support.world import Line

pytestmark = [pytest.mark.synapse, pytest.mark.usefixtures("lists_and_peers")]

PASSWORD = "specimen password"
NAME = "specimen_flow"
REMOVE = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")


@pytest.fixture
def connector(homeserver: Homeserver, monkeypatch: pytest.MonkeyPatch) -> Connector:
    options = {
        "base_url": homeserver.base_url,
        "server_name": homeserver.server_name,
        "token": homeserver.admin_token,
    }
    [connector] = load([ConnectorConfig("synapse", "our homeserver", options)])
    world.serve(monkeypatch, connector)
    return connector


def state(homeserver: Homeserver, name: str) -> dict[str, Any]:
    """The account as the homeserver itself tells it."""
    user = quote(homeserver.user_id(name), safe="")
    url = f"{homeserver.base_url}/_synapse/admin/v2/users/{user}"
    headers = {"Authorization": f"Bearer {homeserver.admin_token}"}
    answer = httpx.get(url, headers=headers, trust_env=False).raise_for_status().json()
    return {field: answer[field] for field in ("locked", "suspended", "deactivated")}


def refer(folder: Path, homeserver: Homeserver, *names: str) -> list[UUID]:
    lines = [Line(homeserver.user_id(name), platform="Matrix") for name in names]
    batch = world.refer(folder, *lines, instrument="pk-peca-37")
    return [world.case_of(batch, row) for row in range(1, len(names) + 1)]


def test_a_referred_account_is_blocked_read_back_and_given_back(
    tmp_path: Path, homeserver: Homeserver, connector: Connector, senior: Actor
) -> None:
    homeserver.register([NewUser(NAME, PASSWORD, "SFDR Media")])
    assert homeserver.can_log_in(NAME, PASSWORD).allowed

    [case] = refer(tmp_path, homeserver, NAME)
    [referral] = queries.page_of(case).referrals
    assert [claim["verdict"] for claim in referral.claims] == ["supported"]
    world.work_off(connector)
    assert [one.occasion for one in enforcement.snapshots_of(case)] == ["case-opened"]
    assert homeserver.can_log_in(NAME, PASSWORD).allowed  # nobody has decided yet

    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    done = delivery(case)
    assert (done.state, done.confirmed, done.connector) == ("done", True, "our homeserver")
    assert state(homeserver, NAME) == {"locked": True, "suspended": True, "deactivated": False}
    assert homeserver.can_log_in(NAME, PASSWORD).reason == "M_USER_LOCKED"

    lifted(senior, case)
    world.work_off(connector)
    assert delivery(case, "lift").confirmed
    assert state(homeserver, NAME) == {"locked": False, "suspended": False, "deactivated": False}
    assert homeserver.can_log_in(NAME, PASSWORD).allowed

    rows = list(queries.answer(actors.shell(), referral.batch))
    assert [row["outcome"] for row in rows] == ["lift"]
    told = [one["action"] for one in entries()]
    assert [told.count(one) for one in ("cases.decide", "cases.lift", "deliveries.done")] == [
        1, 1, 2,
    ]  # fmt: skip


def test_a_suspended_user_finds_out_why(
    tmp_path: Path, homeserver: Homeserver, connector: Connector
) -> None:
    homeserver.register([NewUser("specimen_told", PASSWORD, "SFDR Media")])
    [case] = refer(tmp_path, homeserver, "specimen_told")
    ref = parse_ref(f"matrix:id:{homeserver.user_id('specimen_told')}")
    connector.apply(Order(ref, MeasureKind.HOLD, "specimen-hold"))
    told = {"language": "en", "subject": "On hold", "text": "A person will look at it."}
    with transaction.atomic():
        payload = {"case": str(case), "ref": str(ref), "key": "hold-1", **told}
        events.record("cases.notice_wanted", payload, private=True)
    world.work_off(connector)
    assert [one.state for one in enforcement.of_case_notices(case)] == ["done"]
    with Inbox(homeserver, "specimen_told", PASSWORD) as inbox:
        assert inbox.read() == [
            (homeserver.user_id("notices"), "On hold\n\nA person will look at it.")
        ]


def test_what_somebody_lifts_on_the_homeserver_is_found_and_restored(
    tmp_path: Path, homeserver: Homeserver, connector: Connector, senior: Actor
) -> None:
    homeserver.register([NewUser("specimen_lost", PASSWORD, "SFDR Media")])
    [case] = refer(tmp_path, homeserver, "specimen_lost")
    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    user = homeserver.user_id("specimen_lost")
    as_admin(homeserver, "PUT", f"v2/users/{user}", {"locked": False})
    assert homeserver.can_log_in("specimen_lost", PASSWORD).allowed

    drift.look_at_all(Registry([connector]))
    [lost] = enforcement.of_case_drifts(case)
    assert (lost.state, lost.detail) == ("found", "not locked, suspended")
    restoring.restore(senior, lost.id)
    world.work_off(connector)
    assert [one.state for one in enforcement.of_case_drifts(case)] == ["restored"]
    assert homeserver.can_log_in("specimen_lost", PASSWORD).reason == "M_USER_LOCKED"


def test_what_the_account_was_is_kept_before_it_is_touched(
    tmp_path: Path, homeserver: Homeserver, connector: Connector, senior: Actor
) -> None:
    homeserver.register([NewUser("specimen_kept", PASSWORD, "SFDR Media")])
    [case] = refer(tmp_path, homeserver, "specimen_kept")
    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    snapshots = enforcement.snapshots_of(case)
    assert sorted(one.occasion for one in snapshots) == ["before-acting", "case-opened"]
    assert {one.account["display_name"] for one in snapshots} == {"SFDR Media"}
    for evidence in snapshots[0].evidence:
        assert files.read(evidence["sha256"])


def test_an_account_that_the_homeserver_does_not_have_is_a_stuck_item(
    tmp_path: Path, homeserver: Homeserver, connector: Connector, senior: Actor
) -> None:
    [case] = refer(tmp_path, homeserver, "specimen_never_there")
    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    assert delivery(case).problem == "no-snapshot: no-such-account"


def test_who_runs_the_homeserver_is_not_locked_out(
    tmp_path: Path, homeserver: Homeserver, connector: Connector, senior: Actor
) -> None:
    homeserver.register([NewUser("specimen_admin", PASSWORD, "Admin", admin=True)])
    [case] = refer(tmp_path, homeserver, "specimen_admin")
    cases.decide(senior, case, REMOVE)
    world.work_off(connector)
    assert delivery(case).problem == "protected"
    assert homeserver.can_log_in("specimen_admin", PASSWORD).allowed
