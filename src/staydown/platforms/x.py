"""X, formerly Twitter. Handles: help.x.com, "X username help": 1 to 15 letters, digits, _."""

from __future__ import annotations

from staydown.platforms.address import Address
from staydown.platforms.platform import (
    NUMERIC_RULE,
    Kind,
    Platform,
    Reading,
    matching_lower,
    mirrored,
    numeric_id,
    pages,
)

_PAGES = pages(
    search="search search-advanced",
    login="login logout signup account",
    home="home",
    hashtag="hashtag",
    explore="explore",
    share="share",
    site="about compose download jobs messages notifications oauth privacy settings tos",
)
_DOORS = frozenset({"i", "intent", "statuses"})
_INTERNAL_PAGES = pages(
    login="flow",
    explore="trends events moments topics",
    share="bookmarks",
    site="lists communities spaces",
)


def _read_address(address: Address) -> Reading:
    match address.head:
        case "":
            return _front_page(address)
        case "i":
            return _internal(address)
        case "intent":
            return _intent(address)
        case "statuses":
            raise X.refuse("post-without-author", address.text)
        case head:
            X.refuse_page(head, address.text)
            return X.account("handle", address.path[0].removeprefix("@"), address.text)


def _front_page(address: Address) -> Reading:
    """`twitter.com/#!/name` was a profile's address until 2012."""
    if address.fragment.startswith("!/"):
        return X.account("handle", address.fragment[2:].split("/")[0], address.text)
    raise X.refuse("bare-host", address.text)


def _internal(address: Address) -> Reading:
    """Below `/i/`, only `/i/user/ID` names an account."""
    second = address.segment(1).lower()
    if second == "user" and address.segment(2):
        return X.account("id", address.segment(2), address.text)
    if second in {"web", "status", "broadcasts"}:
        raise X.refuse("post-without-author", address.text)
    raise X.refuse(_INTERNAL_PAGES.get(second, "site-page"), address.text)


def _intent(address: Address) -> Reading:
    """`/intent/user` and `/intent/follow` name an account in the query."""
    if number := address.argument("user_id"):
        return X.account("id", number, address.text)
    if name := address.argument("screen_name"):
        return X.account("handle", name.removeprefix("@"), address.text)
    raise X.refuse("share-page", address.text)


X = Platform(
    name="x",
    label="X",
    example="https://x.com/NAME",
    hosts=mirrored("x.com", "m", "mobile") | mirrored("twitter.com", "m", "mobile"),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            matching_lower(r"[a-z0-9_]{1,15}", reserved=_DOORS | _PAGES.keys()),
            "a name has 1 to 15 letters a-z, digits or _, and is none of X's own words",
            "https://x.com/{}".format,
        ),
        "id": Kind(numeric_id, NUMERIC_RULE, "https://x.com/i/user/{}".format),
    },
    read_address=_read_address,
)
