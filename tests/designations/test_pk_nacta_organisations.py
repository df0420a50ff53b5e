"""Our own CSV, as it is used for the organisations proscribed in Pakistan."""

from __future__ import annotations

from datetime import date

import pytest

from staydown.designations.errors import NotThisList
from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.values import ParsedList
from tests.designations.support import parsed

NACTA = SOURCES["pk-nacta-organisations"]
HEADER = "name,aliases,date_from,date_to,reference\n"


def parse(rows: str, header: str = HEADER) -> ParsedList:
    return NACTA.parse([SourceFile("list.csv", (header + rows).encode())])


def test_the_example_has_every_period_of_a_ban() -> None:
    bans = [each for each in parsed("pk-nacta-organisations").entries if "TLP" in each.reference]
    assert [(each.listed_on, each.until) for each in bans] == [
        (date(2021, 4, 15), date(2021, 11, 7)),
        (date(2025, 10, 24), None),
    ]


def test_the_example_is_without_findings() -> None:
    assert parsed("pk-nacta-organisations").findings == ()


def test_it_passes_over_comments_blank_lines_and_a_byte_order_mark() -> None:
    content = "\ufeff# a comment\n\n" + HEADER + "Specimen Front,SF|Dry River,2020-01-01,,\n\n"
    found = NACTA.parse([SourceFile("list.csv", content.encode())])
    (entry,) = found.entries
    assert [each.text for each in entry.names] == ["Specimen Front", "SF", "Dry River"]
    assert entry.reference == "Specimen Front"


def test_it_reads_headers_with_blanks_and_capitals() -> None:
    (entry,) = parse("Specimen Front,2020-01-01\n", "Name,Date From\n").entries
    assert entry.listed_on == date(2020, 1, 1)


def test_one_notification_for_two_organisations_gives_each_its_reference() -> None:
    rows = "One,,2020-01-01,,SRO 1\nTwo,,2020-01-01,,SRO 1\n"
    assert [each.reference for each in parse(rows).entries] == ["SRO 1, One", "SRO 1, Two"]


def test_it_reports_bans_that_overlap_and_columns_that_it_does_not_know() -> None:
    rows = "One,,2020-01-01,,1,x\nOne,,2021-01-01,,1,x\n"
    found = parse(rows, HEADER.strip() + ",colour\n")
    assert {each.code for each in found.findings} == {"overlapping-bans", "unknown-field"}


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("One,,yesterday,,\n", "line 2: date_from is 'yesterday'"),
        ("One,,,,\n", "line 2: a ban needs its first day"),
        ("One,,2020-02-01,2020-01-01,\n", "line 2"),
        (",,2020-02-01,,\n", "line 2 has no name"),
    ],
)
def test_it_refuses_a_row_that_it_cannot_read_and_names_its_line(rows: str, reason: str) -> None:
    with pytest.raises(NotThisList, match=reason):
        parse(rows)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"<html></html>", b"%PDF-1.7"])
def test_it_refuses_what_is_not_our_csv(content: bytes) -> None:
    with pytest.raises(NotThisList):
        NACTA.parse([SourceFile("list.csv", content)])
