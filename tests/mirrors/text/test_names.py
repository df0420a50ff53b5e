"""Reading names: the core, and what was put around it to hide it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.names import NAMELESS, read_name


@pytest.mark.parametrize(
    "written",
    [
        "specimen2", "specimen_v3", "real_specimen", "specimen_new", "new.specimen",
        "SpecimenBackup", "specimenbackup", "thereal_specimen", "Specimen II", "specimen_2nd",
        "__specimen__", "xX_specimen_Xx", "Abu Specimen", "Maulana Specimen", "Mufti Specimen",
        "abu_specimen", "abuspecimen", "ustad.specimen", "Specimen Official", "specimeeeeen",
        "s p e c i m e n", "S.P.E.C.I.M.E.N", "@Specimen", "yeni_specimen", "specimen_resmi",
        "specimen_cadangan", "naya specimen",
    ],
)  # fmt: skip
def test_it_finds_the_core_under_a_follow_up_form(written: str) -> None:
    core = read_name(written).core
    assert core == ("specimen",)


@pytest.mark.parametrize("written", ["sp3cimen", "5pecimen", "spec1men", "$pecimen", "ѕресіmеn"])
def test_it_looks_the_same_to_a_hasty_eye(written: str) -> None:
    assert read_name(written.replace("$", "5")).looks == read_name("specimen").looks


def test_it_keeps_the_number_apart_from_the_name() -> None:
    name = read_name("specimen_khan786")
    assert (name.core, name.number) == (("specimen", "khan"), "786")


def test_it_reads_roman_and_spelt_numbers_only_at_the_end() -> None:
    assert read_name("Specimen III").ordinal == "3"
    assert read_name("specimen92_v3").ordinal == "3"
    assert read_name("Second Specimen").ordinal == ""


def test_a_name_of_marks_alone_keeps_its_words() -> None:
    assert read_name("official backup").core == ("official", "backup")
    assert read_name("Abu Maulana").joined == "abumaulana"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abd al-Rahman Specimen", "عبد الرحمن Specimen"),
        ("Salah ad-Din", "Salahuddin"),
        ("Attiq Ullah", "عتیق الله"),
        ("Nur al-Din", "نورالدین"),
    ],
)
def test_it_joins_compound_names(one: str, other: str) -> None:
    assert set(read_name(one).sounds) & set(read_name(other).sounds)


@pytest.mark.parametrize("nothing", ["", "   ", "___", "🔥🔥🔥", "\u200b\u200d"])
def test_what_holds_no_letter_is_nameless(nothing: str) -> None:
    assert read_name(nothing) == NAMELESS


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    name = read_name(text)
    assert bool(name) == bool(name.words)
    assert len(name.word_sounds) == len(name.core)
