"""The lists beside the first three, in small files of our own."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.designations.errors import NotThisList
from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.values import Kind, NameKind, ParsedList, Strength

UK_XML = """<Designations><DateGenerated>20/08/2026</DateGenerated>
<Designation><DateDesignated>29/06/2012</DateDesignated><UniqueID>SPE0001</UniqueID>
<Names>
<Name><Name1>Specimen</Name1><Name6>FRONT</Name6><NameType>Primary Name</NameType></Name>
<Name><Name6>Dry River Front</Name6><NameType>Alias</NameType>
<AliasStrength>Good quality a.k.a</AliasStrength></Name>
<Name><Name6>SF</Name6><NameType>ALias</NameType><AliasStrength>Low quality a.k.a</AliasStrength>
</Name></Names>
<NonLatinNames><NonLatinName><NameNonLatinScript>نمونہ محاذ</NameNonLatinScript></NonLatinName>
</NonLatinNames>
<RegimeName>Specimen Regulations 2020</RegimeName>
<IndividualEntityShip>Entity</IndividualEntityShip><Colour>red</Colour></Designation>
</Designations>"""

UK_CSV = """Report Date: 24-Jun-2026
Last Updated,Unique ID,Name 6,Name 1,Name type,Alias strength,Name non-latin script,Regime Name,\
Designation Type,Date Designated,Address Line 1
16/04/2026,SPE0001,FRONT,Specimen,Primary Name,,نمونہ محاذ,Specimen Regulations 2020,Entity,\
29/06/2012,One
16/04/2026,SPE0001,FRONT,Specimen,Primary Name,,نمونہ محاذ,Specimen Regulations 2020,Entity,\
29/06/2012,Two
16/04/2026,SPE0001,Dry River Front,,Alias,Good quality a.k.a,,Specimen Regulations 2020,Entity,\
29/06/2012,One
16/04/2026,SPE0001,SF,,ALias,Low quality a.k.a,,Specimen Regulations 2020,Entity,29/06/2012,One
"""

EU_XML = """<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-03-01T08:00:00">
<sanctionEntity logicalId="13" euReferenceNumber="EU.1.1" designationDate="2005-05-02">
<regulation programme="TAQA" publicationDate="2026-02-01"/><subjectType code="enterprise"/>
<nameAlias wholeName="Specimen Front" strong="true"/><nameAlias wholeName="SF" strong="false"/>
</sanctionEntity>
<sanctionEntity logicalId="14"><regulation programme="IRQ"/><subjectType code="person"/>
<nameAlias wholeName="Specimen Person" strong="true"/></sanctionEntity></export>"""

FTM = [
    {
        "id": "spe-1",
        "caption": "Specimen Front",
        "schema": "Organization",
        "properties": {"alias": ["Dry River Front"], "weakAlias": ["SF"], "previousName": ["Old"]},
    },
    {
        "id": "spe-1-s",
        "caption": "",
        "schema": "Sanction",
        "properties": {
            "entity": ["spe-1"],
            "programId": ["SPE-1"],
            "startDate": ["2020-01-01"],
            "listingDate": ["2020"],
            "endDate": ["2021-01-01"],
        },
    },
    {"id": "spe-2", "caption": "Specimen Person", "schema": "Person", "properties": {}},
    {"id": "spe-3", "caption": "Somewhere", "schema": "Address", "properties": {}},
]

PERSONS = [
    {"Name": "Specimen Person ", "FatherName": "A", "CNIC": "1111111111111", "District": "X"},
    {"Name": "Specimen @ Alias", "FatherName": "B", "CNIC": "1111111111111 ", "District": "X"},
    {"Name": "Specimen  Person", "FatherName": "A", "CNIC": "2222222222222", "District": "X"},
]


def parse(list_id: str, content: str | bytes) -> ParsedList:
    data = content.encode() if isinstance(content, str) else content
    return SOURCES[list_id].parse([SourceFile("list", data)])


@pytest.mark.parametrize(
    ("content", "day"),
    [(UK_XML, datetime(2026, 8, 20)), (UK_CSV, datetime(2026, 6, 24))],  # noqa: DTZ001
)
def test_the_uk_sanctions_list_says_the_same_in_both_forms(content: str, day: datetime) -> None:
    found = parse("uk-sanctions", content)
    (entry,) = found.entries
    assert found.as_of == day.replace(tzinfo=UTC)
    assert (entry.reference, entry.kind) == ("SPE0001", Kind.ORGANISATION)
    assert (entry.regime, entry.listed_on) == ("Specimen Regulations 2020", date(2012, 6, 29))
    assert {each.text: (each.kind, each.strength) for each in entry.names} == {
        "Specimen FRONT": (NameKind.OFFICIAL, Strength.STRONG),
        "Dry River Front": (NameKind.ALIAS, Strength.STRONG),
        "SF": (NameKind.ALIAS, Strength.WEAK),
        "نمونہ محاذ": (NameKind.ORIGINAL_SCRIPT, Strength.STRONG),
    }


def test_the_uk_sanctions_list_reports_fields_that_it_does_not_know() -> None:
    assert "Colour" in parse("uk-sanctions", UK_XML).findings[0].text


def test_the_eu_list_takes_the_day_of_designation_and_no_regulations_day() -> None:
    found = parse("eu-fsf", EU_XML)
    front, person = found.entries
    assert found.as_of == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert (front.reference, front.listed_on) == ("EU.1.1", date(2005, 5, 2))
    assert front.programmes == ("TAQA",)
    assert [each.strength for each in front.names] == [Strength.STRONG, Strength.WEAK]
    assert (person.reference, person.kind, person.listed_on) == ("14", Kind.PERSON, None)


def test_follow_the_money_joins_entities_and_sanctions() -> None:
    found = parse("ftm", "\n".join(json.dumps(each) for each in FTM))
    front, person = found.entries
    assert (front.kind, person.kind) == (Kind.ORGANISATION, Kind.PERSON)
    assert front.programmes == ("SPE-1",)
    assert (front.listed_on, front.until) == (date(2020, 1, 1), date(2021, 1, 1))
    assert {each.text: each.strength for each in front.names}["SF"] is Strength.WEAK
    assert [each.code for each in found.findings] == ["unknown-value"]


def test_persons_of_the_fourth_schedule_are_kept_without_their_identity_numbers() -> None:
    found = parse("pk-nacta-persons", json.dumps(PERSONS))
    assert [[each.text for each in entry.names] for entry in found.entries] == [
        ["Specimen Person"],
        ["Specimen", "Alias"],
    ]
    assert {entry.kind for entry in found.entries} == {Kind.PERSON}
    assert [each.code for each in found.findings] == ["repeated-row"]
    assert "1111" not in repr(found)


@pytest.mark.parametrize("list_id", ["us-fto", "uk-proscribed"])
def test_lists_that_are_web_pages_are_kept_in_our_csv(list_id: str) -> None:
    content = "name,aliases,date_from\nSpecimen Front,SF,2001-01-01\n"
    (entry,) = parse(list_id, content).entries
    assert entry.listed_on == date(2001, 1, 1)
    assert entry.regime


def test_names_that_no_database_could_hold_are_cleaned() -> None:
    line = '{"id": "spe\\u0000-1", "caption": "Specimen\\ud800 Front", "schema": "Organization"}'
    (entry,) = parse("ftm", line).entries
    assert (entry.reference, entry.name) == ("spe-1", "Specimen Front")


@pytest.mark.parametrize("list_id", SOURCES)
@given(content=st.one_of(st.binary(), st.text().map(str.encode)))
def test_any_bytes_are_read_or_refused(list_id: str, content: bytes) -> None:
    source, files = SOURCES[list_id], [SourceFile("list", content)]
    found = None
    with suppress(NotThisList):
        found = source.parse(files)
        source.check(found, files)
    assert found is None or isinstance(found, ParsedList)


@pytest.mark.parametrize("list_id", SOURCES)
def test_binary_junk_and_pages_are_refused(list_id: str) -> None:
    source = SOURCES[list_id]
    for content in (
        b"",
        b"<!DOCTYPE html><html><body>busy</body></html>",
        b"%PDF-1.7 \x00",
        b"\x00" * 300_000,
        b'"' + b"x" * 200_000,
        b"[" * 100_000,
        b"Report Date: today\nnothing",
    ):
        files = [SourceFile("list", content)]
        with pytest.raises(NotThisList):
            source.check(source.parse(files), files)
