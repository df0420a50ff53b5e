"""A shared trait is worth what it is rare."""

from __future__ import annotations

import json

import pytest

from staydown.mirrors.background import Background
from staydown.mirrors.records import Account, parse


def accounts(count: int, **fields: object) -> list[Account]:
    return [parse({"id": str(number), "platform": "x", **fields}) for number in range(count)]


CROWD = [
    *accounts(400, display_name="Muhammad Specimen", bio="a slogan of specimens"),
    *accounts(30, display_name="Zubeyde Specimen"),
    *accounts(5, display_name="Quillon"),
    *accounts(565, handle="darkwood_lane"),
]


@pytest.fixture(scope="module")
def background() -> Background:
    return Background.fit(CROWD)


def test_a_common_name_is_worth_less_than_a_rare_one(background: Background) -> None:
    common, rare = (background.rarity("word", word) for word in ("muhammad", "zubeyde"))
    assert common == pytest.approx(1.32, abs=0.01)
    assert rare == pytest.approx(5.06, abs=0.01)


def test_a_name_of_common_words_is_no_rarer_than_they(background: Background) -> None:
    words = background.rarity("word", "zubeyde") + background.rarity("word", "muhammad")
    assert background.rarity("whole", "zubeydemuhammad") <= words


def test_what_few_bear_is_forgotten(background: Background) -> None:
    kept = background.dump()["counts"]
    assert all(count >= 20 for _, count in kept)
    assert background.rarity("word", "quillon") >= 5.6


def test_what_nobody_was_seen_to_bear_is_rare(background: Background) -> None:
    assert background.rarity("link", "invite:t.me/Specimen") > 20
    assert background.rarity("whole", "xqzvkspecimen") > background.rarity("whole", "specimen")


def test_it_survives_being_written_and_read(background: Background) -> None:
    again = Background.load(json.loads(json.dumps(background.dump())))
    for family, value in (("word", "muhammad"), ("whole", "darkwoodlane"), ("word", "unseen")):
        assert again.rarity(family, value) == background.rarity(family, value)


def test_it_refuses_another_version() -> None:
    with pytest.raises(ValueError, match="version"):
        Background.load({"version": 99})


def test_it_holds_no_trait_in_the_clear(background: Background) -> None:
    written = json.dumps(background.dump()["counts"])
    assert "specimen" not in written
    assert "muhammad" not in written


def test_without_accounts_longer_names_are_rarer() -> None:
    none = Background.none()
    assert none.rarity("whole", "specimen") < none.rarity("whole", "specimenkhanlahore")
    assert none.rarity("language", "ur") <= 5
