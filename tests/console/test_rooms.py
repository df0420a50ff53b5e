"""Entering the rooms: who sees what, and what the pages show."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from staydown.kernel import clock
from staydown.kernel.permissions import Role
from staydown.ledger import queries as ledger
from staydown.referrals.actions import Submission
from tests.console.conftest import As
from tests.support import world

pytestmark = pytest.mark.django_db


def test_it_asks_a_stranger_to_sign_in_first() -> None:
    for address in ("/", "/batches", "/deliveries", "/screening", "/policies", f"/cases/{uuid4()}"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login")


def test_it_signs_a_reviewer_in_and_leads_to_the_queue() -> None:
    world.person("alice", Role.REVIEWER)
    answer = Client().post("/login", {"username": "alice", "password": world.PASSWORD})
    assert answer.headers["Location"] == "/"


def test_it_says_that_a_password_is_wrong_without_saying_who_exists() -> None:
    world.person("alice", Role.REVIEWER)
    for username in ("alice", "nobody"):
        answer = Client().post("/login", {"username": username, "password": "wrong"})
        assert "do not fit together" in answer.content.decode()


def test_it_signs_out(signed_in: As) -> None:
    client = signed_in(Role.REVIEWER)
    client.post("/logout")
    assert client.get("/").status_code == 302


def test_it_puts_the_nearest_deadline_first(
    signed_in: As, lists_and_peers: None, tmp_path: Path
) -> None:
    world.refer(tmp_path, world.Line("@specimen_never", platform="X"), name="1.csv")
    slow, fast = (
        world.Line("@specimen_slow", platform="X"),
        world.Line("@specimen_fast", platform="X"),
    )
    world.refer(tmp_path, slow, instrument="pk-peca-37", name="2.csv")
    emergency = "pk-peca-37-emergency"
    world.refer(tmp_path, fast, instrument=emergency, name="3.csv", reasons="An attack.")
    page = signed_in(Role.REVIEWER).get("/").content.decode()
    found = re.findall(r"x:handle:specimen_(\w+)", page)
    assert found == ["fast", "slow", "never"]
    assert "no deadline" in page


def test_it_says_who_asks_how_long_there_is_and_the_worst_verdict(
    signed_in: As, batch: Submission
) -> None:
    page = signed_in(Role.REVIEWER).get("/").content.decode()
    for text in ("3 open cases", "Specimen Interior Ministry", "1 day 23 hours left", "✗"):
        assert text in page


def test_it_says_when_a_deadline_has_passed(signed_in: As, batch: Submission) -> None:
    with clock.frozen(clock.now() + timedelta(days=3)):
        page = signed_in(Role.REVIEWER).get("/").content.decode()
    assert "overdue by 1 day" in page


def test_it_says_that_no_case_is_open(signed_in: As) -> None:
    assert "No case is open" in signed_in(Role.REVIEWER).get("/").content.decode()


def test_it_pages_a_long_queue(signed_in: As, lists_and_peers: None, tmp_path: Path) -> None:
    lines = [world.Line(f"@specimen_{number:02}", platform="X") for number in range(52)]
    world.refer(tmp_path, *lines)
    client = signed_in(Role.REVIEWER)
    first, second = (client.get(f"/?page={number}").content.decode() for number in (1, 2))
    assert (first.count("data-line"), second.count("data-line")) == (50, 2)
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("page", ["9", "0", "-1", "nonsense", "٣", "9" * 40])
def test_it_bears_a_page_that_is_not_there(signed_in: As, batch: Submission, page: str) -> None:
    assert signed_in(Role.REVIEWER).get("/", {"page": page}).status_code == 200


def test_it_leads_an_integrator_to_the_deliveries(signed_in: As) -> None:
    assert signed_in(Role.INTEGRATOR).get("/").headers["Location"] == "/deliveries"


def test_it_names_the_permission_that_an_administrator_lacks(signed_in: As) -> None:
    answer = signed_in(Role.ADMINISTRATOR).get("/")
    assert answer.status_code == 403
    assert "cases.read" in answer.content.decode()


def test_it_says_that_there_is_no_such_case(signed_in: As) -> None:
    answer = signed_in(Role.REVIEWER).get(f"/cases/{uuid4()}")
    assert answer.status_code == 404
    assert "There is no such thing" in answer.content.decode()


def test_it_leaves_one_ledger_entry_for_each_page_of_personal_data(
    signed_in: As, batch: Submission
) -> None:
    client = signed_in(Role.AUDITOR)
    for address in ("/", f"/cases/{world.case_of(batch)}", "/deliveries"):
        before = ledger.size()
        assert client.get(address).status_code == 200
        assert ledger.size() == before + 1, address


def test_it_runs_nothing_from_elsewhere_and_keeps_pages_out_of_caches(signed_in: As) -> None:
    answer = signed_in(Role.REVIEWER).get("/")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer.headers["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "<style" not in page
    assert " style=" not in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "https://" not in page
