"""Facebook: names without their dots, numeric ids, groups."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "facebook:handle:specimenpage": [
        "https://web.facebook.com/Speci.Men.Page",
    ],
    "facebook:handle:specimen": [
        "https://ur-pk.facebook.com/specimen/?__tn__=C",
        "https://m.me/specimen",
        "https://www.facebook.com/pg/specimen/about",
        "https://www.facebook.com/@specimen",
        "https://www.facebook.com/specimen/posts/pfbid02a",
        "https://www.facebook.com/specimen/videos/123/",
        "https://l.facebook.com/l.php?u=https%3A%2F%2Ffb.com%2Fspecimen%3Fa%3D1&h=AT0",
    ],
    "facebook:handle:specimen46": [
        "fb.com/specimen46",
    ],
    "facebook:id:990047166103149": [
        "https://m.facebook.com/profile.php?id=990047166103149&mibextid=ZbWKwL",
        "https://m.facebook.com/profile.php?v=info&amp;id=990047166103149",
    ],
    "facebook:id:990076733541517": [
        "https://facebook.com/people/Zar-Khan/990076733541517/",
        "https://www.facebook.com/pages/Specimen-News/990076733541517",
        "https://www.facebook.com/pages/category/News/Specimen-News-990076733541517/",
        "https://www.facebook.com/Specimen-News-990076733541517/",
        "https://www.facebook.com/p/Specimen-News-990076733541517/",
        "https://www.facebook.com/990076733541517",
        "https://www.facebook.com/story.php?story_fbid=12&id=990076733541517",
        "https://www.facebook.com/permalink.php?story_fbid=12&id=990076733541517",
        "https://www.facebook.com/groups/990015656354331/user/990076733541517/",
    ],
    "facebook:group:990015656354331": [
        "https://www.facebook.com/groups/990015656354331/?ref=share",
    ],
    "facebook:group:specimen.group": [
        "https://www.facebook.com/groups/Specimen.Group/permalink/12/",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://www.facebook.com/",
    ],
    "login-page": [
        "https://www.facebook.com/login/",
    ],
    "post-without-author": [
        "https://www.facebook.com/photo.php?fbid=123456789",
        "https://www.facebook.com/watch/?v=12",
        "https://www.facebook.com/reel/12",
        "https://www.facebook.com/stories/12/",
    ],
    "hashtag-page": [
        "https://www.facebook.com/hashtag/khabar",
    ],
    "search-page": [
        "https://www.facebook.com/search/top?q=a",
    ],
    "home-page": [
        "https://www.facebook.com/home.php",
    ],
    "share-page": [
        "https://www.facebook.com/sharer/sharer.php?u=https://x.com/specimen",
    ],
    "short-link": [
        "https://www.facebook.com/share/1AbCdEf/",
        "https://fb.me/specimen",
        "https://fb.watch/abc/",
        "https://l.facebook.com/l.php?h=AT0",
    ],
    "site-page": [
        "https://www.facebook.com/groups/",
        "https://www.facebook.com/groups/feed/",
        "https://www.facebook.com/marketplace/",
        "https://www.facebook.com/events/12",
        "https://www.facebook.com/profile.php",
        "https://developers.facebook.com/docs",
    ],
    "bad-handle": [
        "https://www.facebook.com/ab",
        "https://www.facebook.com/spec_imen",
    ],
    "bad-id": [
        "https://www.facebook.com/profile.php?id=me",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_two_spellings_of_a_name_are_one_account() -> None:
    assert found("fb.com/speci.men").ref == found("https://www.facebook.com/SPECIMEN/").ref


def test_a_long_number_alone_is_an_id_and_a_short_one_may_be_a_slip() -> None:
    assert one("990047166103149", "facebook") == "facebook:id:990047166103149"
    assert refused("12", "facebook").code == "bare-number"


def test_it_says_that_it_unwrapped_a_redirect() -> None:
    link = "https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fspecimen"
    assert found(link).warnings == ("redirect-unwrapped",)
    assert found(link).text == link
