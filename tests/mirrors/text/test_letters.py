"""Folding: what people do to letters, undone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.letters import LIMIT, fold, unleet, unspaced


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("ＳＰＥＣＩＭＥＮ", "specimen"),
        ("𝕾𝖕𝖊𝖈𝖎𝖒𝖊𝖓", "specimen"),
        ("ⓢⓟⓔⓒⓘⓜⓔⓝ", "specimen"),
        ("🅂🄿🄴🄲🄸🄼🄴🄽", "specimen"),
        ("🆂🅿🅴🅲🅸🅼🅴🅽", "specimen"),
        ("ꜱᴘᴇᴄɪᴍᴇɴ", "specimen"),
        ("s\u0336p\u0336e\u0336c\u0336i\u0336m\u0336e\u0336n", "specimen"),
        ("spe\u200bci\u202emen", "specimen"),
        ("spécímëń", "specimen"),
        ("s͟p͟e͟c͟i͟m͟e͟n", "specimen"),
        ("Ñamúnə", "namune"),
        ("İSTANBUL Specimenı", "istanbul specimeni"),
        ("Spécìmen™", "specimen "),
    ],
)
def test_it_undoes_decoration(written: str, plain: str) -> None:
    assert fold(written) == plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("نمونه کتاب علی", "نمونه كتاب علي"),
        ("نمونہ", "نمونه"),
        ("أحمد", "احمد"),
        ("مــحــمــد", "محمد"),
        ("مُحَمَّد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
    ],
)
def test_it_unifies_what_nfkc_leaves_apart_in_arabic_script(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize("digits", ["٣٤٥", "۳۴۵", "३४५", "৩৪৫", "３４５"])
def test_it_reads_the_digits_of_every_script(digits: str) -> None:
    assert fold(digits) == "345"


def test_it_takes_a_flag_for_a_flag_and_spaced_letters_for_letters() -> None:
    assert fold("🇵🇰").strip() == ""
    assert fold("🇸 🇵 🇪 🇨") == "s p e c"


@pytest.mark.parametrize(
    ("spelt", "joined"),
    [
        ("s p e c i m e n", "specimen"),
        ("the s.p.e.c.i.m.e.n is", "the specimen is"),
        ("a b", "a b"),
        ("i am a specimen", "i am a specimen"),
    ],
)
def test_it_joins_what_is_spelt_out(spelt: str, joined: str) -> None:
    assert unspaced(spelt) == joined


@pytest.mark.parametrize(
    ("leet", "plain"),
    [
        ("b4ckup 0f specimen", "backup of specimen"),
        ("acc0unt", "account"),
        ("@b4ckup", "@b4ckup"),
        ("in 1990 or 2nd", "in 1990 or 2nd"),
    ],
)
def test_it_reads_leet_but_no_handles_and_numbers(leet: str, plain: str) -> None:
    assert unleet(leet) == plain


@given(st.text())
def test_folding_again_changes_nothing(text: str) -> None:
    once = fold(text)
    assert fold(once) == once


def test_it_reads_no_further_than_its_limit() -> None:
    assert len(fold("ﷺ" * 100_000)) <= 2 * LIMIT
