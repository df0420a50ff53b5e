"""Shingles and pictures: hashes that mean the same in every process."""

from __future__ import annotations

from staydown.mirrors.text.shingles import shingles, text_words


def test_a_changed_word_leaves_the_other_runs_alone() -> None:
    one = shingles(text_words("one two three four five six seven"))
    other = shingles(text_words("one two three four five six SPECIMEN"))
    assert len(one & other) == 4


def test_case_marks_and_addresses_do_not_count() -> None:
    assert text_words("A Spécimen! @specimen https://specimen.example") == ("a", "specimen")


def test_a_short_text_has_one_shingle_and_an_empty_one_none() -> None:
    assert len(shingles(("specimen",))) == 1
    assert shingles(()) == frozenset()


def test_a_shingle_is_the_same_in_every_process() -> None:
    assert shingles(("a", "specimen", "text")) == frozenset({3440115752})
