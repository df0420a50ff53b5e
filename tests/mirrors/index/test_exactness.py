"""The search leaves out nothing that comparing every entry with every account would find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest

from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import lean, read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.searching import common_bits, trait_bits, turned_all
from staydown.mirrors.signals import Pairs, compare_all
from staydown.mirrors.stored import record_of
from staydown.mirrors.synth import Recipe, generate
from staydown.mirrors.text.wordbook import wordbook
from staydown.mirrors.weighing import weigh
from tests.mirrors.accounts import OTHERS, PLAIN, account, removed

TWO_TRAITS = list(combinations(("handle", "bio", "links", "client"), 2))


@dataclass(frozen=True)
class Compared:
    """A small world, and the bits of every account (row) with every entry (column)."""

    watchlist: Watchlist
    entries: list[Account]
    accounts: list[Account]
    bits: npt.NDArray[np.float64]


@pytest.fixture(scope="module", params=[21, 22])
def compared(request: pytest.FixtureRequest) -> Compared:
    made = generate(Recipe(seed=request.param, entries=40, returns=40, innocents=15, ordinary=5))
    entries, accounts = ([parse(one) for one in some] for some in (made.entries, made.accounts))
    watchlist = Watchlist.build(entries, Model.load())
    return Compared(watchlist, entries, accounts, every_pair(entries, accounts, watchlist.model))


def every_pair(
    entries: list[Account], accounts: list[Account], model: Model
) -> npt.NDArray[np.float64]:
    counts, nobody = model.background.counts, Crowd.nobody().album
    old, new = lean(read(entries, model.background)), read(accounts, model.background)
    common = common_bits(counts)
    bits, sums, rare = trait_bits(new, counts, 1.0, common)
    rows = np.repeat(np.arange(len(accounts)), len(entries))
    columns = np.tile(np.arange(len(entries)), len(accounts))
    found = compare_all(Pairs(
        old, columns, new, rows, bits, sums, rare, common, turned_all(new.avatars), counts, nobody,
        wordbook(), 1.0,
    ))  # fmt: skip
    return weigh(model.weights, found.levels, found.rarities)[1].reshape(len(accounts), -1)


def test_a_candidate_has_the_bits_that_comparing_it_alone_gives(compared: Compared) -> None:
    found = compared.watchlist.findings(compared.accounts)[0]
    assert len(found.entries) > 100
    assert found.totals == pytest.approx(compared.bits[found.accounts, found.entries])


@pytest.mark.parametrize("least", [0.5, 0.01])
def test_what_reaches_the_bar_is_what_reaches_it_among_all_pairs(
    compared: Compared, least: float
) -> None:
    model, count = compared.watchlist.model, len(compared.entries)
    for row, found in enumerate(compared.watchlist.screen_batch(compared.accounts, 50, least)):
        chances = model.probabilities(compared.bits[row], count)
        wanted = {compared.entries[n].id for n in np.flatnonzero(chances >= least)}
        assert {match.entry for match in found} == wanted


def test_the_bar_leaves_the_same_matches_as_comparing_all_candidates(compared: Compared) -> None:
    every = compared.watchlist.screen_batch(compared.accounts, 100, 0.0)
    above = compared.watchlist.screen_batch(compared.accounts, 100, 0.5)
    assert above == [[one for one in own if one.probability >= 0.5] for own in every]


@pytest.mark.parametrize("times", [1, 3, 4, 12])
@pytest.mark.parametrize("kept", TWO_TRAITS, ids="-".join)
def test_who_was_removed_many_times_is_found_by_as_little_as_who_was_once(
    times: int, kept: tuple[str, str]
) -> None:
    full = record_of(removed())
    entries = [replace(removed(), id=f"specimen-9{number:02}") for number in range(times)]
    watchlist = Watchlist.build([*OTHERS, *entries], Model.load())
    new = account(1000, **(PLAIN | {name: full[name] for name in kept}))
    every = watchlist.screen(new, top=times, min_probability=0)
    assert {match.entry for match in every} == {entry.id for entry in entries}
    above = [match for match in every if match.probability >= 0.5]
    assert watchlist.screen(new, top=times, min_probability=0.5) == above
