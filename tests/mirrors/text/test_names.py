"""Reading names: the core, and what was put around it to hide it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text import naming
from tests.mirrors.text.names import named, read


@pytest.mark.parametrize(
    "written",
    [
        "specimen2", "specimen_v3", "real_specimen", "specimen_new", "new.specimen",
        "SpecimenBackup", "specimenbackup", "thereal_specimen", "Specimen II", "Specimen III",
        "specimenIV", "specimen_2nd", "specimen_x2", "specimen_alt", "specimen.acc", "iam_specimen",
        "specimen_backup_2", "__specimen__", "xX_specimen_Xx", "xspecimenx", "ooo specimen",
        "Specimen Official", "@Specimen", "yeni_specimen", "specimen_resmi", "Specimen ikinci",
        "specimen_cadangan", "specimen kedua", "naya specimen", "Specimen ثانی", "specimen второй",
    ],
)  # fmt: skip
def test_it_finds_the_core_under_a_follow_up_form(written: str) -> None:
    assert named(written).core == named("specimen").core


@pytest.mark.parametrize(
    "written",
    [
        "Abu Specimen", "abu_specimen", "abuspecimen", "Umm Specimen", "Maulana Specimen",
        "Mufti Specimen", "Hafiz Specimen", "ustad.specimen", "Sheikh Specimen", "شیخ Specimen",
        "الشيخ Specimen", "Abu Maulana Specimen",
    ],
)  # fmt: skip
def test_it_finds_the_core_under_a_kunya_or_title(written: str) -> None:
    name = named(written)
    assert name.core == named("specimen").core
    assert name.flags & naming.TITLED


def test_it_says_that_there_was_a_mark_or_a_word_about_another() -> None:
    assert named("specimen_backup").flags == naming.MARKED
    assert named("specimenbackup").flags == naming.MARKED
    assert named("specimen").flags == 0
    assert named("specimen_fans").flags & naming.SAYS_ABOUT


@pytest.mark.parametrize(
    ("written", "latin", "number"),
    [
        ("specimen_khan786", "specimenkhan", 786),
        ("786specimen", "specimen", 786),
        ("Specimen1996Khan", "specimenkhan", 1996),
        ("specimen92_v3", "specimen", 92),
        ("specimen92_2", "specimen", 92),
        ("specimen_007", "specimen", 7),
        ("specimen", "specimen", None),
        ("sp3cimen", "sp3cimen", None),
        ("7amza", "7amza", None),
        ("3ali5252", "3ali", 5252),
        ("٧٨٦ specimen", "specimen", 786),
    ],
)
def test_it_keeps_the_number_apart_from_the_name(
    written: str, latin: str, number: int | None
) -> None:
    name = named(written)
    assert (name.latin, name.number) == (latin, number)


def test_a_long_number_is_not_a_short_one() -> None:
    one, other = named("specimen_1234567890123"), named("specimen_1234567890124")
    assert one.digits == other.digits == 13
    assert one.number != other.number


def test_it_reads_roman_and_spelt_numbers_only_at_the_end() -> None:
    for word in ("II", "III", "IV", "v3", "second"):
        assert named(f"Specimen {word}").latin == "specimen"
    for word in ("II", "III", "IV", "v3"):
        assert named(f"{word} Specimen").latin == f"{word.lower()}specimen"


def test_a_name_of_marks_alone_keeps_its_words() -> None:
    assert named("official backup").latin == "officialbackup"
    assert named("Abu Maulana").latin == "abumaulana"
    assert named("1990").latin == "1990"
    assert named("1990").number is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Salah ad-Din", "Salahuddin"),
        ("Salah ad-Din", "Salaheddine"),
        ("صلاح الدین", "صلاحالدین"),
        ("Abdul Rahman", "Abd ul Rahman"),
        ("Abd al-Rahman", "abdur rahman"),
        ("Attiq Ullah", "attiqullah"),
        ("الاحمد Specimen", "احمد Specimen"),
    ],
)
def test_it_joins_compound_names(one: str, other: str) -> None:
    assert named(one).core == named(other).core


@pytest.mark.parametrize("nothing", ["", "   ", "___", "🔥🔥🔥", "\u200b\u200d", "\ud800", "@"])
def test_what_holds_no_letter_is_nameless(nothing: str) -> None:
    assert read(nothing) is None


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    name = read(text)
    if name:
        assert 0 < len(name.words) <= naming.MOST_CORE
        assert len(name.word_sounds) == len(name.words)
        assert len(name.latin) <= naming.LATIN_LETTERS
        assert len(name.whole) <= naming.WHOLE_LETTERS
