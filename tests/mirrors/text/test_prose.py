"""Reading posts and biographies: words that mean the same however they are written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text import prose
from staydown.mirrors.text.alphabet import alphabet
from staydown.mirrors.text.hashing import hash_run, hash_text, points_of
from staydown.mirrors.text.prose import HABITS, count_habits, new_page, read_text
from staydown.mirrors.text.spelling import unlearnt

_SPELLING = unlearnt()


@dataclass(frozen=True)
class Text:
    """The hashes of a text's words, hashtags and mentions; and how odd its words look, in bits."""

    words: list[int]
    tags: list[int]
    mentions: list[int]
    guesses: list[float]


def read(text: str) -> Text:
    """A text, read."""
    page, points = new_page(), points_of(text)
    read_text(points, 0, len(points), alphabet(), _SPELLING, page)
    words, tags, mentions = (int(count) for count in page.counts)
    return Text(
        page.words[:words].tolist(), page.tags[:tags].tolist(), page.mentions[:mentions].tolist(),
        page.guesses[:words].tolist(),
    )  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "One SPÉCIMEN, in words!", "one sp3cimen in w0rds", "one 𝖘𝖕𝖊𝖈𝖎𝖒𝖊𝖓 in words 🔥",
        "one ѕресіmеn in wоrds", "one specimeeeeen in wooords", "one s p e c i m e n in words",
        "one specimen https://specimen.example/a in words",
        "one specimen www.specimen.example in words",
        "one specimen @specimen in words", "one spe\u200bcimen in #words",
        "one\nspecimen\tin  words",
        "one 🇸🇵 specimen in words", "one 🇸 🇵 🇪 🇨 🇮 🇲 🇪 🇳 in words",
    ],
)  # fmt: skip
def test_dress_marks_and_addresses_do_not_count(written: str) -> None:
    assert read(written).words == read("one specimen in words").words


def test_words_of_arabic_script_are_read_alike() -> None:
    assert read("مُحَمَّد الكتاب").words == read("محمد کتاب").words


def test_other_words_are_others() -> None:
    assert read("a specimen").words != read("specimen a").words
    assert read("specimen").words != read("specimens").words


def test_words_of_scripts_without_spaces_are_told_apart() -> None:
    assert len(read("標本言葉").words) == 4
    assert len(read("標本 words").words) == 3


@pytest.mark.parametrize(
    "written", ["voice of the specimen bridge", "Voice of the s p e c i m e n bridge",
                "v o i c e  o f  t h e  s p e c i m e n  b r i d g e",
                "v.o.i.c.e   o.f   t.h.e   s.p.e.c.i.m.e.n   b.r.i.d.g.e"],
)  # fmt: skip
def test_what_is_spelt_out_is_words(written: str) -> None:
    assert read(written).words == read("voice of the specimen bridge").words


def test_a_number_stays_a_number() -> None:
    assert read("#vote2016").tags != read("#vote2018").tags
    assert read("since 2016").words != read("since 2018").words
    assert read("#sp3c1m3n").tags == read("#specimen").tags


def test_it_reads_hashtags_and_mentions() -> None:
    text = read("to @Specimen.One, about #Two_Words and #کتاب; not a@b")
    assert text.mentions == [hash_text("specimen.one")]
    assert text.tags == read("#two_words #كتاب").tags
    assert len(text.tags) == 2


def test_a_longer_word_is_odder() -> None:
    short, long = read("tea specimenqandil").guesses
    assert 0 < short < long


@pytest.mark.parametrize("nothing", ["", "  ", "🔥🔥", "...", "https://specimen.example/a b"[:-2]])
def test_what_holds_no_word_has_none(nothing: str) -> None:
    assert read(nothing).words == []


@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    read_ = read(text)
    assert len(read_.words) == len(read_.guesses)
    assert all(np.isfinite(read_.guesses))


@pytest.mark.parametrize(
    "pattern", ["a specimen ", "#ab ", "@ab ", "ﷺ ", "漢", "\ud800", "a1", "aΩ"]
)
def test_a_long_text_is_cut_short(pattern: str) -> None:
    text = read(pattern * 30_000)
    assert len(text.words) <= prose.MOST_WORDS
    assert len(text.tags) <= prose.MOST_MARKED
    assert len(text.mentions) <= prose.MOST_MARKED


def test_a_run_of_words_has_one_hash_that_knows_their_order() -> None:
    words = np.array(read("three specimen words").words, np.uint32)
    assert hash_run(words, 0, 3) == hash_run(words.copy(), 0, 3)
    assert hash_run(words, 0, 3) != hash_run(words[::-1].copy(), 0, 3)
    assert hash_run(words, 0, 2) != hash_run(words, 0, 3)


def test_a_word_is_the_same_in_every_process() -> None:
    assert read("Specimen words").words == [241255321, 1082806158]
    assert hash_text("specimen") == 24926541


@pytest.mark.parametrize(
    ("text", "habit", "count"),
    [
        ("Yes!!", "exclaims", 2), ("so? why؟", "asks", 2), ("well...", "trails", 1),
        ("THE SPECIMEN is", "shouts", 2), ("#a #b", "hashtags", 2), ("@a", "mentions", 1),
        ("https://a.example", "links", 1), ("🔥🔥", "emoji", 2), ("a, b، c", "commas", 2),
        ("a\nb", "lines", 1), ("in 90", "digits", 2), ("so i say", "i", 1), ("u r ur", "u", 3),
        ("“a”", "quotes", 2), ("a - b", "dashes", 1), ("a , b !", "spaced", 2),
        ("Specimen", "capital", 1), ("specimen", "capital", 0), ("!" * 50, "exclaims", 3),
    ],
)  # fmt: skip
def test_it_counts_habits_of_writing(text: str, habit: str, count: int) -> None:
    counts, points = np.zeros(len(HABITS), np.float32), points_of(text)
    count_habits(points, 0, len(points), alphabet(), counts)
    assert counts[HABITS.index(habit)] == count
