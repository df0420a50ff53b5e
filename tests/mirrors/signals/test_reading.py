"""Reading an account once, into traits and facts."""

from __future__ import annotations

from typing import Any

import numpy as np

from staydown.mirrors.reading import (
    FLAGS,
    HABITUAL,
    HOURLY,
    HOURS,
    LAST,
    PICTURED,
    POSING,
    POSTED,
    REMOVED,
    RETURNING,
    TONGUE,
    Reading,
    joined,
    lean,
    read,
    taken,
)
from staydown.mirrors.text.hashing import hash_text
from staydown.mirrors.traits import (
    CLAIM,
    COUNT,
    HASHTAG,
    HOST,
    LANGUAGE,
    LINK,
    MENTION,
    NAME,
    SECRET,
    SELF,
    WORD,
)
from tests.mirrors.signals.comparing import PLAIN, account

PDQ = "0f" * 32


def told(**fields: Any) -> Reading:
    return read([account(fields)], PLAIN)


def traits(reading: Reading, family: int, row: int = 0) -> set[int]:
    """The hashes of an account's traits of a family."""
    start, offsets = int(reading.starts[row]), reading.offsets[row].astype(int)
    found = reading.traits[start + offsets[family] : start + offsets[family + 1]]
    return set(found.tolist())


def flags(reading: Reading) -> int:
    return int(reading.facts[0, FLAGS])


def test_of_an_empty_account_nothing_is_told() -> None:
    reading = told()
    assert len(reading.traits) == 0
    assert flags(reading) == 0
    assert not reading.avatars.any()
    assert not reading.habits.any()


def test_it_reads_links_out_of_the_biography_and_the_location() -> None:
    reading = told(bio="t.me/+Specimen", location="specimen.example/place")
    assert hash_text("invite:telegram/Specimen") in traits(reading, SECRET)
    assert hash_text("page:specimen.example/place") in traits(reading, LINK)
    assert hash_text("host:specimen.example") in traits(reading, HOST)


def test_an_avatar_of_low_quality_is_not_compared() -> None:
    poor = told(avatar={"pdq": PDQ, "quality": 20})
    good = told(avatar={"pdq": PDQ, "quality": 80})
    assert not flags(poor) & PICTURED
    assert not poor.avatars.any()
    assert flags(good) & PICTURED
    assert good.avatars.tobytes() == bytes.fromhex(PDQ)


def test_it_reads_how_and_when_an_account_posts() -> None:
    posts = [
        {"at": f"2025-08-0{day}T21:00:00Z", "text": "A specimen #Tag of @words and more!"}
        for day in range(1, 4)
    ]
    reading = told(posts=posts)
    assert reading.facts[0, POSTED] == 3
    assert reading.facts[0, LAST] == 1754254800
    assert traits(reading, MENTION) == {hash_text("words")}
    assert len(traits(reading, HASHTAG)) == 1
    assert reading.habits[0, HOURS + 21] == 3
    assert flags(reading) & HOURLY
    assert flags(reading) & HABITUAL


def test_habits_are_known_from_three_posts_on() -> None:
    assert not flags(told(posts=[{"text": "specimen"}] * 2)) & HABITUAL


def test_a_language_is_its_primary_subtag() -> None:
    reading = told(language="UR-pk")
    assert traits(reading, LANGUAGE) == {hash_text("ur")}
    assert reading.facts[0, TONGUE] == hash_text("ur")


def test_it_reads_what_an_account_says_of_itself() -> None:
    reading = told(handle="@Specimen2", bio="Backup of @Specimen, parody")
    assert traits(reading, SELF) == {hash_text("specimen2")}
    assert flags(reading) & POSING
    assert flags(reading) & RETURNING
    assert traits(told(bio="formerly @Specimen"), CLAIM) == {hash_text("specimen")}


def test_moments_that_do_not_fit_are_the_first_and_the_last() -> None:
    moments = [told(removed_at=when).facts[0, REMOVED] for when in ("1800-01-01", "2500-01-01")]
    assert moments == [1, 2**32 - 1]


def test_traits_lie_by_family_and_in_order() -> None:
    reading = told(handle="specimen_khan", display_name="Specimen Khan", bio="a specimen in words")
    assert reading.offsets.shape == (1, COUNT + 1)
    assert reading.offsets[0, -1] == len(reading.traits) == len(reading.guesses)
    for family in range(COUNT):
        first, last = reading.offsets[0, family], reading.offsets[0, family + 1]
        assert (np.diff(reading.traits[first:last].astype(np.int64)) > 0).all()


def test_accounts_read_together_are_read_as_alone() -> None:
    fields: list[dict[str, Any]] = [
        {"handle": "specimen_khan", "bio": "a specimen in words"}, {},
        {"display_name": "محمد نمونہ", "posts": [{"text": "a specimen #tag"}] * 3},
    ]  # fmt: skip
    together = read([account(one) for one in fields], PLAIN)
    apart = joined([told(**one) for one in fields])
    for name in Reading._fields:
        assert np.array_equal(getattr(together, name), getattr(apart, name)), name


def test_a_lean_reading_has_all_but_names_and_rows_are_taken_from_it() -> None:
    accounts = [account({"handle": f"specimen{n}", "bio": f"{n} specimens here"}) for n in range(5)]
    full = read(accounts, PLAIN)
    thin = lean(full)
    assert traits(thin, NAME) == traits(thin, WORD) == set()
    assert traits(thin, SELF, 3) == traits(full, SELF, 3) != set()
    some = taken(thin, np.array([3, 1]))
    assert traits(some, SELF, 0) == traits(full, SELF, 3)
    assert traits(some, SELF, 1) == traits(full, SELF, 1)
    assert (some.facts == full.facts[[3, 1]]).all()
