"""What links point to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.links import link_ids


@pytest.mark.parametrize(
    ("link", "points"),
    [
        ("https://t.me/+SpecimenSpecimen", "invite:t.me/SpecimenSpecimen"),
        ("https://t.me/joinchat/SpecimenSpecimen", "invite:t.me/SpecimenSpecimen"),
        ("https://chat.whatsapp.com/SpecimenSpecimen", "invite:chat.whatsapp.com/SpecimenSpecimen"),
        ("https://wa.me/447700900123", "phone:+447700900123"),
        ("https://mobile.twitter.com/Specimen", "account:x/specimen"),
        ("https://t.me/+447700900123", "phone:+447700900123"),
        ("https://t.me/s/Specimen", "account:telegram/specimen"),
        ("https://x.com/specimen?s=20", "account:x/specimen"),
        ("https://www.youtube.com/@Specimen", "account:youtube/specimen"),
        ("https://specimen.example/about", "page:specimen.example/about"),
        ("specimen.example", "host:specimen.example"),
    ],
)
def test_it_names_what_a_link_points_to(link: str, points: str) -> None:
    assert points in link_ids([link])


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("call +44 7700 900123", "phone:+447700900123"),
        ("WhatsApp 0044 7700 900123", "phone:+447700900123"),
        ("Telegram: @Specimen_Channel", "account:telegram/specimen_channel"),
        ("IG - specimen.lens", "account:instagram/specimen.lens"),
        ("mail specimen@specimen.example now", "email:specimen@specimen.example"),
        ("join t.me/specimen_channel", "account:telegram/specimen_channel"),
        ("btc bc1qspecxmnspecxmnspecxmn0000", "wallet:bc1qspecxmnspecxmnspecxmn0000"),
    ],
)
def test_it_finds_addresses_in_a_biography(text: str, points: str) -> None:
    assert points in link_ids([], text)


@given(st.lists(st.text()), st.text())
def test_any_link_is_read(links: list[str], text: str) -> None:
    assert all(":" in found for found in link_ids(links, text))
