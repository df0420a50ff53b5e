"""Postings: which entries bear a key, and which of an account's traits are filed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.background import Background
from staydown.mirrors.postings import (
    MAX_ENTRIES,
    Postings,
    chosen,
    entries_of,
    file_entries,
    filing_key,
    postings_of,
)
from staydown.mirrors.reading import Reading, lean, read
from staydown.mirrors.records import Account
from staydown.mirrors.shelf import Digest, Shelf, WatchlistError
from staydown.mirrors.traits import COUNT, FILED, GUESS_STEPS, HASHTAG, NAME, PHONE, SELF, WORD
from tests.mirrors.accounts import account

KEYS = [17010099907173810176, 17433713621661122560, 1478497325167935488]
MANY = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=300)
PLAIN = Background()


def key(family: int, hashed: int) -> int:
    return int(filing_key(family, np.uint32(hashed)))


def traits(reading: Reading, row: int, family: int) -> list[tuple[int, int]]:
    """Hashes and guesses of one family."""
    first, last = (int(reading.starts[row] + reading.offsets[row, family + n]) for n in (0, 1))
    found = zip(reading.traits[first:last], reading.guesses[first:last], strict=True)
    return [(int(one), int(guess)) for one, guess in found]


def taken(reading: Reading, family: int, most: int) -> list[int]:
    places = np.empty(100, np.int64)
    count = chosen(reading, 0, family, most, places)
    return [int(one) for one in reading.traits[places[:count]]]


@given(MANY, st.sampled_from([8, 10, None]))
def test_postings_give_back_what_was_filed(rows: list[tuple[int, int]], bits: int | None) -> None:
    words = np.array([key(NAME, n) | entry for n, entry in rows], np.uint64)
    postings = postings_of(words, bits)
    for number in range(31):
        assert entries_of(postings, key(NAME, number)) == sorted(e for n, e in rows if n == number)


def test_the_last_entry_and_the_first_and_last_keys_are_found() -> None:
    ends = [0, MAX_ENTRIES << 40 | 0xFFFF << 24]
    words = np.array([one | entry for one in ends for entry in (0, MAX_ENTRIES)], np.uint64)
    postings: Postings = postings_of(words)
    assert [entries_of(postings, one) for one in ends] == [[0, MAX_ENTRIES]] * 2


def test_keys_are_the_same_in_every_process() -> None:
    assert [key(NAME, 7), key(PHONE, 7), key(SELF, 2**32 - 1)] == KEYS


def test_one_hash_in_two_families_is_two_keys() -> None:
    found = {key(family, hashed) for family in range(COUNT) for hashed in range(1, 50)}
    assert len(found) == 49 * COUNT


@given(st.text(max_size=300), st.text(max_size=300))
def test_an_account_of_any_text_shares_a_key_with_its_like(handle: str, bio: str) -> None:
    reading = read([Account("specimen", "x", handle=handle, bio=bio)] * 2, PLAIN)
    words = file_entries(reading, 0).tolist()
    own, other = ({word >> 24 for word in words if word & MAX_ENTRIES == n} for n in (0, 1))
    assert own == other
    assert bool(own) or not reading.offsets[0, COUNT]


def test_of_many_traits_the_smallest_hashes_are_filed_a_sample_on_which_both_agree() -> None:
    tags = [f"#specimen_{one}{other}" for one in "abcdefgh" for other in "klmnopqrst"]
    one, other = (
        read([account(n, posts=[{"text": tag} for tag in some])], PLAIN)
        for n, some in ((1, tags[:60]), (2, tags[20:]))
    )
    mine, theirs = (taken(reading, HASHTAG, int(FILED[HASHTAG])) for reading in (one, other))
    every = sorted(hashed for hashed, _ in traits(one, 0, HASHTAG))
    assert mine == every[: FILED[HASHTAG]]
    assert len(every) == 60
    assert len(set(mine) & set(theirs)) > 10


def test_of_many_words_the_rarest_are_filed() -> None:
    name = "qandil zuvek the of vexorn tea book mirakh wuthopal jorvex lanqora pashvik"
    reading = read([account(1, handle="", display_name=name)], PLAIN)
    every = traits(reading, 0, WORD)
    kept = taken(reading, WORD, 3)
    guesses = dict(every)
    assert 0 < len(kept) <= 3 < len(every)
    least = min(guesses[one] for one in kept)
    assert least > 4 * GUESS_STEPS
    assert all(guess <= least for hashed, guess in every if hashed not in kept)


def test_entries_are_filed_under_what_is_chosen_and_numbered_on() -> None:
    reading = read([account(1), account(2)], PLAIN)
    words = file_entries(reading, 7)
    assert {int(word) & MAX_ENTRIES for word in words} == {7, 8}
    hashed = traits(reading, 1, SELF)[0][0]
    assert entries_of(postings_of(words), key(SELF, hashed)) == [8]


def test_more_entries_than_can_be_numbered_are_told() -> None:
    none = np.empty(0, np.uint64)
    many = Digest(lean(read([], PLAIN)), none, none, [b""] * 2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("staydown.mirrors.shelf.MAX_ENTRIES", 3)
        with pytest.raises(WatchlistError, match="at most 3 entries"):
            Shelf.of([many, many])
