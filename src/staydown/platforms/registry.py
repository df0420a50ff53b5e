"""All platforms, and which of them an address belongs to."""

from __future__ import annotations

from collections.abc import Mapping

from staydown.platforms import mastodon, mediawiki
from staydown.platforms.address import Address, split_web_address
from staydown.platforms.bluesky import BLUESKY
from staydown.platforms.domains import APP_SHOP, SHORTENER, owner_of
from staydown.platforms.facebook import FACEBOOK
from staydown.platforms.instagram import INSTAGRAM
from staydown.platforms.mastodon import MASTODON
from staydown.platforms.matrix import MATRIX
from staydown.platforms.mediawiki import MEDIAWIKI
from staydown.platforms.platform import Platform
from staydown.platforms.refs import AddressError
from staydown.platforms.refusals import refusal
from staydown.platforms.telegram import TELEGRAM
from staydown.platforms.tiktok import TIKTOK
from staydown.platforms.whatsapp import WHATSAPP
from staydown.platforms.x import X
from staydown.platforms.youtube import YOUTUBE

PLATFORMS: Mapping[str, Platform] = {
    platform.name: platform
    for platform in (
        X,
        FACEBOOK,
        INSTAGRAM,
        WHATSAPP,
        TELEGRAM,
        YOUTUBE,
        TIKTOK,
        MATRIX,
        MASTODON,
        BLUESKY,
        MEDIAWIKI,
    )
}
_BY_HOST = {host: platform for platform in PLATFORMS.values() for host in platform.hosts}
_BY_PARENT = {parent: platform for platform in PLATFORMS.values() for parent in platform.parents}
BY_SCHEME = {scheme: platform for platform in PLATFORMS.values() for scheme in platform.schemes}

_REDIRECTORS = {
    ("l.facebook.com", "l.php"): "u",
    ("lm.facebook.com", "l.php"): "u",
    ("l.messenger.com", "l.php"): "u",
    ("l.instagram.com", ""): "u",
    ("www.google.com", "url"): "q",
    ("google.com", "url"): "q",
    ("www.youtube.com", "redirect"): "q",
    ("m.youtube.com", "redirect"): "q",
    ("youtube.com", "redirect"): "q",
}
"""Hosts and first words of paths that forward to the address in this argument of their query."""


def platform_at(host: str) -> Platform | None:
    """The platform whose accounts live at `host`: `ur-pk.facebook.com`, `name.t.me`."""
    return _BY_HOST.get(host) or _BY_PARENT.get(host.partition(".")[2])


def platform_of(address: Address) -> Platform:
    """The platform that reads `address`; raises AddressError where none does."""
    if platform := _BY_HOST.get(address.host):
        return platform
    owner = owner_of(address.host)
    if owner == SHORTENER:
        raise refusal("short-link", address.text)
    if platform := platform_at(address.host):
        return platform
    if mediawiki.claims(address) or mediawiki.is_wikimedia(address.host):
        return MEDIAWIKI
    if mastodon.claims(address):
        return MASTODON
    raise _foreign(owner, address)


def _foreign(owner: str | None, address: Address) -> AddressError:
    if owner == APP_SHOP:
        return refusal("app-store", address.text)
    if owner and owner in PLATFORMS and ":" not in address.host:
        return PLATFORMS[owner].refuse("site-page", address.text)
    if "." not in address.host:
        return refusal("malformed", address.text)
    return refusal("unknown-host", address.text, host=address.host)


def redirect_target(address: Address) -> Address | None:
    """Where a redirector's address leads, if it names its target in the query."""
    argument = _REDIRECTORS.get((address.host, address.head))
    target = address.argument(argument) if argument else ""
    return split_web_address(target)._replace(text=address.text) if target else None
