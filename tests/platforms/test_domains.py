"""Nobody's Mastodon or wiki may claim an address that another service owns."""

from __future__ import annotations

import pytest

from staydown.platforms import PLATFORMS
from staydown.platforms.domains import owner_of
from tests.platforms.reading import one


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_host_of_a_platform_is_known_to_be_its_own(platform: str) -> None:
    hosts = PLATFORMS[platform].hosts | {f"any.{parent}" for parent in PLATFORMS[platform].parents}
    assert {owner_of(host) for host in hosts} <= {platform}


def test_a_host_below_a_domain_is_its_owners_and_a_look_alike_is_not() -> None:
    assert owner_of("ur-pk.facebook.com:8080") == "facebook"
    assert owner_of("facebook.com.evil.example") is None
    assert owner_of("notfacebook.com") is None


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("https://help.x.com/@specimen", "!site-page"),
        ("https://help.x.com/wiki/User:Specimen", "!site-page"),
        ("https://bit.ly/wiki/User:Specimen", "!short-link"),
        ("https://www.google.com/wiki/User:Specimen", "!unknown-host"),
        ("@specimen@web.facebook.com", "!bad-handle"),
        ("mediawiki:handle:x.com/Specimen", "!bad-reference"),
        ("mediawiki:handle:mastodon.social/Specimen", "!bad-reference"),
        ("mastodon:handle:specimen@en.wikipedia.org", "!bad-reference"),
        ("mastodon:handle:specimen@t.co", "!bad-reference"),
    ],
)
def test_an_owned_host_is_not_read_as_somebodys_server(text: str, outcome: str) -> None:
    assert one(text) == outcome
