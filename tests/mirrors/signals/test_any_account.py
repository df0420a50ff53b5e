"""Whatever accounts hold, they are read and compared."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from staydown.mirrors import telling
from staydown.mirrors.reading import Reading, read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.signals import ABSENT, SIGNALS
from staydown.mirrors.traits import CLAIM, NAME
from tests.mirrors.signals.comparing import PLAIN, account, compared
from tests.support.data import shared_data

TEXT = st.text(max_size=80)
TEXTS = st.lists(TEXT, max_size=3)
HASHES = st.fixed_dictionaries(
    {"pdq": st.sampled_from(["0f" * 32, "00" * 32, "ff" * 32]), "quality": st.integers(0, 100)}
)
MOMENTS = st.none() | st.datetimes().map(lambda moment: moment.isoformat())
POST = st.fixed_dictionaries(
    {"text": TEXT}, optional={"at": MOMENTS, "media": st.lists(HASHES, max_size=3)}
)
RECORD = st.fixed_dictionaries(
    {},
    optional={
        "handle": TEXT, "display_name": TEXT, "bio": TEXT, "location": TEXT, "language": TEXT,
        "links": TEXTS, "follows": TEXTS, "followers": TEXTS, "groups": TEXTS, "avatar": HASHES,
        "posts": st.lists(POST, max_size=4), "created_at": MOMENTS, "removed_at": MOMENTS,
        "client": st.fixed_dictionaries({}, optional={"phone": TEXT, "devices": TEXTS}),
    },
)  # fmt: skip


def check(entries: list[Account], accounts: list[Account]) -> None:
    """Compare each pair, and say what was found."""
    found = compared(entries, accounts)
    assert np.isfinite(found.rarities).all()
    assert (found.rarities >= 0).all()
    assert (found.counts >= 0).all()
    for pair, (entry, new) in enumerate(zip(entries, accounts, strict=True)):
        for place, signal in enumerate(SIGNALS):
            level = int(found.levels[pair, place])
            if level != ABSENT:
                said = signal.say(signal.levels[level], int(found.counts[pair, place]), entry, new)
                assert said.endswith(".")


@settings(max_examples=40)
@given(st.lists(RECORD, min_size=4, max_size=4))
def test_any_accounts_are_compared(records: list[dict[str, Any]]) -> None:
    one, two, three, four = map(account, records)
    check([one, two, three, one], [two, three, four, one])


@pytest.mark.parametrize(
    "pattern",
    [
        "a", "aB", "specimen ", "@ab ", "#ab ", "ﷺ", "ﷺ ", "\U00020000", "漢", "\ud800", "\udfff ",
        "5", "a1", "\x00", "\x1b[", "\u202e", "s\u0336", "🔥", "👨‍👩‍👧 ", "🇵🇰", "ß", "İ", "\n",
        "https://specimen.example/a ", "t.me/+Specimen ", "+447700900123 ", "old : ", "my account ",
        "backup of @specimen ", "specimen(dot)example ",
    ],
)  # fmt: skip
def test_a_hostile_text_is_cut_short(pattern: str) -> None:
    text = (pattern * 100_000)[:100_000]
    hostile = account({
        "handle": text, "display_name": text, "bio": text, "location": text, "language": text,
        "links": [text] * 50, "posts": [{"text": text}] * 3,
    })  # fmt: skip
    assert traits_of(read([hostile], PLAIN)) < 3_000
    check([hostile], [hostile])


def test_no_account_has_more_traits_than_are_kept() -> None:
    words = [" ".join(f"specimen{post * 400 + n}" for n in range(400)) for post in range(200)]
    links = [f"https://specimen{number}.example/page" for number in range(5_000)]
    many = [f"specimen-{number}" for number in range(20_000)]
    wordy = account({
        "bio": " ".join(links), "links": links, "posts": [{"text": text} for text in words],
        "follows": many, "followers": many, "groups": many, "client": {"devices": many},
    })  # fmt: skip
    reading = read([wordy], PLAIN)
    assert traits_of(reading) <= telling.MOST_TRAITS
    assert (np.diff(reading.offsets[0].astype(np.int64)) >= 0).all()
    check([wordy], [wordy])


def test_a_hostile_account_leaves_its_neighbours_alone() -> None:
    plain = account({"handle": "specimen_khan", "bio": "a specimen of words in a jar"})
    hostile = account({"handle": "ﷺ" * 27 + "aB" * 46, "bio": "ﷺ" * 5_000})
    alone, among = read([plain], PLAIN), read([hostile, plain, hostile], PLAIN)
    assert (alone.facts[0] == among.facts[1]).all()
    first = int(among.starts[1])
    assert (alone.traits == among.traits[first : first + len(alone.traits)]).all()


def test_every_real_profile_is_read() -> None:
    path = shared_data("mirrors", "benign_profiles.jsonl")
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    reading = read([parse(record) for record in records], PLAIN)
    assert (family_counts(reading, NAME) > 0).mean() > 0.99
    assert (family_counts(reading, CLAIM) > 0).mean() < 0.03


def traits_of(reading: Reading) -> int:
    return len(reading.traits)


def family_counts(reading: Reading, family: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """How many traits of a family each account has."""
    offsets = reading.offsets.astype(np.int64)
    return offsets[:, family + 1] - offsets[:, family]
