"""Loading lists: stored once, checked before, told after."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import httpx
import pytest

from staydown.designations import actions
from staydown.designations.errors import (
    DateWanted,
    NotFetched,
    NotThisList,
    ShrunkenList,
    UnknownList,
)
from staydown.designations.models import Entry, Name, Showing, Snapshot
from staydown.designations.sources.base import SourceFile
from staydown.kernel import clock, events
from staydown.kernel.actors import Actor, shell
from staydown.kernel.errors import InputError, PermissionDenied
from staydown.kernel.models import Event
from staydown.ledger.models import Entry as LedgerEntry
from tests.designations.support import FILES, un_xml

pytestmark = pytest.mark.django_db

GROUPS = tuple((f"QDe.{900 + n}", f"Specimen Front Number {n}") for n in range(12))


def load_un(day: str, *groups: tuple[str, str], **options: bool) -> actions.Loaded:
    files = [SourceFile("un.xml", un_xml(day, *groups))]
    return actions.load_list(shell(), "un-sc", files, **options)


def rows() -> tuple[int, int, int, int]:
    return (
        Snapshot.objects.count(),
        Entry.objects.count(),
        Name.objects.count(),
        Showing.objects.count(),
    )


@pytest.fixture
def _listened_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody wants to hear of delistings; what nobody does is not kept."""
    listener = {"a listener": lambda _payload: None}
    monkeypatch.setitem(events._handlers, "designations.delisted", listener)


def delistings() -> list[tuple[str, str, str]]:
    found = Event.objects.filter(name="designations.delisted").order_by("pk")
    payloads = [event.payload for event in found]
    return [(each["reference"], each["last_seen"], each["gone_by"]) for each in payloads]


def test_it_stores_a_snapshot_and_says_so_in_one_entry() -> None:
    before = LedgerEntry.objects.count()
    loaded = actions.load_files(shell(), "un-sc", FILES["un-sc"])
    assert loaded.new
    assert loaded.entries_new == 12
    assert loaded.snapshot.counts["organisation"] == 11
    assert LedgerEntry.objects.count() == before + 1


def test_the_same_file_again_changes_nothing() -> None:
    first = actions.load_files(shell(), "un-sc", FILES["un-sc"])
    stored, entries = rows(), LedgerEntry.objects.count()
    again = actions.load_files(shell(), "un-sc", FILES["un-sc"])
    assert (again.new, again.snapshot.id) == (False, first.snapshot.id)
    assert (rows(), LedgerEntry.objects.count()) == (stored, entries)


def test_files_in_another_order_are_the_same_snapshot() -> None:
    sdn, alt = FILES["us-ofac-sdn"]
    day = date(2026, 1, 1)
    actions.load_files(shell(), "us-ofac-sdn", [sdn, alt], as_of=day)
    assert not actions.load_files(shell(), "us-ofac-sdn", [alt, sdn], as_of=day).new


def test_the_same_list_on_a_later_day_shows_the_same_entries() -> None:
    load_un("2026-01-01", *GROUPS)
    loaded = load_un("2026-02-01", *GROUPS)
    assert (loaded.new, loaded.entries_new) == (True, 0)
    assert rows() == (2, 12, 12, 24)


def test_it_wants_a_day_where_the_files_bear_none() -> None:
    with pytest.raises(DateWanted, match="--as-of"):
        actions.load_files(shell(), "us-ofac-sdn", FILES["us-ofac-sdn"])
    assert rows() == (0, 0, 0, 0)


def test_a_day_in_the_future_is_refused() -> None:
    with clock.frozen(datetime(2026, 1, 1, tzinfo=UTC)), pytest.raises(InputError, match="future"):
        actions.load_files(shell(), "us-ofac-sdn", FILES["us-ofac-sdn"], as_of=date(2026, 1, 2))


def test_the_files_own_date_comes_before_the_one_given() -> None:
    loaded = actions.load_files(shell(), "un-sc", FILES["un-sc"], as_of=date(2020, 1, 1))
    assert loaded.snapshot.as_of.date() == date(2026, 2, 27)
    assert "as-of-set-aside" in {finding.code for finding in loaded.findings}


def test_a_web_page_leaves_the_last_good_snapshot() -> None:
    load_un("2026-01-01", *GROUPS)
    stored = rows()
    with pytest.raises(NotThisList):
        actions.load_list(shell(), "un-sc", [SourceFile("un.xml", b"<html/>")])
    assert rows() == stored


def test_a_list_that_shrank_sharply_is_refused_unless_told_so() -> None:
    load_un("2026-01-01", *GROUPS)
    stored = rows()
    with pytest.raises(ShrunkenList) as refused:
        load_un("2026-02-01", *GROUPS[:3])
    assert refused.value.facts == {"source": "un-sc", "before": 12, "now": 3}
    assert rows() == stored
    assert load_un("2026-02-01", *GROUPS[:3], accept_shrunken=True).new


@pytest.mark.usefixtures("_listened_to")
def test_a_delisting_is_told() -> None:
    load_un("2026-01-01", *GROUPS)
    loaded = load_un("2026-02-01", *GROUPS[1:])
    assert loaded.delisted == ("QDe.900",)
    assert delistings() == [("QDe.900", "2026-01-01", "2026-02-01")]


@pytest.mark.usefixtures("_listened_to")
def test_an_older_snapshot_loaded_late_tells_what_is_gone_since() -> None:
    load_un("2026-02-01", *GROUPS[1:])
    loaded = load_un("2026-01-01", *GROUPS)
    assert loaded.delisted == ("QDe.900",)
    assert delistings() == [("QDe.900", "2026-01-01", "2026-02-01")]


@pytest.mark.usefixtures("_listened_to")
def test_a_ban_that_was_lifted_is_told() -> None:
    header = "name,aliases,date_from,date_to,reference\n"
    for day, until in ((date(2021, 5, 1), ""), (date(2022, 1, 1), "2021-11-07")):
        content = f"{header}Specimen Party,,2021-04-15,{until},SRO 1\n".encode()
        files = [SourceFile("list.csv", content)]
        actions.load_list(shell(), "pk-nacta-organisations", files, as_of=day)
    assert delistings() == [("SRO 1", "2021-05-01", "2022-01-01")]


def test_a_list_that_nobody_knows_names_those_that_there_are() -> None:
    with pytest.raises(UnknownList, match="un-sc"):
        actions.load_files(shell(), "un", [Path("nowhere.xml")])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        actions.load_files(shell(), "un-sc", [tmp_path / "nowhere.xml"])
    with pytest.raises(InputError, match="cannot read"):
        actions.load_files(shell(), "un-sc", [tmp_path])


def test_it_wants_the_permission() -> None:
    with pytest.raises(PermissionDenied):
        actions.load_files(Actor("user", "7", frozenset()), "un-sc", FILES["un-sc"])


class TestFetching:
    def answering(self, *answers: httpx.Response | Exception) -> httpx.MockTransport:
        waiting = list(answers)

        def answer(_: httpx.Request) -> httpx.Response:
            given = waiting.pop(0)
            if isinstance(given, Exception):
                raise given
            return given

        return httpx.MockTransport(answer)

    def test_it_loads_what_the_official_address_answers(self) -> None:
        transport = self.answering(httpx.Response(200, content=FILES["un-sc"][0].read_bytes()))
        loaded = actions.fetch_list(shell(), "un-sc", transport=transport)
        assert loaded.snapshot.as_of.date() == date(2026, 2, 27)
        assert loaded.snapshot.files[0]["name"] == "consolidated.xml"

    def test_a_list_without_a_date_is_of_today(self) -> None:
        answers = [httpx.Response(200, content=p.read_bytes()) for p in FILES["us-ofac-sdn"]]
        with clock.frozen(datetime(2026, 5, 5, 12, tzinfo=UTC)):
            loaded = actions.fetch_list(shell(), "us-ofac-sdn", transport=self.answering(*answers))
        assert loaded.snapshot.as_of == datetime(2026, 5, 5, tzinfo=UTC)

    def test_it_follows_a_redirect_that_stays_on_https(self) -> None:
        there = httpx.Response(302, headers={"Location": "https://files.example/un.xml"})
        body = httpx.Response(200, content=FILES["un-sc"][0].read_bytes())
        assert actions.fetch_list(shell(), "un-sc", transport=self.answering(there, body)).new

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (httpx.ConnectError("no network"), "cannot be reached"),
            (httpx.ReadTimeout("slow"), "did not answer in time"),
            (httpx.Response(503), "answered 503"),
            (httpx.Response(302, headers={"Location": "http://evil.example/"}), "https"),
        ],
    )
    def test_without_the_list_the_last_good_snapshot_stays(
        self, answer: httpx.Response | Exception, reason: str
    ) -> None:
        load_un("2026-01-01", *GROUPS)
        stored = rows()
        with pytest.raises(NotFetched, match=reason) as refused:
            actions.fetch_list(shell(), "un-sc", transport=self.answering(answer))
        assert "last good snapshot is kept" in refused.value.message
        assert rows() == stored

    def test_it_does_not_follow_redirects_without_end(self) -> None:
        loop = [
            httpx.Response(302, headers={"Location": "https://scsanctions.un.org/"})
            for _ in range(6)
        ]
        with pytest.raises(NotFetched, match="without end"):
            actions.fetch_list(shell(), "un-sc", transport=self.answering(*loop))

    def test_a_maintenance_page_is_refused(self) -> None:
        page = httpx.Response(200, content=b"<!DOCTYPE html><html></html>")
        with pytest.raises(NotThisList, match="web page"):
            actions.fetch_list(shell(), "un-sc", transport=self.answering(page))

    def test_a_list_that_is_a_pdf_says_what_to_do(self) -> None:
        with pytest.raises(InputError, match=r"PDF only.*staydown lists load"):
            actions.fetch_list(shell(), "pk-nacta-organisations")
