"""Returns of removed accounts in the console: shown, judged, held, decided."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client

from staydown.cases import actions as case_actions
from staydown.cases import queries as cases
from staydown.kernel import clock
from staydown.kernel.permissions import Role
from staydown.screening import actions
from staydown.screening import queries as screening
from staydown.screening.queries import Answer, MatchView
from tests.console.conftest import As, Return
from tests.screening.conftest import coming_back
from tests.support import world
from tests.support.flow import decided

pytestmark = pytest.mark.django_db

REMOVE = {
    "outcome": "remove",
    "ground": "policy",
    "policy_ground": "Rule 4.2.",
    "facts": "It says so itself.",
    "automated_detection": "yes",
}
NOT_IT = {"outcome": "no_action", "facts": "A fan page.", "automated_detection": "yes"}


def the_match(returned: Return) -> MatchView:
    [match] = screening.matches_of(returned.case)
    return match


def judging(returned: Return, verdict: str) -> dict[str, str]:
    return {f"match_{the_match(returned).id}": verdict}


def page_of(client: Client, returned: Return) -> str:
    return client.get(f"/cases/{returned.case}").content.decode()


def sealed(page: str) -> str:
    found = re.search(r'name="preview" value="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def decide(client: Client, returned: Return, given: dict[str, str]) -> str:
    """Preview and confirm; the preview's page."""
    page = client.post(f"/cases/{returned.case}/decide", given).content.decode()
    address = f"/cases/{returned.case}/decide/confirm"
    assert client.post(address, {"preview": sealed(page)}).status_code == 302
    return page


def test_it_shows_the_account_beside_the_removed_one(signed_in: As, returned: Return) -> None:
    page = page_of(signed_in(Role.REVIEWER), returned)
    assert "Looks like a removed account" in page
    assert f'/cases/{returned.removed}">' in page
    for text in ("x:handle:specimen_river", "likely return", "not judged yet", "Of 100 pairs"):
        assert text in page


def test_it_shows_the_evidence_the_strongest_first(signed_in: As, returned: Return) -> None:
    page = page_of(signed_in(Role.REVIEWER), returned)
    said = [float(bits) for bits in re.findall(r"text-nowrap\">([\d.]+) bits", page)]
    speaking_for = [one["bits"] for one in the_match(returned).evidence if one["bits"] >= 0.05]
    assert said[: min(5, len(speaking_for))] == sorted(said[: len(speaking_for[:5])], reverse=True)
    assert "Speaks against it" in page
    assert "fill-20" in page


def test_it_says_that_the_account_is_on_hold_until_when_and_why(
    signed_in: As, returned: Return
) -> None:
    page = page_of(signed_in(Role.AUDITOR), returned)
    assert "On provisional hold until" in page
    assert "It lifts itself then" in page
    assert f"/policies/{returned.policy}" in page
    assert "A provisional hold was placed under a standing policy." in page


def test_it_shows_no_clock_where_nobody_referred_the_account(
    signed_in: As, returned: Return
) -> None:
    assert "clocks-title" not in page_of(signed_in(Role.REVIEWER), returned)


def test_it_does_not_offer_to_lift_a_hold(signed_in: As, returned: Return) -> None:
    client = signed_in(Role.SENIOR_REVIEWER)
    assert "/lift" not in page_of(client, returned)
    answer = client.get(f"/cases/{returned.case}/lift")
    assert answer.status_code == 409
    assert "deciding the case ends it" in answer.content.decode()


def test_it_shows_that_the_hold_lifted_itself(signed_in: As, returned: Return) -> None:
    with clock.frozen(clock.now() + timedelta(hours=49)):
        case_actions.lapse_due()
    page = page_of(signed_in(Role.REVIEWER), returned)
    assert "The hold lifted itself: nobody decided in time." in page
    assert "On provisional hold until" not in page


def test_it_asks_whether_it_is_the_return_before_what_is_to_be_done(
    signed_in: As, returned: Return
) -> None:
    page = signed_in(Role.REVIEWER).get(f"/cases/{returned.case}/decide").content.decode()
    assert page.index("Is it the removed account") < page.index("What is to be done?")
    assert re.search(r'value="yes"[^>]*checked', page)
    assert "Ask the sender for more information" not in page


def test_it_wants_each_match_judged(signed_in: As, returned: Return) -> None:
    answer = signed_in(Role.REVIEWER).post(f"/cases/{returned.case}/decide", REMOVE)
    assert answer.status_code == 422
    assert f"id_match_{the_match(returned).id}_error" in answer.content.decode()


def test_it_takes_no_other_judgement(signed_in: As, returned: Return) -> None:
    given = REMOVE | judging(returned, "guilty")
    answer = signed_in(Role.REVIEWER).post(f"/cases/{returned.case}/decide", given)
    assert answer.status_code == 422
    assert the_match(returned).state == "open"


def test_it_decides_and_judges_as_previewed(signed_in: As, returned: Return) -> None:
    client = signed_in(Role.REVIEWER)
    page = decide(client, returned, REMOVE | judging(returned, "mirror"))
    assert "The provisional hold ends with this decision." in page
    assert "Yes, it is the removed account&#x27;s return" in page
    match = the_match(returned)
    assert (match.state, match.judged_by, match.judged_why) == (
        "mirror",
        "Reviewer",
        "It says so itself.",
    )
    [decision] = cases.decisions(returned.case)
    assert decision.automated_detection
    [standing] = cases.measures_in_force(match.ref)
    assert standing.kind == "remove"
    after = page_of(client, returned)
    assert "judged: its return" in after
    assert "The hold ended." in after


def test_it_tells_the_user_that_a_person_ended_the_hold(signed_in: As, returned: Return) -> None:
    page = decide(signed_in(Role.REVIEWER), returned, NOT_IT | judging(returned, "not_mirror"))
    assert "The user is told that a person ended it." in page
    assert "It is not raised again for this removed account" in page
    assert the_match(returned).state == "not_mirror"
    assert cases.measures_in_force(the_match(returned).ref) == []


def test_it_goes_back_from_the_preview_with_the_judgement_kept(
    signed_in: As, returned: Return
) -> None:
    client, address = signed_in(Role.REVIEWER), f"/cases/{returned.case}/decide"
    page = client.post(address, REMOVE | judging(returned, "undecided")).content.decode()
    back = client.post(address, {"preview": sealed(page)}).content.decode()
    assert re.search(r'value="undecided"[^>]*checked', back)
    assert the_match(returned).state == "open"


def test_it_tells_the_second_of_two_deciders_that_somebody_was_first(
    signed_in: As, returned: Return
) -> None:
    client, address = signed_in(Role.REVIEWER), f"/cases/{returned.case}/decide"
    page = client.post(address, REMOVE | judging(returned, "mirror")).content.decode()
    decide(signed_in(Role.SENIOR_REVIEWER), returned, NOT_IT | judging(returned, "not_mirror"))
    again = client.post(f"{address}/confirm", {"preview": sealed(page)})
    assert again.status_code == 409
    assert the_match(returned).state == "not_mirror"
    assert len(cases.decisions(returned.case)) == 1


def test_it_asks_again_where_a_match_came_after_the_preview(
    signed_in: As, returned: Return, tmp_path: Path
) -> None:
    client, address = signed_in(Role.REVIEWER), f"/cases/{returned.case}/decide"
    match = the_match(returned)
    page = client.post(address, REMOVE | judging(returned, "mirror")).content.decode()
    another_entry(returned, tmp_path)
    answer = client.post(f"{address}/confirm", {"preview": sealed(page)})
    [new] = [one for one in screening.matches_of(returned.case) if one.id != match.id]
    assert answer.status_code == 422
    assert f"id_match_{new.id}_error" in answer.content.decode()
    assert cases.decisions(returned.case) == []


def another_entry(returned: Return, folder: Path) -> None:
    """A second account of the group is removed, and the return resembles that one too."""
    line = world.Line("https://x.com/specimen_river1")
    senior = world.person("remover", Role.SENIOR_REVIEWER).as_actor()
    decided(senior, folder, line=line, name="second.csv")
    world.work_off(returned.platform)
    asker = world.person("platform_program", Role.INTEGRATOR).as_actor()
    [answer] = actions.screen(asker, [coming_back() | {"event": "later", "occasion": "profile"}])
    assert isinstance(answer, Answer)
    assert len(answer.matches) == 2


def test_it_marks_the_return_and_its_hold_in_the_queue(signed_in: As, returned: Return) -> None:
    page = signed_in(Role.REVIEWER).get("/").content.decode()
    for text in ("likely return", "on hold", "1 day 23 hours left", "then the hold lifts itself"):
        assert text in page


def test_it_does_not_let_an_auditor_judge(signed_in: As, returned: Return) -> None:
    answer = signed_in(Role.AUDITOR).post(
        f"/cases/{returned.case}/decide", REMOVE | judging(returned, "mirror")
    )
    assert answer.status_code == 403
    assert the_match(returned).state == "open"
