"""Screening in the console: figures, time to return, imported scans."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from staydown.cases import actions as cases
from staydown.cases.queries import Draft
from staydown.kernel.permissions import Role
from staydown.ledger import queries as ledger
from staydown.screening import actions, counting
from staydown.screening import queries as screening
from tests.console.conftest import As, Return
from tests.support import world

pytestmark = pytest.mark.django_db

HEADER = "removed,platform,groups,removed_at,chain,mirror,state,returned_at"


def judge(returned: Return, verdict: str) -> None:
    [match] = screening.matches_of(returned.case)
    actions.judge(world.person("judge", Role.REVIEWER).as_actor(), match.id, verdict, "Seen.")


def test_it_shows_the_watchlist_and_how_many_were_screened(signed_in: As, returned: Return) -> None:
    counting.flush()
    page = signed_in(Role.AUDITOR).get("/screening").content.decode()
    for text in ("1 removed account", "100.00%", "staydown-mirrors", "No scan has been imported."):
        assert text in page


def test_it_shows_the_share_that_was_right_with_its_interval(
    signed_in: As, returned: Return
) -> None:
    judge(returned, "mirror")
    page = signed_in(Role.REVIEWER).get("/screening?days=7").content.decode()
    assert '<bdi dir="ltr">21–100%</bdi>' in page
    assert "likely return" in page
    assert "Week from" in page
    assert "band at-4 fill-16" in page


def test_it_shows_how_fast_accounts_returned(signed_in: As, returned: Return) -> None:
    page = signed_in(Role.REVIEWER).get("/screening").content.decode()
    assert "Specimen Front of Dry River" in page
    assert "0 minutes" in page


@pytest.mark.parametrize("days", ["", "365", "nonsense", "-7", "٧"])
def test_it_shows_the_usual_period_where_another_is_asked_for(signed_in: As, days: str) -> None:
    page = signed_in(Role.REVIEWER).get("/screening", {"days": days})
    assert page.status_code == 200
    assert 'href="?days=30" aria-current="true"' in page.content.decode()


def test_it_hands_out_the_returns_as_csv(signed_in: As, returned: Return) -> None:
    answer = signed_in(Role.REVIEWER).get("/screening/returns.csv?days=7")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    [row] = csv.DictReader(answer.content.decode().splitlines())
    assert (row["removed"], row["mirror"]) == ("x:handle:specimen_river", "x:id:900001")


def test_it_hands_out_a_table_without_rows_too(signed_in: As) -> None:
    answer = signed_in(Role.REVIEWER).get("/screening/returns.csv")
    assert answer.content.decode().startswith(HEADER)


def test_it_hands_out_nothing_that_a_spreadsheet_would_run(
    signed_in: As, returned: Return, tmp_path: Path
) -> None:
    line = world.Line("@specimen_sum", "=HYPERLINK(1)", platform="X")
    case = world.case_of(world.refer(tmp_path, line, name="formula.csv"))
    draft = Draft(
        "remove",
        "It posts for the group.",
        ground="policy",
        policy_ground="Rule 4.",
        acknowledged=("=HYPERLINK(1): UN QDe.901",),
    )
    cases.decide(world.person("remover", Role.SENIOR_REVIEWER).as_actor(), case, draft)
    world.work_off(returned.platform)
    content = signed_in(Role.REVIEWER).get("/screening/returns.csv").content.decode()
    groups = [row["groups"] for row in csv.DictReader(content.splitlines())]
    assert "'=HYPERLINK(1)" in groups


def test_it_is_open_to_an_integrator_and_not_to_an_administrator(
    signed_in: As,
) -> None:
    assert signed_in(Role.INTEGRATOR).get("/screening").status_code == 200
    for address in ("/screening", "/screening/returns.csv"):
        answer = signed_in(Role.ADMINISTRATOR).get(address)
        assert answer.status_code == 403
        assert "matches.read" in answer.content.decode()


def test_it_leaves_one_ledger_entry(signed_in: As, returned: Return) -> None:
    client = signed_in(Role.AUDITOR)
    for address in ("/screening", "/screening/returns.csv", f"/cases/{returned.case}", "/"):
        before = ledger.size()
        assert client.get(address).status_code == 200
        assert ledger.size() == before + 1, address
