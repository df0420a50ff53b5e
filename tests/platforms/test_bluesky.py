"""Bluesky: domain names and DIDs."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs, refused

ACCOUNTS = {
    "bluesky:handle:specimen.bsky.social": [
        "https://bsky.app/profile/Specimen.bsky.social",
        "@specimen.bsky.social",
        "specimen.bsky.social",
        "at://specimen.bsky.social/app.bsky.feed.post/3k2",
    ],
    "bluesky:handle:specimen.example.org": [
        "https://bsky.app/profile/specimen.example.org/post/3k2",
    ],
    "bluesky:id:did:plc:abcdefghijklmnopqrstuvwx": [
        "did:plc:abcdefghijklmnopqrstuvwx",
        "https://bsky.app/profile/did:plc:abcdefghijklmnopqrstuvwx",
        "at://did:plc:abcdefghijklmnopqrstuvwx/app.bsky.feed.post/3k2",
    ],
    "bluesky:id:did:web:specimen.example.org": [
        "did:web:specimen.example.org",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://bsky.app/",
    ],
    "search-page": [
        "https://bsky.app/search?q=a",
    ],
    "hashtag-page": [
        "https://bsky.app/hashtag/a",
    ],
    "site-page": [
        "https://bsky.app/profile/",
    ],
    "bad-id": [
        "did:plc:short",
    ],
    "bad-handle": [
        "https://bsky.app/profile/handle.invalid",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_a_handle_is_a_whole_domain_name() -> None:
    assert refused("@specimen", "bluesky").code == "bad-handle"
    assert (
        str(found("@specimen.example.org", "bluesky").ref) == "bluesky:handle:specimen.example.org"
    )
