"""Deciding and lifting in the console: form, preview, confirmation."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from staydown.cases import queries as cases
from staydown.enforcement import queries as enforcement
from staydown.kernel.permissions import Role
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world

pytestmark = pytest.mark.django_db

WITHHOLD = {
    "outcome": "withhold",
    "territories": "pk",
    "ground": "legal",
    "legal_instrument": "pk-peca-37",
    "legal_ground": "Section 37 of the Act.",
    "facts": "The account publishes the group's statements.",
    "automated_detection": "no",
    "exception_news": "No reporting of its own.",
}
CLAIM = "Specimen Army of Paper Moon: UN 1267"


def preview(client: Client, case: UUID, given: dict[str, object]) -> tuple[str, str]:
    """The preview's page, and the sealed draft in it."""
    answer = client.post(f"/cases/{case}/decide", given)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    found = re.search(r'name="preview" value="([^"]+)"', page)
    assert found, page
    return page, unescape(found[1])


def confirm(client: Client, case: UUID, sealed: str) -> int:
    return client.post(f"/cases/{case}/decide/confirm", {"preview": sealed}).status_code


def test_it_decides_nothing_by_a_preview(signed_in: As, batch: Submission) -> None:
    case = world.case_of(batch)
    page, _ = preview(signed_in(Role.REVIEWER), case, WITHHOLD)
    assert "Nothing has been decided yet" in page
    assert cases.decisions(case) == []


def test_it_shows_the_statement_in_both_languages_before_deciding(
    signed_in: As, batch: Submission
) -> None:
    page, _ = preview(signed_in(Role.REVIEWER), world.case_of(batch), WITHHOLD)
    assert '<article class="statement" lang="en" dir="ltr">' in page
    assert '<article class="statement" lang="ur" dir="rtl">' in page
    assert "The account publishes the group&#x27;s statements." in page


def test_it_says_that_no_connector_serves_the_account(signed_in: As, batch: Submission) -> None:
    page, _ = preview(signed_in(Role.REVIEWER), world.case_of(batch), WITHHOLD)
    assert "No connector serves this account" in page


def test_it_says_who_carries_the_measure_and_how_far_it_can_be_undone(
    signed_in: As, batch: Submission, served: world.MemoryPlatform
) -> None:
    page, _ = preview(signed_in(Role.REVIEWER), world.case_of(batch), WITHHOLD)
    assert "memory" in page
    assert "can be undone fully" in page


def test_it_decides_as_previewed_and_carries_it_out(
    signed_in: As, batch: Submission, served: world.MemoryPlatform
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    _, sealed = preview(client, case, WITHHOLD)
    assert confirm(client, case, sealed) == 302
    [decision] = cases.decisions(case)
    assert (decision.outcome, decision.territories) == ("withhold", ("PK",))
    assert decision.exceptions == {"news": "No reporting of its own."}
    world.work_off(served)
    [delivery] = enforcement.of_case(case)
    assert (delivery.state, delivery.confirmed) == ("done", True)
    assert "read back from the platform" in client.get("/deliveries").content.decode()


def test_it_says_that_a_case_was_decided_when_confirmed_twice(
    signed_in: As, batch: Submission
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    _, sealed = preview(client, case, WITHHOLD)
    confirm(client, case, sealed)
    assert confirm(client, case, sealed) == 409
    assert len(cases.decisions(case)) == 1


def test_it_asks_for_information_once_though_confirmed_twice(
    signed_in: As, batch: Submission
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    asked = {"outcome": "more_information", "facts": "Which post?", "automated_detection": "no"}
    page, sealed = preview(client, case, asked)
    assert "its clock stands still until it answers" in page
    confirm(client, case, sealed)
    assert confirm(client, case, sealed) == 409
    assert len(cases.decisions(case)) == 1


def test_it_lets_the_clocks_go_on_when_the_sender_has_answered(
    signed_in: As, batch: Submission
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    asked = {"outcome": "more_information", "facts": "Which post?", "automated_detection": "no"}
    confirm(client, case, preview(client, case, asked)[1])
    assert "paused" in client.get(f"/cases/{case}").content.decode()
    client.post(f"/cases/{case}/clarified", {"note": "letter 7"})
    assert "running" in client.get(f"/cases/{case}").content.decode()


def test_it_wants_a_contradicted_claim_acknowledged(signed_in: As, batch: Submission) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch, 2)
    refused = client.post(f"/cases/{case}/decide", WITHHOLD)
    assert refused.status_code == 422
    assert "Acknowledge that no list bears out" in refused.content.decode()
    page, sealed = preview(client, case, {**WITHHOLD, "acknowledged": [CLAIM]})
    assert "Reported back to its sender as contradicted" in page
    assert confirm(client, case, sealed) == 302
    assert cases.decisions(case)[0].acknowledged == (CLAIM,)


def test_it_shows_each_fault_at_its_field(signed_in: As, batch: Submission) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    page = client.post(f"/cases/{case}/decide", {"outcome": "remove"}).content.decode()
    for field in ("facts", "ground", "automated_detection"):
        assert f'id="id_{field}_error"' in page
    assert cases.decisions(case) == []


def test_it_refuses_a_removal_beyond_the_reach_of_the_instrument(
    signed_in: As, batch: Submission
) -> None:
    everywhere = {**WITHHOLD, "outcome": "remove", "territories": ""}
    answer = signed_in(Role.REVIEWER).post(f"/cases/{world.case_of(batch)}/decide", everywhere)
    assert "reaches PK only" in answer.content.decode()


def test_it_refuses_what_is_no_country_code(signed_in: As, batch: Submission) -> None:
    wrong = {**WITHHOLD, "territories": "Pakistan"}
    answer = signed_in(Role.REVIEWER).post(f"/cases/{world.case_of(batch)}/decide", wrong)
    assert "Not a country code of two letters: PAKISTAN" in answer.content.decode()


def test_it_goes_back_from_the_preview_with_everything_kept(
    signed_in: As, batch: Submission
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    _, sealed = preview(client, case, WITHHOLD)
    page = client.post(f"/cases/{case}/decide", {"preview": sealed}).content.decode()
    assert "The account publishes the group&#x27;s statements." in page
    assert 'value="PK"' in page
    assert "No reporting of its own." in page


def test_it_does_not_take_a_preview_of_another_case_or_person(
    signed_in: As, batch: Submission
) -> None:
    reviewer, other = signed_in(Role.REVIEWER), signed_in(Role.SENIOR_REVIEWER)
    case = world.case_of(batch)
    _, sealed = preview(reviewer, case, WITHHOLD)
    assert confirm(reviewer, world.case_of(batch, 3), sealed) == 400
    assert confirm(other, case, sealed) == 400
    assert confirm(reviewer, case, sealed[:-1]) == 400
    assert cases.decisions(case) == []


def test_it_shows_the_form_again_where_a_false_claim_came_after_the_preview(
    signed_in: As, batch: Submission, tmp_path: Path
) -> None:
    client, case = signed_in(Role.REVIEWER), world.case_of(batch)
    _, sealed = preview(client, case, WITHHOLD)
    false = world.Line(world.SUPPORTED.account, "Specimen Army of Paper Moon", "UN 1267")
    world.refer(tmp_path, false, peer=world.FLAGGER)
    answer = client.post(f"/cases/{case}/decide/confirm", {"preview": sealed})
    assert answer.status_code == 422
    assert "Acknowledge that no list bears out" in answer.content.decode()
    assert cases.decisions(case) == []


def test_it_lets_an_auditor_read_and_not_decide(signed_in: As, batch: Submission) -> None:
    client, case = signed_in(Role.AUDITOR), world.case_of(batch)
    for address in (f"/cases/{case}/decide", f"/cases/{case}/lift"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "cases." in answer.content.decode()


def test_it_lets_a_senior_reviewer_lift_with_reasons_and_a_preview(
    signed_in: As, batch: Submission, served: world.MemoryPlatform
) -> None:
    client, case = signed_in(Role.SENIOR_REVIEWER), world.case_of(batch)
    confirm(client, case, preview(client, case, WITHHOLD)[1])
    world.work_off(served)
    assert client.post(f"/cases/{case}/lift", {"facts": ""}).status_code == 422
    page = client.post(f"/cases/{case}/lift", {"facts": "It was a journalist."}).content.decode()
    assert "Nothing has been lifted yet" in page
    assert len(cases.decisions(case)) == 1
    sealed = unescape(re.search(r'name="preview" value="([^"]+)"', page)[1])  # type: ignore[index]
    assert client.post(f"/cases/{case}/lift/confirm", {"preview": sealed}).status_code == 302
    world.work_off(served)
    assert served.in_force["x:handle:specimen_river"] == set()
    assert client.post(f"/cases/{case}/lift/confirm", {"preview": sealed}).status_code == 409


def test_it_does_not_let_a_reviewer_lift(signed_in: As, batch: Submission) -> None:
    answer = signed_in(Role.REVIEWER).get(f"/cases/{world.case_of(batch)}/lift")
    assert answer.status_code == 403
    assert "cases.lift" in answer.content.decode()


def test_it_has_nothing_to_lift_where_nothing_stands(signed_in: As, batch: Submission) -> None:
    answer = signed_in(Role.LEGAL).get(f"/cases/{world.case_of(batch)}/lift")
    assert answer.status_code == 409
