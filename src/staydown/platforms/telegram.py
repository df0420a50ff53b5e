"""Telegram: public names, invites, numeric ids. Links: core.telegram.org/api/links."""

from __future__ import annotations

import re

from staydown.platforms.address import Address, decode
from staydown.platforms.platform import (
    Kind,
    Platform,
    Reading,
    matching,
    matching_lower,
    mirrored,
    pages,
)
from staydown.platforms.warnings import BOT_API_ID, INVITE_REVOCABLE

_PAGES = pages(
    login="login",
    share="share iv",
    explore="addlist",
    site="addstickers addemoji addtheme bg boost confirmphone contact giftcode invoice nft proxy "
    "setlanguage socks m",
)
_DOORS = frozenset(["c", "s", "joinchat"])
_PHONE = re.compile(r"\+?[0-9]{7,15}")
_BOT_API_ID = re.compile(r"-100([1-9][0-9]{5,15})")
_BARE_HOSTS = frozenset({"t.me", "www.t.me"}) | mirrored("telegram.me") | mirrored("telegram.dog")
_WEB_APP = "web.telegram.org"


def _read_address(address: Address) -> Reading:
    if address.scheme == "tg":
        return _app_link(address)
    if address.host == _WEB_APP:
        return _web_app(address)
    if address.host not in TELEGRAM.hosts:
        return TELEGRAM.account("handle", address.host.partition(".")[0], address.text)
    if address.host.endswith("telegram.org"):
        raise TELEGRAM.refuse("site-page" if address.path else "bare-host", address.text)
    return _path(address)


def _path(address: Address) -> Reading:
    match address.head:
        case "":
            raise TELEGRAM.refuse("bare-host", address.text)
        case "s" if address.segment(1):
            return _named(address.segment(1), address)
        case "joinchat" if address.segment(1):
            return _invite(address.segment(1), address)
        case "c" if address.segment(1):
            return TELEGRAM.account("id", address.segment(1), address.text)
        case "boost" if address.segment(1):
            return _named(address.segment(1), address)
        case head if head.startswith("+"):
            return _plus(address.path[0][1:], address)
        case head:
            TELEGRAM.refuse_page(head, address.text)
            return _named(address.path[0], address)


def _named(name: str, address: Address) -> Reading:
    return TELEGRAM.account("handle", name.removeprefix("@"), address.text)


def _invite(code: str, address: Address) -> Reading:
    return TELEGRAM.account("invite", code, address.text, INVITE_REVOCABLE)


def _plus(code: str, address: Address) -> Reading:
    """`t.me/+…` is an invite, or else a phone number: digits only, as long as E.164 allows."""
    if _PHONE.fullmatch(code):
        raise TELEGRAM.refuse("phone-link", address.text)
    return _invite(code, address)


def _app_link(address: Address) -> Reading:
    """`tg://resolve?domain=`, `join?invite=`, `user?id=`, `privatepost?channel=` and their kin."""
    if name := address.argument("domain"):
        return _named(name, address)
    if code := address.argument("invite"):
        return _invite(code, address)
    if address.argument("phone"):
        raise TELEGRAM.refuse("phone-link", address.text)
    for argument in _ID_ARGUMENTS.get(address.host, ()):
        if number := address.argument(argument):
            return TELEGRAM.account("id", number, address.text)
    raise TELEGRAM.refuse("site-page", address.text)


_ID_ARGUMENTS = {
    "user": ("id",),
    "openmessage": ("user_id", "chat_id"),
    "privatepost": ("channel",),
}


def _web_app(address: Address) -> Reading:
    """`web.telegram.org/k/#@name` and `#-100ID`."""
    try:
        chat = decode(address.fragment)
    except UnicodeError:
        raise TELEGRAM.refuse("malformed", address.text) from None
    if chat.startswith("@"):
        return _named(chat, address)
    if numbered := _BOT_API_ID.fullmatch(chat):
        return TELEGRAM.account("id", numbered[1], address.text, BOT_API_ID)
    raise TELEGRAM.refuse("site-page" if chat else "bare-host", address.text)


def _read_number(text: str, _region: str) -> Reading:
    """Only the Bot API's `-100ID` says by itself that it is a channel's number."""
    if numbered := _BOT_API_ID.fullmatch(text):
        return TELEGRAM.account("id", numbered[1], text, BOT_API_ID)
    if text.startswith(("+", "00")):
        raise TELEGRAM.refuse("phone-number", text)
    raise TELEGRAM.refuse("bare-number", text, value=text)


def _invite_code(value: str) -> str | None:
    return None if _PHONE.fullmatch(value) else _code(value)


_code = matching(r"[A-Za-z0-9_-]{10,40}")

TELEGRAM = Platform(
    name="telegram",
    label="Telegram",
    example="https://t.me/NAME",
    hosts=_BARE_HOSTS | mirrored("telegram.org", "web", "core", "desktop", "my"),
    parents=frozenset({"t.me"}),
    schemes=frozenset({"tg"}),
    pages=_PAGES,
    kinds={
        "handle": Kind(
            matching_lower(r"[a-z][a-z0-9_]{3,31}", reserved=_DOORS | _PAGES.keys()),
            "a name has 4 to 32 letters a-z, digits or _, and begins with a letter",
            "https://t.me/{}".format,
        ),
        "invite": Kind(
            _invite_code,
            "it has about 16 letters, digits, _ or -, and not digits alone",
            "https://t.me/+{}".format,
        ),
        "id": Kind(matching(r"[1-9][0-9]{0,15}"), "it is 1 to 16 digits"),
    },
    read_address=_read_address,
    read_number=_read_number,
)
