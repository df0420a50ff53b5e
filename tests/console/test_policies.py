"""Standing policies in the console: drafted, signed by two people, switched off."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from staydown.cases import queries as cases
from staydown.cases.queries import PolicyView
from staydown.kernel import actors, clock
from staydown.kernel.permissions import Role
from tests.console.conftest import As, Return, signed_policy

pytestmark = pytest.mark.django_db

DRAFT = {
    "name": "Likely returns at sign-up",
    "tier": "likely",
    "hours": "48",
    "ground": "policy",
    "basis": "Rule 4.2: no returns of removed accounts.",
    "most_wrong": "10",
    "judged_least": "10",
    "most_hourly": "20",
    "most_an_entry": "5",
}


def draft(**changes: str) -> dict[str, str]:
    ends = (clock.now() + timedelta(days=30)).date().isoformat()
    return {**DRAFT, "ends_at": ends, **changes}


def drafted(client: Client) -> PolicyView:
    assert client.post("/policies/new", draft()).status_code == 302
    [policy] = cases.policies(actors.shell())
    return policy


def state() -> str:
    [policy] = cases.policies(actors.shell())
    return policy.state


def test_it_says_that_automation_does_nothing_alone_without_a_policy(signed_in: As) -> None:
    page = signed_in(Role.AUDITOR).get("/policies").content.decode()
    assert "No policy is in force now" in page
    assert "No policy has been drafted yet." in page
    assert "/policies/new" not in page


def test_it_keeps_a_draft_that_does_nothing(signed_in: As) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    policy = drafted(client)
    assert (policy.state, policy.hours, policy.tier) == ("draft", 48, "likely")
    page = client.get(f"/policies/{policy.id}").content.decode()
    for text in (
        "Nobody has signed yet: two different people must.",
        "The hold lifts itself after 48 hours",
        "automation removes no account, and lengthens no hold",
        "Rule 4.2: no returns of removed accounts.",
        "if more than 10 percent of its judged holds turn out wrong",
    ):
        assert text in page


def test_its_last_day_is_whole(signed_in: As) -> None:
    policy = drafted(signed_in(Role.LEGAL))
    assert policy.ends_at.strftime("%H:%M") == "23:59"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", ""),
        ("tier", "certain"),
        ("tier", ""),
        ("hours", "0"),
        ("hours", "169"),
        ("hours", "two"),
        ("hours", "٣٠٠"),
        ("ground", ""),
        ("basis", "  "),
        ("ends_at", "2001-01-01"),
        ("ends_at", "9999-12-31"),
        ("ends_at", "tomorrow"),
        ("most_wrong", "51"),
        ("judged_least", "0"),
        ("most_hourly", "-3"),
        ("most_an_entry", "1001"),
        ("most_an_entry", "9" * 40),
    ],
)
def test_it_shows_what_is_wrong_at_its_field(signed_in: As, field: str, wrong: str) -> None:
    answer = signed_in(Role.SENIOR_REVIEWER).post("/policies/new", draft(**{field: wrong}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert page.count('_error"><div>') == 1
    assert cases.policies(actors.shell()) == []


def test_it_shows_every_fault_of_an_empty_form(signed_in: As) -> None:
    page = signed_in(Role.LEGAL).post("/policies/new", {"name": ""}).content.decode()
    for field in ("name", "tier", "hours", "ground", "basis", "ends_at", "most_hourly"):
        assert f'id="id_{field}_error"' in page


def test_it_is_in_force_once_two_people_have_signed(signed_in: As) -> None:
    first, second = signed_in(Role.SENIOR_REVIEWER), signed_in(Role.LEGAL)
    policy = drafted(first)
    address = f"/policies/{policy.id}"
    page = first.post(f"{address}/sign", follow=True).content.decode()
    assert "You have signed: a second person must sign too." in page
    assert f"{address}/sign" not in page
    assert state() == "signed"
    assert "Sign, and put it in force" in second.get(address).content.decode()
    page = second.post(f"{address}/sign", follow=True).content.decode()
    assert "Your signature is kept. The policy is in force." in page
    assert state() == "in_force"
    for name in ("Senior Reviewer", "Legal"):
        assert f"Signed by <bdi>{name}</bdi>" in page


def test_it_does_not_let_one_person_sign_twice(signed_in: As) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    policy = drafted(client)
    client.post(f"/policies/{policy.id}/sign")
    assert client.post(f"/policies/{policy.id}/sign").status_code == 409
    assert state() == "signed"


def test_it_is_switched_off_with_a_reason(signed_in: As) -> None:
    client, policy = signed_in(Role.LEGAL), signed_policy()
    refused = client.post(f"/policies/{policy}/off", {"reason": " "})
    assert refused.status_code == 422
    assert "Say why the policy is switched off." in refused.content.decode()
    assert state() == "in_force"
    page = client.post(f"/policies/{policy}/off", {"reason": "Too many."}, follow=True)
    assert state() == "off"
    for text in ("It places no hold any more", "Too many.", "Switched off by <bdi>Legal</bdi>"):
        assert text in page.content.decode()
    assert client.post(f"/policies/{policy}/off", {"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUDITOR, Role.LIAISON_OFFICER])
def test_others_may_read_policies_but_not_write_or_sign_them(signed_in: As, role: Role) -> None:
    client, policy = signed_in(role), signed_policy()
    page = client.get(f"/policies/{policy}").content.decode()
    assert "in force" in page
    assert "/sign" not in page
    assert "/off" not in page
    assert client.get("/policies/new").status_code == 403
    for address, given in (
        ("/policies/new", draft()),
        (f"/policies/{policy}/sign", {}),
        (f"/policies/{policy}/off", {"reason": "No."}),
    ):
        answer = client.post(address, given)
        assert answer.status_code == 403
        assert "policies.sign" in answer.content.decode()
    assert state() == "in_force"


@pytest.mark.parametrize("role", [Role.INTEGRATOR, Role.ADMINISTRATOR])
def test_some_may_not_see_policies_at_all(signed_in: As, role: Role) -> None:
    assert signed_in(role).get("/policies").status_code == 403
    assert signed_in(role).get(f"/policies/{signed_policy()}").status_code == 403


def test_it_says_that_there_is_no_such_policy(signed_in: As) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    assert client.get(f"/policies/{uuid4()}").status_code == 404
    assert client.post(f"/policies/{uuid4()}/sign").status_code == 404


def test_it_shows_what_its_holds_came_to(signed_in: As, returned: Return) -> None:
    page = signed_in(Role.AUDITOR).get(f"/policies/{returned.policy}").content.decode()
    assert "(1 in the last hour)" in page
    assert "none judged; at most 10 percent" in page
