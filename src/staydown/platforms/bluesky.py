"""Bluesky. Handles and DIDs: atproto.com/specs/handle and /specs/did."""

from __future__ import annotations

import re

from staydown.platforms.address import Address, canonical_host
from staydown.platforms.platform import Kind, Platform, Reading, mirrored, pages

_PAGES = pages(
    search="search",
    login="login signup",
    hashtag="hashtag",
    explore="feeds",
    share="intent",
    site="about settings notifications messages support moderation lists starter-pack start",
)
_HANDLE = re.compile(r"(?:[a-z0-9][a-z0-9-]*\.)+[a-z][a-z0-9-]*")
_PLC = re.compile(r"did:plc:[a-z2-7]{24}")
_NEVER_HANDLES = (".invalid", ".local", ".localhost", ".arpa", ".internal", ".onion", ".alt")
_HOME_HOST = "bsky.social"


def _handle(value: str) -> str | None:
    """A domain name in lower case, without a port."""
    host = canonical_host(value)
    if host is None or not _HANDLE.fullmatch(host) or host.endswith(_NEVER_HANDLES):
        return None
    return host


def _did(value: str) -> str | None:
    """`did:plc:…` or `did:web:HOST`, in lower case."""
    did = value.lower()
    if did.startswith("did:web:"):
        host = canonical_host(did.removeprefix("did:web:"))
        return f"did:web:{host}" if host and _HANDLE.fullmatch(host) else None
    return did if _PLC.fullmatch(did) else None


def _read_address(address: Address) -> Reading:
    if address.host not in BLUESKY.hosts:
        return BLUESKY.account("handle", address.host, address.text)
    if address.head == "profile" and address.segment(1):
        return _actor(address.segment(1).removeprefix("@"), address.text)
    if not address.path:
        raise BLUESKY.refuse("bare-host", address.text)
    BLUESKY.refuse_page(address.head, address.text)
    raise BLUESKY.refuse("site-page", address.text)


def _actor(name: str, text: str) -> Reading:
    return BLUESKY.account("id" if name.lower().startswith("did:") else "handle", name, text)


def _read_name(name: str) -> Reading:
    return _actor(name, "@" + name)


BLUESKY = Platform(
    name="bluesky",
    label="Bluesky",
    example="https://bsky.app/profile/NAME.bsky.social",
    hosts=mirrored("bsky.app", "staging", "main") | mirrored(_HOME_HOST),
    parents=frozenset({_HOME_HOST}),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            _handle,
            "a handle is a domain name, such as NAME.bsky.social",
            "https://bsky.app/profile/{}".format,
        ),
        "id": Kind(
            _did,
            "it is did:plc: and 24 letters or digits, or did:web:HOST",
            "https://bsky.app/profile/{}".format,
        ),
    },
    read_address=_read_address,
    read_name=_read_name,
)
