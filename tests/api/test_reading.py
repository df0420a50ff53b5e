"""Cases, deliveries and matches over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from staydown.cases import queries as cases
from staydown.kernel import actors
from staydown.kernel.actors import Actor
from staydown.kernel.errors import NotFound
from staydown.kernel.ids import new_id
from staydown.kernel.permissions import Role
from staydown.screening import queries as screening
from tests.api.answers import content, refusal
from tests.api.conftest import With
from tests.support import world
from tests.support.flow import decided, entries, quick_passwords, the_ledger_holds

__all__ = ["quick_passwords", "the_ledger_holds"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists_and_peers")]


@pytest.fixture
def reviewer(db: None) -> Actor:
    return world.person("specimen_reviewer", Role.REVIEWER).as_actor()


@pytest.fixture
def three(tmp_path: Path) -> list[UUID]:
    """Three open cases, the newest first."""
    world.refer(tmp_path, world.SUPPORTED, world.CONTRADICTED, world.PRESS)
    return [one.id for one in cases.listed(actors.shell())]


def get(program: Client, path: str) -> Any:
    response = program.get(f"/api/v1/{path}")
    assert response.status_code == 200, content(response)
    return response.json()


def walked(program: Client, path: str, key: str) -> list[str]:
    """That key of each item, page after page."""
    found, after = [], ""
    while True:
        page = get(program, f"{path}{after}")
        found += [item[key] for item in page["items"]]
        if page["next"] is None:
            return found
        after = f"&after={page['next']}"


def test_cases_come_page_by_page_the_newest_first(with_key: With, three: list[UUID]) -> None:
    program = with_key("cases.read")
    for limit in (1, 2, 3, 4):
        assert walked(program, f"cases?limit={limit}", "case") == [str(case) for case in three]
    [first, *_] = get(program, "cases")["items"]
    assert first == {
        "case": str(three[0]),
        "ref": "instagram:handle:specimen.desk",
        "open": True,
        "opened_at": first["opened_at"],
        "outcome": None,
        "peers": ["Specimen Interior Ministry"],
        "instruments": ["tos-referral"],
        "verdict": "supported",
    }
    assert first["opened_at"].endswith("Z")


def test_cases_are_chosen_by_state_and_account(
    with_key: With, reviewer: Actor, three: list[UUID], tmp_path: Path
) -> None:
    line = replace(world.SUPPORTED, account="https://x.com/specimen_other")
    case = decided(reviewer, tmp_path, line=line, name="other.csv")
    program = with_key("cases.read")
    [closed] = get(program, "cases?state=closed")["items"]
    assert (closed["case"], closed["outcome"]) == (str(case), "remove")
    assert len(get(program, "cases?state=open")["items"]) == 3
    [one] = get(program, "cases?ref=telegram:handle:specimen_moon")["items"]
    assert one["verdict"] == "contradicted"


def test_a_case_is_read_whole_and_the_reading_is_recorded(
    with_key: With, reviewer: Actor, tmp_path: Path
) -> None:
    case = decided(reviewer, tmp_path)
    found = get(with_key("cases.read"), f"cases/{case}")
    assert (found["case"], found["open"]) == (str(case), False)
    [referral], [decision], [measure] = (
        found["referrals"], found["decisions"], found["measures"]
    )  # fmt: skip
    assert referral["instrument"] == "tos-referral"
    assert referral["clock"]["state"] == "met"
    assert (decision["outcome"], decision["decided_by"]) == ("remove", "Specimen Reviewer")
    assert (measure["kind"], measure["in_force"]) == ("remove", True)
    [entry] = entries("cases.read")
    assert entry["data"] == {"case": str(case)}
    assert str(entry["actor"]).startswith("key:")


def test_deliveries_are_found_by_case_and_state(
    with_key: With, reviewer: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = world.MemoryPlatform()
    world.serve(monkeypatch, platform)
    case = decided(reviewer, tmp_path)
    other = decided(
        reviewer, tmp_path, line=replace(world.SUPPORTED, account="https://x.com/specimen_b"),
        name="b.csv",
    )  # fmt: skip
    world.work_off(platform)
    program = with_key("deliveries.read")
    [one] = get(program, f"deliveries?case={case}")["items"]
    assert (one["case"], one["state"], one["confirmed"]) == (str(case), "done", True)
    assert one["attempts"]
    assert get(program, f"deliveries/{one['delivery']}") == one
    assert walked(program, "deliveries?limit=1&state=done", "case") == [str(other), str(case)]
    assert get(program, "deliveries?state=stuck") == {"items": [], "next": None}
    assert len(entries("deliveries.read")) == 1
    chosen = [entry["data"] for entry in entries("deliveries.list")]
    assert {"state": "", "shown": 1, "case": str(case)} in chosen


@dataclass(frozen=True, slots=True)
class Match:
    """As screening has it."""

    id: UUID
    account: str
    probability: float
    evidence: tuple[dict[str, Any], ...]
    state: str
    screened_at: datetime


class Matches:
    """The newest first, and a report of returns."""

    def __init__(self) -> None:
        at = datetime(2026, 11, 28, 10, tzinfo=UTC)
        evidence = ({"signal": "bio", "bits": 9.5, "text": "واپس"},)
        states = ["open", "open", "confirmed"]
        found = [Match(new_id(), f"a{n}", 0.9, evidence, states[n], at) for n in range(3)]
        self.kept = found[::-1]

    def matches(
        self, actor: Actor, *, state: str = "", after: UUID | None = None, limit: int = 100
    ) -> Sequence[Match]:
        actor.require("matches.read")
        chosen = [one for one in self.kept if not state or one.state == state]
        return [one for one in chosen if after is None or one.id < after][:limit]

    def match(self, actor: Actor, match_id: UUID) -> Match:
        actor.require("matches.read")
        for one in self.kept:
            if one.id == match_id:
                return one
        raise NotFound("no-such-match", f"there is no match {match_id}")

    def returns(self, actor: Actor, *, since: datetime | None, until: datetime | None) -> Any:
        actor.require("matches.read")
        assert until is None
        row = {"entry": "=1+1", "from": since and since.isoformat(), "returns": 2}

        class Report:
            def as_json(self) -> dict[str, Any]:
                return {"returns": [row]}

            def as_rows(self) -> list[dict[str, Any]]:
                return [row, {"entry": "b", "more": 1}]

        return Report()


@pytest.fixture
def matches(monkeypatch: pytest.MonkeyPatch) -> Matches:
    found = Matches()
    for name in ("matches", "match", "returns"):
        monkeypatch.setattr(screening, name, getattr(found, name))
    return found


def test_matches_come_page_by_page(with_key: With, matches: Matches) -> None:
    program = with_key("matches.read")
    assert walked(program, "matches?limit=2", "account") == ["a2", "a1", "a0"]
    assert walked(program, "matches?limit=1&state=open", "account") == ["a1", "a0"]
    one = get(program, f"matches/{matches.kept[0].id}")
    assert one == get(program, "matches")["items"][0]
    assert one["evidence"][0]["text"] == "واپس"
    assert one["screened_at"] == "2026-11-28T10:00:00Z"
    refusal(program.get(f"/api/v1/matches/{uuid4()}"), 404)


def test_returns_are_read_for_a_period_and_as_a_table(with_key: With, matches: Matches) -> None:
    program = with_key("matches.read")
    found = get(program, "returns?since=2026-11-01T00:00:00Z")
    assert found["returns"][0]["from"] == "2026-11-01T00:00:00+00:00"
    table = program.get("/api/v1/returns?format=csv")
    assert table.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert content(table).decode().splitlines()[:2] == ["entry,from,returns,more", "'=1+1,,2,"]
    found = refusal(program.get("/api/v1/returns?until=2026-11-01T00:00:00"), 422)
    assert found["errors"][0]["field"] == "until"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("cases?stat=open", "query"),
        ("deliveries?case=1", "query.case"),
        ("matches?Limit=1", "query"),
        ("cases?limit=0", "query.limit"),
        ("cases?limit=501", "query.limit"),
        ("cases?after=x", "query.after"),
        ("cases?state=shut", "query.state"),
        ("deliveries?state=%00", "query.state"),
    ],
)
def test_a_filter_that_is_none_is_refused_and_does_not_give_everything(
    with_key: With, query: str, field: str
) -> None:
    program = with_key("cases.read", "deliveries.read", "matches.read")
    [error] = refusal(program.get(f"/api/v1/{query}"), 422)["errors"]
    assert error["field"] in {field, f"query.chosen.{field.removeprefix('query.')}"}
    assert entries() == [] or not [e for e in entries() if str(e["actor"]).startswith("key:")]


def test_what_is_not_there_is_not_found(with_key: With) -> None:
    program = with_key("cases.read", "deliveries.read")
    assert refusal(program.get(f"/api/v1/cases/{uuid4()}"), 404)["code"] == "no-such-case"
    found = refusal(program.get(f"/api/v1/deliveries/{uuid4()}"), 404)
    assert found["code"] == "no-such-delivery"
