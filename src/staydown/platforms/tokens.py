"""One token read: an address of any shape, an @name, a number or a bare word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from staydown.platforms import shapes, warnings
from staydown.platforms.address import Address, split_app_link, split_web_address
from staydown.platforms.bluesky import BLUESKY
from staydown.platforms.canonical import parse_ref
from staydown.platforms.mastodon import MASTODON
from staydown.platforms.matrix import MATRIX
from staydown.platforms.platform import Platform, Reading
from staydown.platforms.refusals import refusal
from staydown.platforms.registry import BY_SCHEME, PLATFORMS, platform_of, redirect_target
from staydown.platforms.remarks import is_remark
from staydown.platforms.telegram import TELEGRAM
from staydown.platforms.text import ascii_digits
from staydown.platforms.whatsapp import WHATSAPP

_WORD = re.compile(r"[\w.·-]+")
_WEB_DOMAIN = re.compile(r".*\.(?:com|net|org|info|pk)", re.IGNORECASE)
_WITH_INVITES = {TELEGRAM, WHATSAPP}
_INVITE_CODE = re.compile(
    r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?:[A-Za-z0-9]{16}|[A-Za-z0-9]{22,24})"
)
_ROUNDED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")


class Hint(NamedTuple):
    """What is known beside the text: the platform for bare names, as given by the caller or by a
    label in the cell; the caller's own word; the region of national phone numbers."""

    platform: Platform | None
    given: Platform | None
    region: str


def read_token(token: str, hint: Hint) -> Reading:
    """The account that one token names; raises AddressError where it names none."""
    for is_shape, read in _SHAPES:
        if is_shape(token):
            return read(token, hint)
    return _bare_word(token, hint)


def read_reference(text: str, _hint: Hint) -> Reading:
    """The account of a canonical reference."""
    ref = parse_ref(text)
    return PLATFORMS[ref.platform].account(ref.kind, ref.value, text)


def _web_address(token: str, _hint: Hint) -> Reading:
    address = split_web_address(token)
    target = redirect_target(address)
    reading = _read(target or address)
    marks = (warnings.REDIRECT_UNWRAPPED,) if target else ()
    if address.user_info:
        marks = (*marks, warnings.USER_INFO)
    return reading._replace(warnings=(*reading.warnings, *marks)) if marks else reading


def _read(address: Address) -> Reading:
    return platform_of(address).read_address(address)


def _app_link(token: str, _hint: Hint) -> Reading:
    lower = token.lower()
    if lower.startswith("did:"):
        return BLUESKY.named(token)
    if lower.startswith("at://"):
        return BLUESKY.named(token[5:].partition("/")[0])
    if lower.startswith("acct:"):
        return MASTODON.named(token[5:].removeprefix("@"))
    address = split_app_link(token)
    if address is None or address.scheme not in BY_SCHEME:
        raise refusal("email", token)
    return BY_SCHEME[address.scheme].read_address(address)


def _at_name(token: str, hint: Hint) -> Reading:
    name = token[1:]
    if "@" in name:
        return MASTODON.named(name)
    if _is_matrix_id(name, hint):
        return MATRIX.named(name)
    if name.lower().endswith(".bsky.social"):
        return BLUESKY.named(name)
    if hint.platform is None:
        raise refusal("platform-needed", token, value=token)
    return hint.platform.named(name)


def _is_matrix_id(name: str, hint: Hint) -> bool:
    """`user:server`; a server without a full stop counts only where no other platform was named."""
    server = name.partition(":")[2]
    return bool(server) and (hint.platform in {None, MATRIX} or "." in server)


def _email(token: str, hint: Hint) -> Reading:
    """Mastodon's names look like e-mail addresses, and are believed only under its label."""
    if hint.platform is MASTODON:
        return MASTODON.named(token)
    raise refusal("email", token)


def _number(token: str, hint: Hint) -> Reading:
    platform, digits = hint.platform, ascii_digits(token)
    if platform is None:
        raise refusal("platform-needed", token, value=token)
    if platform.read_number:
        return platform.read_number(digits, hint.region)
    code = "phone-number" if digits.startswith(("+", "0")) else "bare-number"
    raise platform.refuse(code, token, value=token)


def _bare_word(word: str, hint: Hint) -> Reading:
    """One word without an @: a handle if the platform is known and the word is no remark."""
    if _ROUNDED.fullmatch(word):
        raise refusal("spreadsheet-number", word, value=word)
    if not word or is_remark([word]):
        raise refusal("placeholder", word)
    if hint.platform is None or not _WORD.fullmatch(word):
        raise refusal("not-an-address", word)
    if hint.platform in _WITH_INVITES and _INVITE_CODE.fullmatch(word):
        raise refusal("bare-word", word, value=word)
    if _WEB_DOMAIN.fullmatch(word) and hint.platform is not BLUESKY:
        raise refusal("unknown-host", word, host=word)
    reading = hint.platform.named(word)
    return reading._replace(warnings=(*reading.warnings, warnings.BARE_WORD))


_SHAPES: tuple[tuple[Callable[[str], bool], Callable[[str, Hint], Reading]], ...] = (
    (shapes.is_plain_web_address, _web_address),
    (shapes.is_name, _at_name),
    (shapes.is_reference, read_reference),
    (shapes.is_app_link, _app_link),
    (shapes.is_web_address, _web_address),
    (shapes.is_email, _email),
    (shapes.is_number, _number),
)
"""What a token may be by its shape, the first that fits, with what reads it; else it is a word."""
