"""The UN's XML, with its quirks, and what is not the UN's XML."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from staydown.designations.errors import NotThisList
from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.values import Kind, ListedEntry, NameKind, Strength
from tests.designations.support import FILES, parsed, read, un_xml
from tests.support.data import shared_data

UN = SOURCES["un-sc"]


def entry(reference: str) -> ListedEntry:
    return next(each for each in parsed("un-sc").entries if each.reference == reference)


def test_it_takes_the_lists_own_date() -> None:
    assert parsed("un-sc").as_of == datetime(2026, 2, 27, 0, 0, 9, 554000, UTC)


def test_it_reads_people_apart_from_organisations() -> None:
    counts = parsed("un-sc").counts()
    assert (counts["organisation"], counts["person"]) == (11, 1)


def test_it_tidies_references_dates_and_names() -> None:
    assert entry("QDe.132").listed_on == date(2011, 7, 29)  # written with a trailing blank
    assert entry("KPe.923").listed_on == date(2015, 4, 7)  # written 2015-04-07-04:00
    assert entry("QDe.137").names[1].text == "جبهة النصرة لأهل الشام"  # written on two lines


def test_it_keeps_the_original_script_and_the_regime() -> None:
    ttp = entry("QDe.132")
    original = [each.text for each in ttp.names if each.kind is NameKind.ORIGINAL_SCRIPT]
    assert (original, ttp.regime) == (["تحریک طالبان پاکستان"], "Al-Qaida")


def test_it_takes_several_names_in_one_alias_apart() -> None:
    found = {each.text: each.strength for each in entry("QDe.137").names}
    assert found["جبهة فتح الشام"] is Strength.STRONG
    assert found["Jabhat Fath al Sham"] is Strength.STRONG
    assert found["Fatah al-Sham Front"] is Strength.STRONG


def test_a_sub_units_name_is_weak() -> None:
    found = {each.text: each.strength for each in entry("QDe.137").names}
    assert found["Ansar al-Mujahideen Network"] is Strength.WEAK


def test_it_leaves_a_comma_in_a_name() -> None:
    names = [each.text for each in entry("QDe.137").names]
    assert "Wilayat of Specimen, Province of Specimen" in names


def test_a_name_in_quotation_marks_is_weak_and_a_former_name_is_former() -> None:
    names = {each.text: each for each in entry("QDe.004").names}
    assert names["The Base"].strength is Strength.WEAK
    assert names["Al Qa’ida/Islamic Army"].kind is NameKind.FORMER


def test_it_takes_numbered_and_low_quality_names_of_people() -> None:
    person = entry("QDi.901")
    names = {each.text: each.strength for each in person.names}
    assert person.kind is Kind.PERSON
    assert names == {
        "SPECIMEN PERSON": Strength.STRONG,
        "Balochistan Liberation Front": Strength.STRONG,
        "Mohammad Specimen": Strength.WEAK,
        "M. Specimen": Strength.WEAK,
        "Muhammad Specimen": Strength.WEAK,
    }


def test_it_passes_over_empty_aliases() -> None:
    assert [each.text for each in entry("QDe.096").names] == ["LASHKAR I JHANGVI (LJ)"]


def test_it_reports_a_field_that_it_does_not_know() -> None:
    findings = {each.code: each.text for each in parsed("un-sc").findings}
    assert "SPECIMEN_FIELD" in findings["unknown-field"]


def test_it_reports_an_entry_that_it_cannot_read() -> None:
    found = UN.parse([SourceFile("un.xml", un_xml("2026-01-01", ("", "NO REFERENCE")))])
    assert [each.code for each in found.findings] == ["entry-unread"]


def test_it_says_that_a_small_file_may_be_an_excerpt() -> None:
    files = read(*FILES["un-sc"])
    assert {each.code for each in UN.check(UN.parse(files), files)} == {"fewer-than-whole"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>Maintenance</body>", "web page"),
        (b"<html><head></head><body/></html>", "<html>"),
        (b"%PDF-1.7 \x00\x01", "PDF"),
        (b'{"list": []}', "JSON"),
        (b"<export xmlns='http://eu.europa.ec/fpi/fsd/export'/>", "<export>"),
        (un_xml("2026-01-01", ("QDe.901", "SPECIMEN"))[:-20], "damaged"),
        (b'<!DOCTYPE x [<!ENTITY a "aa">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>', "not XML"),
    ],
)
def test_it_refuses_what_is_not_the_list(content: bytes, reason: str) -> None:
    with pytest.raises(NotThisList, match=reason) as refused:
        UN.parse([SourceFile("download", content)])
    assert "last good snapshot" in refused.value.message


def test_it_refuses_a_list_without_entries() -> None:
    files = [SourceFile("un.xml", un_xml("2026-01-01"))]
    with pytest.raises(NotThisList, match="no entry"):
        UN.check(UN.parse(files), files)


def test_it_reads_the_whole_real_list() -> None:
    files = read(shared_data("lists", "un_consolidated_2026-02-27.xml"))
    found = UN.parse(files)
    counts = found.counts()
    assert (counts["organisation"], counts["person"]) == (273, 730)
    assert found.findings == ()
    assert UN.check(found, files) == ()
    assert all(each.listed_on for each in found.entries)
