"""The word lists: what they hold is compared with folded text."""

from __future__ import annotations

import re
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from staydown.mirrors.text.hashing import hash_text
from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.wordbook import (
    ABOUT,
    JOINING,
    JOINS_BACK,
    MARK,
    SERVANT,
    TITLE,
    classes_of,
    wordbook,
)
from staydown.mirrors.text.words import Stems, lines, word_set

LISTS = sorted(
    file.name
    for file in files("staydown.mirrors.text.words").iterdir()
    if file.name.endswith(".txt")
)
PHRASES = [name for name in LISTS if name.startswith("declares") or name == "first_person.txt"]


@pytest.mark.parametrize("name", PHRASES)
def test_a_phrase_is_written_as_folded_text_is(name: str) -> None:
    unfolded = [
        line
        for line in lines(name)
        if any(not letter.isascii() and fold(letter) != letter for letter in line)
    ]
    assert unfolded == []
    assert not re.compile("|".join(lines(name))).search("tea and books")


@pytest.mark.parametrize("name", ["returning", "posing"])
def test_no_phrase_is_missed_by_the_quick_look_before_it(name: str) -> None:
    stems = Stems(f"declares_{name}_stems.txt")
    for phrase in lines(f"declares_{name}.txt"):

        @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.from_regex(re.compile(phrase), fullmatch=True))
        def holds(text: str) -> None:
            assert stems.within(text), text

        holds()


@pytest.mark.parametrize("name", sorted(set(LISTS) - set(PHRASES)))
def test_a_list_of_words_holds_words(name: str) -> None:
    assert word_set(name)
    assert "" not in word_set(name)


@pytest.mark.parametrize(
    ("word", "bit"),
    [
        ("backup", MARK), ("yedek", MARK), ("mufti", TITLE), ("شیخ", TITLE), ("of", JOINING),
        ("abdul", SERVANT), ("عبد", SERVANT), ("ullah", JOINS_BACK), ("دین", JOINS_BACK),
        ("fans", ABOUT), ("news", ABOUT),
    ],
)  # fmt: skip
def test_the_book_knows_a_word(word: str, bit: int) -> None:
    assert classes_of(wordbook(), np.uint32(hash_text(word))) & bit


def test_the_book_knows_no_name() -> None:
    assert classes_of(wordbook(), np.uint32(hash_text("specimen"))) == 0
