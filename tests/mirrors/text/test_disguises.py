"""Names in dress: look-alikes, leet, decoration, marks, stretched and spelt-out letters."""

from __future__ import annotations

import pytest

from tests.mirrors.text.names import named


@pytest.mark.parametrize(
    "written",
    [
        "ｓｐｅｃｉｍｅｎ", "𝕾𝖕𝖊𝖈𝖎𝖒𝖊𝖓 🔥", "ⓢⓟⓔⓒⓘⓜⓔⓝ", "🅂🄿🄴🄲🄸🄼🄴🄽", "🆂🅿🅴🅲🅸🅼🅴🅽", "ꜱᴘᴇᴄɪᴍᴇɴ",
        "s\u0336p\u0336e\u0336c\u0336i\u0336m\u0336e\u0336n", "spe\u200bci\u202emen", "spécímëń",
        "s͟p͟e͟c͟i͟m͟e͟n", "specimeeeeen", "s p e c i m e n", "S.P.E.C.I.M.E.N", "ѕpecimen",
        "Ѕресіmеn", "ѕρєcιмєη", "ꓢpecimen", "$pecimen", "🇸 🇵 🇪 🇨 🇮 🇲 🇪 🇳", "꧁specimen꧂",
    ],
)  # fmt: skip
def test_the_core_is_under_any_dress(written: str) -> None:
    assert named(written).core == named("specimen").core


@pytest.mark.parametrize(
    "written",
    ["sp3cimen", "5pecimen", "spec1men", "5p3c1m3n", "ѕресіmеn", "specirnen", "ѕрєcιмєη"],
)
def test_it_looks_the_same_to_a_hasty_eye(written: str) -> None:
    assert named(written).looks == named("specimen").looks


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("сосо", "coco"),
        ("vvorld", "world"),
        ("clara", "dara"),
        ("miller", "mi11er"),
    ],
)
def test_whole_words_of_other_letters_look_alike_too(one: str, other: str) -> None:
    assert named(one).looks[0] == named(other).looks[0]


def test_a_word_of_one_alphabet_keeps_its_own_letters() -> None:
    assert named("сор").latin == "sor"
    assert named("cop").latin == "cop"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("نمونه کتاب علی", "نمونه كتاب علي"), ("نمونہ", "نمونه"), ("أحمد", "احمد"),
        ("مــحــمــد", "محمد"), ("مُحَمَّد", "محمد"), ("ﻣﺤﻤﺪ", "محمد"), ("نمونہ ۷۸۶", "نمونه ٧٨٦"),
    ],
)  # fmt: skip
def test_arabic_script_is_read_alike_however_it_is_typed(one: str, other: str) -> None:
    assert (named(one).core, named(one).number) == (named(other).core, named(other).number)


@pytest.mark.parametrize("digits", ["٣٤٥", "۳۴۵", "३४५", "৩৪৫", "３４５", "𝟛𝟜𝟝", "③④⑤"])
def test_it_reads_the_digits_of_every_script(digits: str) -> None:
    name = named(f"specimen{digits}")
    assert (name.latin, name.number) == ("specimen", 345)


def test_a_flag_is_no_letters() -> None:
    assert named("specimen 🇵🇰").core == named("🇹🇷specimen").core == named("specimen").core
