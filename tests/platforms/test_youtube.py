"""YouTube: handles of many scripts, channel ids, older names."""

from __future__ import annotations

import pytest

from tests.platforms.reading import found, one, pairs

ACCOUNTS = {
    "youtube:handle:specimen_tv": [
        "https://www.youtube.com/@Specimen_Tv/videos",
    ],
    "youtube:handle:specimen": [
        "https://m.youtube.com/@specimen?si=abc",
        "https://www.youtube.com/@specimen/live",
    ],
    "youtube:handle:خبر": [
        "https://www.youtube.com/@%D8%AE%D8%A8%D8%B1",
    ],
    "youtube:id:UCabcdefGHIjklmnopqrstuv": [
        "https://youtube.com/channel/UCabcdefGHIjklmnopqrstuv",
    ],
}
NO_ACCOUNTS = {
    "bare-host": [
        "https://www.youtube.com/",
    ],
    "post-without-author": [
        "https://www.youtube.com/watch?v=abc",
        "https://youtu.be/abc",
        "https://www.youtube.com/shorts/abc",
        "https://www.youtube.com/playlist?list=PL",
    ],
    "search-page": [
        "https://www.youtube.com/results?search_query=a",
    ],
    "explore-page": [
        "https://www.youtube.com/feed/subscriptions",
    ],
    "hashtag-page": [
        "https://www.youtube.com/hashtag/a",
    ],
    "bad-id": [
        "https://www.youtube.com/channel/UCshort",
    ],
    "bad-handle": [
        "https://www.youtube.com/@ab",
        "https://www.youtube.com/@-specimen",
    ],
}


@pytest.mark.parametrize(("text", "ref"), pairs(ACCOUNTS))
def test_it_reads_an_account(text: str, ref: str) -> None:
    assert one(text) == ref


@pytest.mark.parametrize(("text", "code"), pairs(NO_ACCOUNTS))
def test_it_says_what_is_no_account(text: str, code: str) -> None:
    assert one(text) == f"!{code}"


def test_a_channel_id_alone_is_read_under_the_platform() -> None:
    assert one("UCabcdefGHIjklmnopqrst12", "youtube") == "youtube:id:UCabcdefGHIjklmnopqrst12"


@pytest.mark.parametrize("door", ["user/", "c/", ""])
def test_an_older_name_is_marked_for_it_need_not_be_the_handle(door: str) -> None:
    channel = found(f"https://www.youtube.com/{door}SpecimenTv")
    assert (str(channel.ref), channel.warnings) == ("youtube:handle:specimentv", ("legacy-name",))


def test_a_redirect_leads_to_its_target() -> None:
    link = "https://www.youtube.com/redirect?event=a&q=https%3A%2F%2Ft.me%2Fspecimen"
    assert str(found(link).ref) == "telegram:handle:specimen"
