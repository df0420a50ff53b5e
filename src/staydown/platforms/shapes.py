"""What a token is by its shape alone, before anything is read out of it."""

from __future__ import annotations

import re

from staydown.platforms.registry import PLATFORMS, platform_at
from staydown.platforms.text import ascii_digits

_APP_LINK = re.compile(
    r"(?:tg|whatsapp|instagram)://|tg:[a-z]+\?|matrix:[a-z]+/|at://|did:|acct:|mailto:",
    re.IGNORECASE,
)
_WEB_LINK = re.compile(
    r"(?:h(?:tt|xx|t)ps?(?:[:;/]|%3a)|//|www\.)\S|[a-z][a-z0-9+.-]*://", re.IGNORECASE
)
_HOST_AND_PATH = re.compile(r"([^\s/?#@:]+)(?::\d+)?([/?#].*)?", re.DOTALL)
_EMAIL = re.compile(r"[^\s@:/]+@[^\s@/]+\.[^\s@/]+")
_REFERENCE = re.compile(r"([a-z]+):([a-z]+):.", re.DOTALL)
_NUMBER = re.compile(r"[+-]?[0-9][0-9 .()/+–-]*")


def is_reference(text: str) -> bool:
    """Whether `text` begins as a canonical reference does: `x:handle:…`."""
    match = _REFERENCE.match(text)
    return bool(match and match[1] in PLATFORMS and match[2] in PLATFORMS[match[1]].kinds)


def is_app_link(token: str) -> bool:
    """Whether `token` is an app's link: `tg://…`, `did:…`."""
    return bool(_APP_LINK.match(token))


def is_plain_web_address(token: str) -> bool:
    """Whether `token` begins with http:// or https://, as most do: the quickest test."""
    return token.startswith(("https://", "http://"))


def is_web_address(token: str) -> bool:
    """Whether `token` has the shape of a web address, its scheme missing or not."""
    if _WEB_LINK.match(token):
        return True
    match = _HOST_AND_PATH.fullmatch(token)
    if match is None or "." not in match[1].strip("."):
        return False
    return bool(match[2] or platform_at(match[1].lower()))


def is_name(token: str) -> bool:
    """Whether `token` begins as `@name` does."""
    return len(token) > 1 and token[0] == "@" and token[1] != "@"


def is_email(token: str) -> bool:
    """Whether `token` is `name@host.tld`, as an e-mail address and some Mastodon names are."""
    return bool(_EMAIL.fullmatch(token))


def is_number(text: str) -> bool:
    """Whether `text` is digits of any script with the signs that stand in phone numbers."""
    return bool(_NUMBER.fullmatch(ascii_digits(text)))


def is_address(token: str) -> bool:
    """Whether `token` is an address by its shape alone, and not a number or a word."""
    return any(
        shape(token) for shape in (is_name, is_app_link, is_web_address, is_email, is_reference)
    )
