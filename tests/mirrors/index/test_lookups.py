"""The arrays below the watchlist: postings, pictures, keys, coverage."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from staydown.mirrors import albums
from staydown.mirrors.albums import Album
from staydown.mirrors.coverage import coverage
from staydown.mirrors.images import distance
from staydown.mirrors.index import Watchlist
from staydown.mirrors.keys import account_keys, entry_keys, hash_keys
from staydown.mirrors.model import Model
from staydown.mirrors.postings import Postings, packed
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import Account
from tests.mirrors.accounts import account, removed

HASHES = [7747472225799766016, 11798324132574134272, 437264242882641920]
MANY = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5000)), max_size=300)


@settings(deadline=None)
@given(MANY)
def test_postings_give_back_what_was_filed(rows: list[tuple[int, int]]) -> None:
    hashes = hash_keys([(0, str(number)) for number in range(31)])
    keys = np.array([hashes[key] for key, _ in rows], np.uint64)
    postings = Postings.of(packed(keys, np.array([entry for _, entry in rows], np.int64)))
    for number, key in enumerate(hashes):
        assert postings.entries(int(key)) == sorted(e for k, e in rows if k == number)


def test_hashes_of_keys_are_the_same_in_every_process() -> None:
    assert [int(key) for key in hash_keys([(0, "specimen"), (1, "specimen"), (0, "ہ")])] == HASHES


def test_a_zero_in_a_key_does_not_shift_the_others() -> None:
    assert hash_keys([(0, "a\0b"), (0, "specimen")])[1] == hash_keys([(0, "specimen")])[0]


@settings(deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_an_account_of_any_text_shares_a_key_with_its_like(handle: str, bio: str) -> None:
    prepared = prepare(Account("specimen", "x", handle=handle, bio=bio))
    if prepared.handle:
        assert set(entry_keys(prepared)) & set(account_keys(prepared))


def test_bands_find_what_comparing_one_by_one_finds() -> None:
    rng = Random(3)  # noqa: S311
    hashes = [rng.randbytes(32) for _ in range(albums.ONE_BY_ONE + 50)]
    large = Album.of(hashes, list(range(len(hashes))))
    for flips in (0, 5, 20, 31):
        place = rng.randrange(len(hashes))
        changed = int.from_bytes(hashes[place])
        for bit in rng.sample(range(256), flips):
            changed ^= 1 << bit
        near = changed.to_bytes(32)
        assert large.near([near])[place] == flips == distance(near, hashes[place])


def test_a_picture_that_crowds_show_is_passed_over() -> None:
    rng = Random(4)  # noqa: S311
    shown_by_all = rng.randbytes(32)
    others = [rng.randbytes(32) for _ in range(albums.ONE_BY_ONE)]
    crowd = Album.of([*others, *[shown_by_all] * (albums.CROWD + 1)], [0] * (len(others) + 2001))
    assert crowd.near([shown_by_all]) == {}


def test_coverage_tells_which_family_alone_finds_a_return() -> None:
    watchlist = Watchlist.build([account(1), account(2), removed()], Model.load())
    by_phone = account(
        1000, handle="zzyx", display_name="Zzyx", client={"phone": "hash-of-a-phone"}
    )
    rows = {row.family: row for row in coverage(watchlist, [by_phone], {by_phone.id: removed().id})}
    assert (rows["client"].pairs, rows["client"].true, rows["client"].alone) == (1, 1, 1)
    assert sum(row.alone for row in rows.values()) == 1
