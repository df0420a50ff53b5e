"""Bits mean what they say: unrelated accounts agree no oftener than the bits allow."""

from __future__ import annotations

import json

import numpy as np
import pytest

from staydown.mirrors.index import Crowd
from staydown.mirrors.reading import lean, read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.signals import ABSENT, PLACE, Compared, compare_all
from staydown.mirrors.trials import learnt_background
from tests.mirrors.signals.comparing import PLAIN, pairs_in
from tests.support.data import shared_data

PAIRS = 100_000
SLACK = 2.0
"""Bits by which chance may be underrated before it counts as dishonest."""
CLAIMED = (4.0, 8.0)


@pytest.fixture(scope="module")
def people() -> list[Account]:
    """Real accounts that have nothing to do with each other."""
    path = shared_data("mirrors", "benign_profiles.jsonl")
    return [parse(json.loads(line)) for line in path.read_text("utf-8").splitlines()]


def strangers(people: list[Account], *, counted: bool) -> Compared:
    """Real accounts paired by lot, on a background learnt of them or counted among them."""
    background = PLAIN if counted else learnt_background(people)
    reading = read(people, background)
    rng = np.random.default_rng(11)
    one, other = rng.integers(0, len(people), (2, PAIRS))
    drawn = one != other
    crowd = Crowd.of([reading]) if counted else None
    rows = (one[drawn], other[drawn])
    return compare_all(pairs_in(lean(reading), reading, background, rows, crowd))


@pytest.mark.slow
@pytest.mark.parametrize("counted", [False, True])
def test_unrelated_real_accounts_agree_as_rarely_as_the_bits_say(
    people: list[Account], counted: bool
) -> None:
    found = strangers(people, counted=counted)
    for signal in ("handle", "bio", "posts", "location"):
        place = PLACE[signal]
        bits = found.rarities[found.levels[:, place] != ABSENT, place]
        for claimed in CLAIMED:
            share = float((bits >= claimed).mean())
            assert share <= 2 ** (SLACK - claimed), (signal, claimed, share)
