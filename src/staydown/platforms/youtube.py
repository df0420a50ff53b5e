"""YouTube. Handles: support.google.com/youtube/answer/11585688 (3 to 30 signs of many scripts)."""

from __future__ import annotations

import unicodedata

from staydown.platforms.address import Address
from staydown.platforms.platform import Kind, Platform, Reading, matching, mirrored, pages, quoted
from staydown.platforms.text import word_set
from staydown.platforms.warnings import LEGACY_NAME

_PAGES = pages(
    search="results",
    login="signin login account",
    home="home",
    hashtag="hashtag",
    explore="feed explore gaming trending music premium kids",
    share="redirect attribution_link",
    site="about ads creators t howyoutubeworks intl playlist reporthistory static yt new",
)
_POSTS = word_set("watch shorts live embed v e clip post playlist oembed")
_LEGACY = frozenset({"user", "c"})
_JOINERS = "_-.·"


def _handle(value: str) -> str | None:
    """Letters, marks and digits of any script, with _ - . · inside; compared without case."""
    folded = unicodedata.normalize("NFC", value.casefold())
    if folded != unicodedata.normalize("NFC", folded.casefold()) or not 3 <= len(folded) <= 30:
        return None
    if folded in _PAGES or folded in _POSTS or folded in _LEGACY:
        return None
    inside = all(sign in _JOINERS or unicodedata.category(sign)[0] in "LMN" for sign in folded)
    return folded if inside and folded[0] not in _JOINERS and folded[-1] not in _JOINERS else None


def _read_address(address: Address) -> Reading:
    head = address.head
    if address.host == "youtu.be" or head in _POSTS:
        raise YOUTUBE.refuse("post-without-author" if head else "bare-host", address.text)
    if not head:
        raise YOUTUBE.refuse("bare-host", address.text)
    YOUTUBE.refuse_page(head, address.text)
    if head.startswith("@"):
        return YOUTUBE.account("handle", address.path[0][1:], address.text)
    if head == "channel" and address.segment(1):
        return YOUTUBE.account("id", address.segment(1), address.text)
    return _legacy(head, address)


def _legacy(head: str, address: Address) -> Reading:
    """`/user/NAME`, `/c/NAME` and `/NAME`: names from before the @handles of 2022."""
    name = address.segment(1) if head in _LEGACY else address.path[0]
    return YOUTUBE.account("handle", name.removeprefix("@"), address.text, LEGACY_NAME)


def _read_name(name: str) -> Reading:
    """A channel's id says itself what it is; anything else is a handle."""
    kinds = YOUTUBE.kinds
    return YOUTUBE.account("id" if kinds["id"].canonical(name) else "handle", name, name)


YOUTUBE = Platform(
    name="youtube",
    label="YouTube",
    example="https://www.youtube.com/@NAME",
    hosts=mirrored("youtube.com", "m", "music", "gaming") | mirrored("youtu.be"),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            _handle,
            "a handle has 3 to 30 letters or digits, with _ - . · between them",
            lambda value: "https://www.youtube.com/@" + quoted(value),
        ),
        "id": Kind(
            matching(r"UC[A-Za-z0-9_-]{22}"),
            "it is UC and 22 letters, digits, _ or -",
            "https://www.youtube.com/channel/{}".format,
        ),
    },
    read_address=_read_address,
    read_name=_read_name,
)
