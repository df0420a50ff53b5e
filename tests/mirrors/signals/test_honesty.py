"""Bits mean what they say: unrelated accounts agree no oftener than the bits allow."""

from __future__ import annotations

import json
import random

import pytest

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import prepare
from staydown.mirrors.records import parse
from staydown.mirrors.signals import compare_all
from tests.support.data import shared_data

PAIRS = 20_000
SLACK = 2.0
"""Bits by which chance may be underrated before it counts as dishonest."""


@pytest.mark.slow
def test_unrelated_real_accounts_agree_as_rarely_as_the_bits_say() -> None:
    path = shared_data("mirrors", "benign_profiles.jsonl")
    records = [parse(json.loads(line)) for line in path.read_text("utf-8").splitlines()]
    background = Background.fit(records)
    accounts = [prepare(record) for record in records]
    rng = random.Random(11)  # noqa: S311
    bits: dict[str, list[float]] = {}
    for _ in range(PAIRS):
        one, other = rng.sample(accounts, 2)
        for found in compare_all(one, other, background):
            bits.setdefault(found.signal, []).append(found.rarity)
    for signal in ("handle", "bio", "posts", "location"):
        compared = bits[signal]
        for claimed in (4.0, 8.0):
            agreeing = sum(one >= claimed for one in compared)
            assert agreeing / len(compared) <= 2 ** (SLACK - claimed), (signal, claimed)
