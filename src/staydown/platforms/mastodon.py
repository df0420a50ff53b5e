"""Mastodon and its kin: `@user@host`. Names: mastodon `app/models/account.rb`, USERNAME_RE."""

from __future__ import annotations

import re

from staydown.platforms.address import Address, web_host
from staydown.platforms.domains import domains_of, owner_of
from staydown.platforms.platform import Kind, Platform, Reading, pages
from staydown.platforms.warnings import UNLISTED_HOST

_PAGES = pages(
    search="search",
    login="auth",
    home="home public local",
    hashtag="tags",
    explore="explore directory",
    share="share authorize_interaction",
    site="about api settings privacy-policy terms-of-service getting-started lists notifications",
)
_NAME = re.compile(r"[a-z0-9_]+(?:[a-z0-9_.-]*[a-z0-9_])?")
_NAME_LENGTH = 64
_APP_DOORS = frozenset({"web", "deck"})
_ACTOR_DOORS = frozenset({"users", "u"})


def _handle(value: str) -> str | None:
    """`user@host` in lower case, as WebFinger compares them."""
    user, _, host = value.lower().partition("@")
    server = web_host(host)
    if server is None or len(user) > _NAME_LENGTH or not _NAME.fullmatch(user):
        return None
    return f"{user}@{server}" if "." in server and _may_be_ours(server) else None


def _may_be_ours(host: str) -> bool:
    return owner_of(host) in {None, "mastodon"}


def claims(address: Address) -> bool:
    """Whether the path has the shape of a Mastodon profile, whatever the host."""
    return _may_be_ours(address.host) and (
        address.head.startswith("@") or (address.head in _ACTOR_DOORS and len(address.path) > 1)
    )


def _read_address(address: Address) -> Reading:
    path = address.path[1:] if address.head in _APP_DOORS else address.path
    if not path:
        raise MASTODON.refuse("site-page" if address.path else "bare-host", address.text)
    if path[0].lower() in _ACTOR_DOORS and len(path) > 1:
        return _actor(path[1], address)
    if path[0].startswith("@"):
        return _actor(path[0][1:], address)
    MASTODON.refuse_page(path[0].lower(), address.text)
    raise MASTODON.refuse("site-page", address.text)


def _actor(name: str, address: Address) -> Reading:
    """`/@user` is of this host; `/@user@other` is a view of another's."""
    full = name if "@" in name else f"{name}@{address.host}"
    reading = MASTODON.account("handle", full, address.text)
    known = address.host in MASTODON.hosts
    return reading if known else reading._replace(warnings=(UNLISTED_HOST,))


def _read_name(name: str) -> Reading:
    if "@" not in name:
        raise MASTODON.refuse("host-needed", "@" + name, value=name)
    return MASTODON.account("handle", name, "@" + name)


def _url(value: str) -> str:
    user, _, host = value.partition("@")
    return f"https://{host}/@{user}"


MASTODON = Platform(
    name="mastodon",
    label="Mastodon",
    example="@NAME@HOST",
    hosts=domains_of("mastodon"),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            _handle,
            "it is NAME@HOST, the name of letters a-z, digits or _, on no other network",
            _url,
        ),
    },
    read_address=_read_address,
    read_name=_read_name,
)
