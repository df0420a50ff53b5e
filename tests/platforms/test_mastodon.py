"""Mastodon and its kin: a user of a host."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "mastodon:handle:specimen@mastodon.social": [
        "@Specimen@Mastodon.social",
        "https://mastodon.social/@specimen",
        "https://mastodon.social/@specimen/1159284",
        "https://mastodon.social/users/specimen",
        "https://mastodon.social/web/@specimen",
        "acct:specimen@mastodon.social",
    ],
    "mastodon:handle:specimen@other.example": [
        "https://mastodon.social/@specimen@other.example",
    ],
    "mastodon:handle:specimen@fedi.example": [
        "https://fedi.example/@specimen",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://mastodon.social/",
    ],
    "hashtag-page": [
        "https://mastodon.social/tags/khabar",
    ],
    "explore-page": [
        "https://mastodon.social/explore",
    ],
    "login-page": [
        "https://mastodon.social/auth/sign_in",
    ],
    "unknown-host": [
        "https://medium.com/@specimen",
    ],
    "bad-handle": [
        "@specimen@x.com",
    ],
    "email": [
        "specimen@mastodon.social",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_a_host_of_no_list_is_marked() -> None:
    assert found("https://fedi.example/@specimen").warnings == ("unlisted-host",)


def test_a_name_without_its_sign_is_read_only_under_the_platform() -> None:
    assert one("specimen@mastodon.social", "mastodon") == "mastodon:handle:specimen@mastodon.social"


def test_a_name_needs_its_host() -> None:
    assert refused("@specimen", "mastodon").code == "host-needed"
