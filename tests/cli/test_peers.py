"""`staydown peers` as a person or a script meets it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from staydown.cli import main
from staydown.ledger import queries as ledger

pytestmark = pytest.mark.django_db

INTERIOR = ("peers", "add", "pk-interior", "--name", "Ministry of the Interior", "--kind")


class Ran(NamedTuple):
    """What a command left behind."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Shell:
    """Runs commands as the installed `staydown` does."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        return Ran(int(ended.value.code or 0), *self._capsys.readouterr())


@pytest.fixture
def staydown(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_it_registers_a_peer(staydown: Shell) -> None:
    ran = staydown(*INTERIOR, "authority", "--country", "PK", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.document == {
        "slug": "pk-interior",
        "name": "Ministry of the Interior",
        "kind": "authority",
        "country": "PK",
        "time_zone": "Asia/Karachi",
        "created": True,
        "warnings": [],
    }


def test_registering_it_twice_is_no_error_and_makes_one(staydown: Shell) -> None:
    staydown(*INTERIOR, "authority", "--country", "PK")
    again = staydown(*INTERIOR, "authority", "--country", "PK", "--json")
    assert (again.status, again.document["created"]) == (0, False)
    assert len(staydown("peers", "list", "--json").document["peers"]) == 1
    assert ledger.size() == 1


def test_other_facts_under_the_same_slug_are_refused_in_one_line(staydown: Shell) -> None:
    staydown(*INTERIOR, "authority", "--country", "PK")
    ran = staydown(*INTERIOR, "platform", "--country", "PK")
    assert (ran.status, ran.out) == (2, "")
    assert "kind is authority, not platform" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Bad Slug", "--name", "N", "--kind", "authority"), "pk-moi"),
        (("slug", "--name", "N", "--kind", "ministry"), "authority, platform, flagger"),
        (("slug", "--name", "N", "--kind", "authority", "--country", "UK"), "PK or GB"),
        (("slug", "--name", "N", "--kind", "authority", "--time-zone", "Mars"), "Asia/Karachi"),
        (("slug", "--name", " ", "--kind", "authority"), "printable"),
        (("slug", "--kind", "authority"), "--name"),
    ],
)
def test_bad_facts_end_with_status_2_and_one_line_that_says_what_would_do(
    staydown: Shell, arguments: tuple[str, ...], said: str
) -> None:
    ran = staydown("peers", "add", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert ran.err.count("\n") == 1
    assert staydown("peers", "list").out == "no peers yet\n"


@pytest.mark.parametrize("country", ["US", None])
def test_without_one_time_zone_it_warns_and_a_change_puts_it_right(
    staydown: Shell, country: str | None
) -> None:
    where = ("--country", country) if country else ()
    ran = staydown("peers", "add", "desk", "--name", "Desk", "--kind", "flagger", *where)
    assert ran.status == 0
    assert "staydown peers change desk --time-zone" in ran.err
    changed = staydown("peers", "change", "desk", "--time-zone", "America/New_York", "--json")
    assert changed.document["time_zone"] == "America/New_York"


def test_a_stated_time_zone_gives_no_warning(staydown: Shell) -> None:
    ran = staydown(*INTERIOR, "authority", "--time-zone", "UTC", "--json")
    assert (ran.err, ran.document["warnings"]) == ("", [])


def test_it_lists_peers_for_people(staydown: Shell) -> None:
    staydown(*INTERIOR, "authority", "--country", "PK")
    assert staydown("peers", "list").out == (
        "pk-interior  authority  PK  Asia/Karachi  Ministry of the Interior\n"
    )


def test_it_keeps_ways_to_reach_a_peer(staydown: Shell) -> None:
    staydown(*INTERIOR, "authority", "--country", "PK")
    reach = ("--email", "desk@authority.example", "--phone", "+44 7700 900123")
    ran = staydown("peers", "contact", "pk-interior", *reach, "--purpose", "emergency", "--json")
    assert ran.status == 0
    assert ran.document["contact_points"] == [
        {"kind": "email", "value": "desk@authority.example", "purpose": "emergency"},
        {"kind": "phone", "value": "+447700900123", "purpose": "emergency"},
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nobody", "--email", "desk@authority.example"),
        ("pk-interior", "--email", ""),
        ("pk-interior", "--portal", "ftp://authority.example"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused(staydown: Shell, arguments: tuple[str, ...]) -> None:
    staydown(*INTERIOR, "authority", "--country", "PK")
    ran = staydown("peers", "contact", *arguments)
    assert (ran.status, ran.err.count("\n")) == (2, 1)
    assert staydown("peers", "contact", "pk-interior").out == "no way to reach pk-interior yet\n"
