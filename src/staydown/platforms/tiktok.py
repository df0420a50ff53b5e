"""TikTok. Names: support.tiktok.com, "Changing your username": letters, digits, _ and stops."""

from __future__ import annotations

from staydown.platforms.address import Address
from staydown.platforms.platform import Kind, Platform, Reading, matching_lower, mirrored, pages

_PAGES = pages(
    search="search",
    login="login signup",
    home="foryou following friends",
    hashtag="tag",
    explore="discover explore music live channel topics shop",
    site="about legal safety business download feedback messages upload setting",
)
_POSTS = frozenset({"v", "video", "embed", "photo"})
_SHORT_HOSTS = frozenset({"vm.tiktok.com", "vt.tiktok.com"})


def _read_address(address: Address) -> Reading:
    head = address.head
    if address.host in _SHORT_HOSTS or head == "t":
        raise TIKTOK.refuse("short-link", address.text)
    if not head:
        raise TIKTOK.refuse("bare-host", address.text)
    if head.startswith("@"):
        return TIKTOK.account("handle", address.path[0][1:], address.text)
    if head in _POSTS:
        raise TIKTOK.refuse("post-without-author", address.text)
    TIKTOK.refuse_page(head, address.text)
    raise TIKTOK.refuse("site-page", address.text)


TIKTOK = Platform(
    name="tiktok",
    label="TikTok",
    example="https://www.tiktok.com/@NAME",
    hosts=mirrored("tiktok.com", "m", "vm", "vt"),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            matching_lower(r"[a-z0-9._]{2,24}(?<!\.)"),
            "a name has 2 to 24 letters a-z, digits, . or _, and no full stop at its end",
            "https://www.tiktok.com/@{}".format,
        ),
    },
    read_address=_read_address,
)
