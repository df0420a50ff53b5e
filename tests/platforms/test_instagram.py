"""Instagram: names, and the posts that do not name their author."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "instagram:handle:specimen.name": [
        "https://www.instagram.com/_u/specimen.Name",
    ],
    "instagram:handle:specimen_1": [
        "instagram.com/specimen_1/reels/",
    ],
    "instagram:handle:specimen": [
        "https://instagram.com/Specimen?igsh=MzRlODBiNWFlZA==",
        "https://instagr.am/specimen",
        "https://www.instagram.com/stories/specimen/123/",
        "https://www.instagram.com/specimen/p/Cabc/",
        "https://www.instagram.com/specimen/reel/Cabc/",
        "instagram://user?username=specimen",
        "https://www.instagram.com/@specimen",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://www.instagram.com/",
    ],
    "hashtag-page": [
        "https://instagram.com/explore/tags/khabar/",
    ],
    "explore-page": [
        "https://www.instagram.com/explore/",
    ],
    "post-without-author": [
        "https://www.instagram.com/p/Cabc/",
        "https://www.instagram.com/reel/Cabc/",
        "https://www.instagram.com/tv/Cabc/",
        "https://www.instagram.com/stories/highlights/12/",
    ],
    "login-page": [
        "https://www.instagram.com/accounts/login/?next=/specimen/",
    ],
    "short-link": [
        "https://www.instagram.com/share/abc",
    ],
    "site-page": [
        "https://www.instagram.com/direct/inbox/",
        "https://www.instagram.com/stories/",
    ],
    "bad-handle": [
        "https://www.instagram.com/speci..men",
        "https://www.instagram.com/abcdefghijklmnopqrstuvwxyzabcde",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_a_short_number_alone_may_be_a_slip() -> None:
    assert refused("12", "instagram").code == "bare-number"


def test_a_name_may_look_like_a_host() -> None:
    assert found("specimen.official", "instagram").ref.value == "specimen.official"
    assert refused("specimen.com", "instagram").code == "unknown-host"
