"""A shared trait is worth what it is rare."""

from __future__ import annotations

import json

import numpy as np
import pytest

from staydown.mirrors.background import MIN_BEARERS, Background, Counted
from staydown.mirrors.reading import count_traits, read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.text.hashing import hash_text
from staydown.mirrors.traits import CEILINGS, COUNT, LANGUAGE, LINK, NAME, WORD
from staydown.mirrors.trials import learnt_background
from tests.mirrors.signals.comparing import PLAIN, comparisons


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
    """What a thousand accounts let know."""
    return learnt_background(CROWD)


def bits(background: Background, family: int, value: str, guess: float | None = None) -> float:
    return background.rarity(family, hash_text(value), guess)


def test_a_common_word_is_worth_less_than_a_rare_one(background: Background) -> None:
    assert bits(background, WORD, "muhammad") == pytest.approx(1.32, abs=0.01)
    assert bits(background, WORD, "zubeyde") == pytest.approx(5.06, abs=0.01)


def test_a_name_of_common_words_is_no_rarer_than_they(background: Background) -> None:
    shared = comparisons({"handle": "zubeyde_muhammad"}, {"handle": "zubeydemuhammad"}, background)
    words = bits(background, WORD, "zubeyde") + bits(background, WORD, "muhammad")
    assert shared["handle"].rarity <= words + 0.25


def test_a_slogan_of_many_is_worth_little(background: Background) -> None:
    one, other = {"bio": "a slogan of specimens"}, {"bio": "a voucher of samples"}
    assert comparisons(one, one, background)["bio"].rarity < 2
    assert comparisons(other, other, background)["bio"].rarity > 10


def test_what_few_bear_is_forgotten(background: Background) -> None:
    assert (background.general.bearers >= MIN_BEARERS).all()
    assert bits(background, WORD, "quillon", 9.0) == 9.0


def test_what_nobody_was_seen_to_bear_is_as_rare_as_one_can_guess(background: Background) -> None:
    assert bits(background, LINK, "invite:telegram/Specimen") > 20
    assert bits(background, NAME, "unseen", 12.5) == 12.5
    for family in range(COUNT):
        assert background.rarity(family, 1, 99.0) == CEILINGS[family]


def test_it_survives_being_written_and_read(background: Background) -> None:
    again = Background.load(json.loads(json.dumps(background.dump())))
    assert again.triples == background.triples
    for family, value in ((WORD, "muhammad"), (NAME, "darkwoodlane"), (WORD, "unseen")):
        assert bits(again, family, value) == bits(background, family, value)


def test_it_refuses_another_version() -> None:
    with pytest.raises(ValueError, match="version"):
        Background.load({"version": 99})


def test_it_holds_no_trait_in_the_clear(background: Background) -> None:
    written = json.dumps(background.dump()["counts"])
    assert "specimen" not in written
    assert "muhammad" not in written


def test_before_anything_is_learnt_longer_names_are_rarer() -> None:
    short, long = (
        comparisons({"handle": handle}, {"handle": handle})["handle"].rarity
        for handle in ("specimen", "specimenkhanlahore")
    )
    assert short < long
    assert bits(PLAIN, LANGUAGE, "ur") <= 6


def test_the_accounts_at_hand_outweigh_what_is_common_in_general(background: Background) -> None:
    local = count_traits([read(accounts(3_000, display_name="Quillon"), PLAIN)], 2)
    here = background.with_local(local)
    assert bits(here, WORD, "quillon") < 1 < bits(background, WORD, "quillon", 9.0)
    assert bits(here, WORD, "muhammad") > bits(background, WORD, "muhammad")


def test_the_two_compared_do_not_count_as_others() -> None:
    pair = count_traits([read(accounts(2, bio="a slogan of specimens"), PLAIN)], 2)
    crowd = count_traits([read(accounts(200, bio="a slogan of specimens"), PLAIN)], 2)
    one = {"bio": "a slogan of specimens"}
    of_pair, of_crowd = (
        comparisons(one, one, PLAIN.with_local(counted))["bio"].rarity for counted in (pair, crowd)
    )
    assert of_pair > of_crowd + 3


def test_counting_keeps_what_several_bear() -> None:
    counted = Counted.of(3, np.array([7, 5, 7, 9, 9, 9], np.uint64), 2)
    assert counted.keys.tolist() == [7, 9]
    assert counted.bearers.tolist() == [2, 3]


def test_nothing_counted_is_no_error() -> None:
    assert count_traits([], 2).accounts == 0
    assert 0 < PLAIN.rarity(NAME, 1) <= CEILINGS[NAME]
