"""TikTok: names, and links that hide them."""

from __future__ import annotations

import pytest

from tests.platforms.reading import one, pairs

ACCOUNTS = {
    "tiktok:handle:specimen.tok": [
        "https://www.tiktok.com/@Specimen.tok/video/123?lang=en",
    ],
    "tiktok:handle:specimen": [
        "tiktok.com/@specimen",
        "https://m.tiktok.com/@specimen/live",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://www.tiktok.com/",
    ],
    "short-link": [
        "https://vm.tiktok.com/ZM1/",
        "https://vt.tiktok.com/ZM1/",
        "https://www.tiktok.com/t/ZM1/",
    ],
    "hashtag-page": [
        "https://www.tiktok.com/tag/khabar",
    ],
    "explore-page": [
        "https://www.tiktok.com/discover/khabar",
    ],
    "home-page": [
        "https://www.tiktok.com/foryou",
    ],
    "post-without-author": [
        "https://m.tiktok.com/v/12.html",
    ],
    "site-page": [
        "https://www.tiktok.com/specimen",
    ],
    "bad-handle": [
        "https://www.tiktok.com/@a",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"
