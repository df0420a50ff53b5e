"""X: handles, numeric ids, and the pages that are neither."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "x:handle:specimen": [
        "https://x.com/Specimen",
        "https://www.x.com/specimen/with_replies",
        "twitter.com/specimen?s=20&t=abc",
        "x.com/specimen/status/1159284746163544740",
        "https://x.com/specimen/photo",
        "https://x.com/@specimen",
        "https://x.com/%40specimen",
        "https://twitter.com/#!/specimen",
        "https://twitter.com/intent/follow?screen_name=Specimen",
    ],
    "x:handle:specimen_1": [
        "http://mobile.twitter.com/SpeciMen_1/",
    ],
    "x:id:8768058517657573958": [
        "https://x.com/i/user/8768058517657573958",
        "x:id:8768058517657573958",
    ],
    "x:id:8818738871517901528": [
        "https://twitter.com/intent/user?user_id=8818738871517901528",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://x.com/",
        "x.com",
    ],
    "home-page": [
        "https://x.com/home",
    ],
    "search-page": [
        "https://x.com/search?q=zarkhar",
    ],
    "explore-page": [
        "https://x.com/explore",
    ],
    "hashtag-page": [
        "https://x.com/hashtag/khabar",
    ],
    "login-page": [
        "https://x.com/login",
        "https://x.com/i/flow/login",
    ],
    "post-without-author": [
        "https://x.com/i/web/status/12",
        "https://x.com/i/status/12",
        "https://twitter.com/statuses/12",
    ],
    "share-page": [
        "https://twitter.com/intent/tweet?text=a",
    ],
    "site-page": [
        "https://x.com/i/communities/12",
        "https://x.com/messages",
    ],
    "short-link": [
        "https://t.co/abc",
    ],
    "bad-handle": [
        "https://x.com/abcdefghijklmnop",
        "https://x.com/speci-men",
    ],
    "bad-id": [
        "https://x.com/i/user/0x12",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_it_keeps_a_number_longer_than_53_bits_digit_by_digit() -> None:
    assert found("https://x.com/i/user/9007199254740993").ref.value == "9007199254740993"


def test_it_asks_for_the_address_where_a_number_stands_alone() -> None:
    assert refused("123456789", "x").code == "bare-number"


def test_it_tells_the_rule_that_a_name_breaks() -> None:
    assert "1 to 15" in refused("@abcdefghijklmnop", "x").message


def test_none_of_its_own_words_is_a_name() -> None:
    assert refused("@home", "x").code == "bad-handle"
