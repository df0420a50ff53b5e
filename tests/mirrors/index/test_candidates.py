"""Candidates: as a slow search finds them, the same however long the lists are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from staydown.mirrors.albums import Album
from staydown.mirrors.background import Background
from staydown.mirrors.candidates import find_candidates, no_keys, scratch_for
from staydown.mirrors.index import Crowd
from staydown.mirrors.postings import Postings, file_entries, filing_key, postings_of
from staydown.mirrors.reading import Reading, read
from staydown.mirrors.records import parse
from staydown.mirrors.searching import common_bits, trait_bits, turned_all
from staydown.mirrors.shelf import pictures_of
from staydown.mirrors.synth import Recipe, generate
from staydown.mirrors.traits import BUDGETS, DEVICE, PHONE
from tests.mirrors.accounts import account
from tests.mirrors.index.plainly import by_keys, by_pictures, filed, words_of

PLAIN = Background()
SEVERAL = 700
Bits = npt.NDArray[np.float32]


@pytest.fixture(scope="module")
def world() -> tuple[Reading, Reading]:
    made = generate(Recipe(seed=11, entries=50, returns=40, innocents=20, ordinary=0))
    entries, accounts = ([parse(one) for one in some] for some in (made.entries, made.accounts))
    return read(entries, PLAIN), read(accounts, PLAIN)


def rarities(reading: Reading) -> Bits:
    return trait_bits(reading, PLAIN.counts, 1.0, common_bits(PLAIN.counts))[0]


def found(
    reading: Reading, row: int, postings: Postings, album: Album, count: int,
    least: float = 0.0, most: int = 1000, alive: Sequence[bool] = (),
) -> list[int]:  # fmt: skip
    scratch = scratch_for(count)
    living = np.array(alive, bool) if alive else np.ones(count, bool)
    near = find_candidates(
        reading, row, rarities(reading), turned_all(reading.avatars)[row], postings, album, living,
        no_keys(), scratch, least, most,
    )  # fmt: skip
    assert not scratch.promise.any()
    assert (scratch.group == -1).all()
    return [int(entry) for entry in near]


def test_it_finds_what_a_slow_search_finds_those_that_promise_most_first(
    world: tuple[Reading, Reading],
) -> None:
    entries, accounts = world
    postings, album = postings_of(file_entries(entries, 0)), pictures_of(entries)
    bits, known, count = rarities(accounts), filed(entries), len(entries.facts)
    several = 0
    for row in range(len(accounts.facts)):
        slate = by_keys(accounts, row, bits.tolist(), known, count)
        by_pictures(slate, accounts, row, entries)
        near = found(accounts, row, postings, album, count)
        assert set(near) == set(slate.promise)
        promises = [slate.promise[entry] for entry in near]
        assert np.all(np.diff(promises) < 1e-3)
        several += len(near) > 3
    assert several > 10


def test_a_limit_takes_the_first_and_a_bar_those_above_it(world: tuple[Reading, Reading]) -> None:
    entries, accounts = world
    postings, album = postings_of(file_entries(entries, 0)), pictures_of(entries)
    bits, known, count = rarities(accounts), filed(entries), len(entries.facts)
    for row in range(len(accounts.facts)):
        every = found(accounts, row, postings, album, count)
        for most in (1, 3):
            assert found(accounts, row, postings, album, count, most=most) == every[:most]
        slate = by_keys(accounts, row, bits.tolist(), known, count)
        by_pictures(slate, accounts, row, entries)
        above = [entry for entry in every if slate.promise[entry] >= 8.005]
        near = found(accounts, row, postings, album, count, least=8.0)
        assert near[: len(above)] == above
        assert all(slate.promise[entry] > 7.99 for entry in near)


def test_entries_that_were_removed_take_nobodys_place(world: tuple[Reading, Reading]) -> None:
    entries, accounts = world
    postings, album, count = postings_of(file_entries(entries, 0)), pictures_of(entries), 50
    for row in range(len(accounts.facts)):
        first, *others = found(accounts, row, postings, album, count)
        alive = [entry != first for entry in range(count)]
        assert found(accounts, row, postings, album, count, alive=alive) == others


def by_client(keys: Mapping[tuple[int, str], Sequence[int]], **client: Any) -> list[int]:
    """Who is found where the entries that bear each key are these."""
    reading = read([account(1, handle="", display_name="", client=client)], PLAIN)
    words = words_of({
        int(filing_key(family, np.uint32(hashes[name]))): some
        for (family, name), some in keys.items()
        for hashes in [hashes_of(family, [name for _, name in keys])]
    })  # fmt: skip
    return found(reading, 0, postings_of(words), Crowd.nobody().album, SEVERAL)


def hashes_of(family: int, names: Sequence[str]) -> dict[str, int]:
    """The hashes of phones and devices."""
    known = {}
    for name in names:
        client = {"phone": name} if family == PHONE else {"devices": [name]}
        known[name] = int(
            read([account(1, handle="", display_name="", client=client)], PLAIN).traits[0]
        )
    return known


def test_a_key_that_more_bear_than_it_may_cost_names_nobody() -> None:
    budget = int(BUDGETS[PHONE])
    assert budget < SEVERAL
    assert by_client({(PHONE, "k"): range(budget + 1)}, phone="k") == []
    assert by_client({(PHONE, "k"): range(budget)}, phone="k") == list(range(budget))


def test_of_several_lists_the_short_ones_are_read_until_the_budget_is_spent() -> None:
    lists = {
        (DEVICE, "few"): range(10),
        (DEVICE, "some"): range(100, 400),
        (DEVICE, "many"): range(290, SEVERAL),
    }
    for order in (["few", "some", "many"], ["many", "few", "some"]):
        near = by_client(lists, devices=order)
        assert sorted(near) == [*range(10), *range(100, 400)]
        assert near[:10] == list(range(10))


def test_of_two_lists_of_one_length_the_same_is_read_each_time() -> None:
    lists = {(DEVICE, "one"): range(350), (DEVICE, "other"): range(350, SEVERAL)}
    one = by_client(lists, devices=["one", "other"])
    assert len(one) == 350
    assert by_client(lists, devices=["other", "one"]) == one
