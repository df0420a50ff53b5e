"""What links point to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.text.links import MAX_LINKS, link_ids


@pytest.mark.parametrize(
    ("link", "points"),
    [
        ("https://t.me/+SpecimenSpecimen", "invite:telegram/SpecimenSpecimen"),
        ("https://t.me/joinchat/SpecimenSpecimen", "invite:telegram/SpecimenSpecimen"),
        ("https://chat.whatsapp.com/SpecimenSpecimen", "invite:whatsapp/SpecimenSpecimen"),
        ("https://wa.me/447700900123", "phone:+447700900123"),
        ("https://mobile.twitter.com/Specimen", "account:x/specimen"),
        ("https://t.me/+447700900123", "phone:+447700900123"),
        ("https://t.me/s/Specimen", "account:telegram/specimen"),
        ("https://x.com/specimen?s=20", "account:x/specimen"),
        ("https://www.youtube.com/@Specimen", "account:youtube/specimen"),
        ("https://specimen.example/about", "page:specimen.example/about"),
        ("specimen.example", "host:specimen.example"),
        ("https://specimen.example/a?utm_source=x&id=7", "page:specimen.example/a?id=7"),
        ("https://discord.gg/Specimen", "invite:discord/Specimen"),
        ("tg://resolve?domain=Specimen", "account:telegram/specimen"),
        ("tel:+447700900123", "phone:+447700900123"),
        ("mailto:Specimen@specimen.example", "email:specimen@specimen.example"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.com%2Fspecimen", "account:x/specimen"),
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
        ("btc bc1qspecxmnspecxmnspecxmn0000", "code:bc1qspecxmnspecxmnspecxmn0000"),
    ],
)
def test_it_finds_addresses_in_a_biography(text: str, points: str) -> None:
    assert points in link_ids([], text)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("hxxps://specimen[.]example/page", "page:specimen.example/page"),
        ("specimen (dot) example", "host:specimen.example"),
        ("specimen [at] specimen [dot] example", "email:specimen@specimen.example"),
        ("t[.]me/specimen_channel", "account:telegram/specimen_channel"),
        ("واتساب ٠٠٤٤٧٧٠٠٩٠٠١٢٣", "phone:+447700900123"),
        ("spec\u200bimen.exa\u200bmple", "host:specimen.example"),
    ],
)
def test_it_reads_addresses_that_are_written_to_hide(text: str, points: str) -> None:
    assert points in link_ids([], text)


@pytest.mark.parametrize(
    "link", ["https://x.com/home", "https://x.com/i/lists/1", "https://www.youtube.com/watch?v=a"]
)
def test_a_page_of_a_platform_is_no_account(link: str) -> None:
    assert not any(found.startswith("account:") for found in link_ids([link]))


@pytest.mark.parametrize("text", ["tea and books.", "in 1990 we were 300", "50% off!", ""])
def test_ordinary_text_points_nowhere(text: str) -> None:
    assert link_ids([], text) == frozenset()


def test_many_links_are_cut_short() -> None:
    links = [f"https://a{number}.example" for number in range(1_000)]
    assert len(link_ids(links, " ".join(links))) <= MAX_LINKS


@given(st.lists(st.text()), st.text())
def test_any_link_is_read(links: list[str], text: str) -> None:
    assert all(":" in found for found in link_ids(links, text))
