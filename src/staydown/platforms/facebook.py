"""Facebook: vanity names, numeric ids, groups.

Names: facebook.com/help/203523569682738 asks for five letters or digits and ignores full stops;
older names are shorter.
"""

from __future__ import annotations

import re

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
from staydown.platforms.text import word_set

_PAGES = pages(
    search="search",
    login="login login.php reg r.php recover checkpoint signup",
    home="home home.php",
    hashtag="hashtag",
    explore="discover explore",
    share="sharer sharer.php share.php dialog plugins",
    site="about ads ads_manager adsmanager app_scoped_user_id bookmarks business careers events "
    "find-friends fbid friends fundraisers games gaming help jobs latest legal live marketplace "
    "memories messages notifications offers pages_manager policies policy privacy saved settings "
    "terms tr whitehat",
)
_POSTS = word_set(
    "photo photo.php photos watch reel reels story.php permalink.php video.php videos "
    "posts stories media note.php notes"
)
_DOORS = word_set("groups people pages p pg profile share l.php me")
_OWN_WORDS = {word.replace(".", "") for word in _PAGES.keys() | _POSTS | _DOORS}
_NAME_WITH_ID = re.compile(r".*[-/]([1-9][0-9]{7,19})", re.DOTALL)
"""The older and the newer address of a page end in its number: `/Some-Name-100064000000001`."""
_LANGUAGE_HOST = re.compile(r"[a-z]{2,3}-[a-z]{2,4}\.facebook\.com")
_BARE_ID_DIGITS = 8
"""Digits that stand alone count as an id from this length on; shorter ones may be a slip."""

_name_rule = matching_lower(r"(?=.*[a-z])[a-z0-9]{3,50}", reserved=_OWN_WORDS)


def _name(value: str) -> str | None:
    """A vanity name without its dots, which Facebook ignores."""
    return _name_rule(value.replace(".", ""))


def _read_address(address: Address) -> Reading:
    _refuse_other_doors(address)
    if address.host in {"m.me", "www.m.me"} or not address.path:
        return _front_page(address)
    if reader := _READERS.get(address.head):
        return reader(address)
    if address.head in _POSTS:
        return _post(address)
    FACEBOOK.refuse_page(address.head, address.text)
    return _profile(address, address.path[0])


def _refuse_other_doors(address: Address) -> None:
    """Below facebook.com there are language hosts, but also developers., lookaside. and others."""
    if address.host not in FACEBOOK.hosts and not _LANGUAGE_HOST.fullmatch(address.host):
        raise FACEBOOK.refuse("site-page", address.text)


def _front_page(address: Address) -> Reading:
    """`m.me/NAME` is Messenger's short address of a profile."""
    if address.path:
        return _profile(address, address.path[0])
    raise FACEBOOK.refuse("bare-host", address.text)


def _profile(address: Address, name: str) -> Reading:
    name = name.removeprefix("@")
    if name.isdecimal():
        return FACEBOOK.account("id", name, address.text)
    if "-" in name and (numbered := _NAME_WITH_ID.fullmatch(name)):
        return FACEBOOK.account("id", numbered[1], address.text)
    return FACEBOOK.account("handle", name, address.text)


def _profile_php(address: Address) -> Reading:
    if number := address.argument("id"):
        return FACEBOOK.account("id", number, address.text)
    raise FACEBOOK.refuse("site-page", address.text)


def _people_or_pages(address: Address) -> Reading:
    """`/people/Some-Name/ID`, `/pages/Some-Name/ID`, `/pages/category/Kind/Some-Name-ID`."""
    if numbered := _NAME_WITH_ID.fullmatch("/".join(address.path)):
        return FACEBOOK.account("id", numbered[1], address.text)
    raise FACEBOOK.refuse("site-page", address.text)


def _second_word(address: Address) -> Reading:
    """`/p/Some-Name-ID`, `/pg/NAME`, `/profile/ID`."""
    if second := address.segment(1):
        return _profile(address, second)
    raise FACEBOOK.refuse("site-page", address.text)


def _group(address: Address) -> Reading:
    """`/groups/GROUP`, its posts, and `/groups/GROUP/user/ID`, which names the member."""
    if address.segment(2).lower() in {"user", "users"} and address.segment(3):
        return FACEBOOK.account("id", address.segment(3), address.text)
    group = address.segment(1)
    if not group or group.lower() in _GROUP_PAGES:
        raise FACEBOOK.refuse("site-page", address.text)
    return FACEBOOK.account("group", group, address.text)


def _post(address: Address) -> Reading:
    """`story.php?story_fbid=…&id=ID` names its author; `photo.php?fbid=…` does not."""
    if number := address.argument("id"):
        return FACEBOOK.account("id", number, address.text)
    raise FACEBOOK.refuse("post-without-author", address.text)


def _share(address: Address) -> Reading:
    raise FACEBOOK.refuse("short-link", address.text)


def _read_number(text: str, _region: str) -> Reading:
    if text.isdecimal() and len(text) >= _BARE_ID_DIGITS:
        return FACEBOOK.account("id", text, text)
    raise FACEBOOK.refuse("bare-number", text, value=text)


_GROUP_PAGES = word_set("create discover feed joins you")
_READERS = {
    "profile.php": _profile_php,
    "people": _people_or_pages,
    "pages": _people_or_pages,
    "p": _second_word,
    "pg": _second_word,
    "profile": _second_word,
    "groups": _group,
    "share": _share,
}

FACEBOOK = Platform(
    name="facebook",
    label="Facebook",
    example="https://www.facebook.com/NAME",
    hosts=mirrored(
        "facebook.com", "m", "mobile", "web", "touch", "mbasic", "free", "0", "d", "x", "iphone"
    )
    | mirrored("fb.com", "m", "web")
    | mirrored("m.me"),
    parents=frozenset({"facebook.com"}),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            _name,
            "a name has 3 to 50 letters a-z or digits, not digits alone; full stops do not count",
            "https://www.facebook.com/{}".format,
        ),
        "id": Kind(numeric_id, NUMERIC_RULE, "https://www.facebook.com/profile.php?id={}".format),
        "group": Kind(
            matching_lower(r"[a-z0-9][a-z0-9._-]{0,79}", reserved=_GROUP_PAGES),
            "a group has a number or a name of letters a-z, digits, . _ -",
            "https://www.facebook.com/groups/{}".format,
        ),
    },
    read_address=_read_address,
    read_number=_read_number,
)
