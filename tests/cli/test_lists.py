"""`staydown lists` as a person or a script meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from staydown.cli import main
from tests.designations.support import FILES

pytestmark = pytest.mark.django_db


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

    def __call__(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main(["lists", *map(str, arguments)])
        return Ran(int(ended.value.code or 0), *self._capsys.readouterr())


@pytest.fixture
def lists(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def refused(ran: Ran) -> str:
    """The one line on standard error of a command that could not."""
    assert (ran.status, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    return line


def test_it_loads_a_list_and_says_what_is_in_it(lists: Shell) -> None:
    ran = lists("load", "un-sc", *FILES["un-sc"])
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("un-sc as of 2026-02-27: 11 organisation, 1 person")


def test_loading_again_says_that_nothing_changed(lists: Shell) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("load", "un-sc", *FILES["un-sc"], "--json")
    assert (ran.status, ran.document["new"]) == (0, False)


def test_it_prints_findings_and_is_still_done(lists: Shell) -> None:
    ran = lists("load", "us-ofac-sdn", *FILES["us-ofac-sdn"], "--as-of", "2026-01-01", "--json")
    assert ran.status == 0
    assert "orphan-aliases" in {finding["code"] for finding in ran.document["findings"]}


def test_it_wants_the_day_of_files_that_bear_none(lists: Shell) -> None:
    assert "--as-of" in refused(lists("load", "us-ofac-sdn", *FILES["us-ofac-sdn"]))


@pytest.mark.parametrize(
    "arguments",
    [
        ("load", "no-such-list", "file.xml"),
        ("load", "un-sc", "nowhere.xml"),
        ("load", "un-sc"),
        ("load", "un-sc", FILES["us-ofac-sdn"][0]),
        ("load", "un-sc", FILES["un-sc"][0], "--as-of", "soon"),
        ("fetch", "pk-nacta-organisations"),
        ("check", "TTP", "--list", "no-such-list"),
        ("check", "TTP", "--list", "un-sc", "--on", "2026-13-01"),
        ("check", "TTP"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    lists: Shell, arguments: tuple[str | Path, ...]
) -> None:
    assert refused(lists(*arguments)).startswith("staydown: ")


def test_a_supported_claim_ends_with_0(lists: Shell) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("check", "TTP", "--list", "un-sc", "--on", "2026-03-01", "--json")
    assert (ran.status, ran.err) == (0, "")
    assert ran.document["verdict"] == "supported"
    assert [entry["reference"] for entry in ran.document["entries"]] == ["QDe.132"]
    assert ran.document["snapshot"]["as_of"] == "2026-02-27T00:00:09Z"
    assert ran.document["stale"] is False


@pytest.mark.parametrize(
    ("name", "list_id", "verdict"),
    [
        ("BLF", "un-sc", "contradicted"),
        ("HUA", "un-sc", "ambiguous"),
        ("TTP", "uk-proscribed", "unknown"),
        ("TTP", "us-fto", "unknown"),
    ],
)
def test_any_other_verdict_ends_with_1(lists: Shell, name: str, list_id: str, verdict: str) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("check", name, "--list", list_id, "--on", "2026-03-01", "--json")
    assert (ran.status, ran.document["verdict"]) == (1, verdict)


def test_an_unknown_list_has_no_snapshot(lists: Shell) -> None:
    found = lists("check", "TTP", "--list", "un-sc", "--on", "2026-03-01", "--json").document
    assert (found["entries"], found["snapshot"], found["stale"]) == ([], None, False)


def test_it_tells_a_person_what_it_found_and_how_old_that_is(lists: Shell) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("check", "TTP", "--list", "un-sc", "--on", "2026-06-01", "--reference", "QDe.132")
    assert ran.out.startswith("supported: “TTP” is entry QDe.132")
    assert "as of 2026-02-27 (stale)" in ran.out


def test_it_answers_as_it_would_have_before_the_list_was_loaded(lists: Shell) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("check", "TTP", "--list", "un-sc", "--known-at", "2020-01-01", "--json")
    assert (ran.status, ran.document["verdict"]) == (1, "unknown")


def test_it_shows_which_lists_are_loaded(lists: Shell) -> None:
    lists("load", "un-sc", *FILES["un-sc"])
    ran = lists("status")
    assert ran.status == 0
    assert "un-sc: as of 2026-02-27" in ran.out
    assert "us-ofac-sdn: not loaded" in ran.out
