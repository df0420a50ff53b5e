"""OFAC's legacy files: told apart by shape, joined by number, orphans reported."""

from __future__ import annotations

import pytest

from staydown.designations.errors import NotThisList
from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.values import Kind, ListedEntry, NameKind, Strength
from tests.designations.support import FILES, parsed, read
from tests.support.data import shared_data

OFAC = SOURCES["us-ofac-sdn"]
SDN, ALT = FILES["us-ofac-sdn"]


def entry(reference: str) -> ListedEntry:
    return next(each for each in parsed("us-ofac-sdn").entries if each.reference == reference)


def test_it_tells_the_files_apart_in_either_order() -> None:
    assert OFAC.parse(read(SDN, ALT)) == OFAC.parse(read(ALT, SDN))


def test_it_joins_aliases_and_programmes() -> None:
    bla = entry("26953")
    assert bla.programmes == ("FTO", "SDGT")
    assert [each.text for each in bla.names] == [
        "BALOCHISTAN LIBERATION ARMY",
        "BALOCH LIBERATION ARMY",
        "THE MAJEED BRIGADE",
        "BLA",
    ]


def test_an_alias_in_the_remarks_is_weak() -> None:
    weak = [each.text for each in entry("7331").names if each.strength is Strength.WEAK]
    assert weak == ["LJ"]


def test_it_keeps_former_names_people_and_ships_apart() -> None:
    assert entry("20360").names[1].kind is NameKind.FORMER
    assert entry("90001").kind is Kind.PERSON
    assert entry("90002").kind is Kind.OTHER


def test_it_keeps_and_reports_aliases_without_an_entry() -> None:
    orphan = entry("90003")
    findings = {each.code: each.text for each in parsed("us-ofac-sdn").findings}
    assert (orphan.kind, len(orphan.names)) == (Kind.UNKNOWN, 2)
    assert "2 aliases of 1 entries" in findings["orphan-aliases"]


def test_it_bears_no_date() -> None:
    assert parsed("us-ofac-sdn").as_of is None


@pytest.mark.parametrize(("path", "code"), [(SDN, "no-aliases"), (ALT, "no-entries")])
def test_it_reads_one_file_alone_and_says_what_is_missing(path: object, code: str) -> None:
    found = OFAC.parse(read(path))  # type: ignore[arg-type]
    assert code in {each.code for each in found.findings}


def test_it_reports_kinds_that_it_does_not_know() -> None:
    content = SDN.read_bytes().replace(b'"vessel"', b'"balloon"')
    found = OFAC.parse([SourceFile("sdn.csv", content)])
    assert "unknown-value" in {each.code for each in found.findings}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"name,aliases\nSpecimen,One\n", "neither"),
        (SDN.read_bytes()[:-30], "cut off"),
        (b"\x1a", "neither"),
    ],
)
def test_it_refuses_what_is_neither_file(content: bytes, reason: str) -> None:
    with pytest.raises(NotThisList, match=reason):
        OFAC.parse([SourceFile("sdn.csv", content)])


def test_it_refuses_the_same_file_twice() -> None:
    with pytest.raises(NotThisList, match="same kind"):
        OFAC.parse(read(SDN, SDN))


def test_it_reads_the_real_pair_and_reports_its_orphans() -> None:
    files = read(shared_data("lists", "ofac_alt.csv"), shared_data("lists", "ofac_sdn.csv"))
    found = OFAC.parse(files)
    counts = found.counts()
    assert (counts["organisation"], counts["person"], counts["unknown"]) == (2994, 3845, 3728)
    assert [each.code for each in found.findings] == ["orphan-aliases"]
    assert OFAC.check(found, files) == ()
