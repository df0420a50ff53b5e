"""Instagram. Names: 1 to 30 letters, digits, full stops, _; no full stop at an end or doubled."""

from __future__ import annotations

from staydown.platforms.address import Address
from staydown.platforms.platform import Kind, Platform, Reading, matching_lower, mirrored, pages
from staydown.platforms.text import word_set

_PAGES = pages(
    login="accounts challenge emailsignup",
    home="home",
    explore="popular",
    site="about api archive ar contact developer direct directory graphql help legal lite nametag "
    "oauth press privacy qr session settings terms topics web your_activity",
)
_POSTS = word_set("p reel reels tv s")
_DOORS = word_set("_u _n stories explore share")


def _read_address(address: Address) -> Reading:
    head = address.head
    if address.scheme == "instagram" or not head:
        return _front_page(address)
    if head in _POSTS:
        raise INSTAGRAM.refuse("post-without-author", address.text)
    if head in _DOORS:
        return _behind_door(head, address)
    INSTAGRAM.refuse_page(head, address.text)
    return INSTAGRAM.account("handle", address.path[0].removeprefix("@"), address.text)


def _front_page(address: Address) -> Reading:
    """`instagram://user?username=NAME` is the app's own link."""
    if name := address.argument("username"):
        return INSTAGRAM.account("handle", name, address.text)
    raise INSTAGRAM.refuse("bare-host", address.text)


def _behind_door(head: str, address: Address) -> Reading:
    second = address.segment(1)
    if head == "share":
        raise INSTAGRAM.refuse("short-link", address.text)
    if head == "explore":
        tags = second.lower() == "tags"
        raise INSTAGRAM.refuse("hashtag-page" if tags else "explore-page", address.text)
    if second.lower() == "highlights":
        raise INSTAGRAM.refuse("post-without-author", address.text)
    if not second:
        raise INSTAGRAM.refuse("site-page", address.text)
    return INSTAGRAM.account("handle", second, address.text)


INSTAGRAM = Platform(
    name="instagram",
    label="Instagram",
    example="https://www.instagram.com/NAME/",
    hosts=mirrored("instagram.com", "m") | mirrored("instagr.am"),
    schemes=frozenset({"instagram"}),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            matching_lower(
                r"(?!\.)(?!.*\.\.)[a-z0-9._]{1,30}(?<!\.)",
                reserved=_POSTS | _DOORS | _PAGES.keys(),
            ),
            "a name has 1 to 30 letters a-z, digits, . or _, no full stop at an end or doubled",
            "https://www.instagram.com/{}/".format,
        ),
    },
    read_address=_read_address,
)
