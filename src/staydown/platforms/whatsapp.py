"""WhatsApp: phone numbers (E.164), group invites, channels and, since 2026, usernames."""

from __future__ import annotations

import re

import phonenumbers

from staydown.platforms.address import Address
from staydown.platforms.platform import (
    Kind,
    Platform,
    Reading,
    matching,
    matching_lower,
    mirrored,
)
from staydown.platforms.refs import AccountRef
from staydown.platforms.text import ascii_digits
from staydown.platforms.warnings import INVITE_REVOCABLE, NUMBER_NOT_IN_USE_RANGE

_PHONE_RULE = "it needs its country code (+44 7700 900123) or, within the country, its leading 0"
_NOT_DIALLED = re.compile(r"[^0-9+]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_FLOAT_TAIL = re.compile(r"\.0+$")
_SHORTEST = 8
_LONG_ENOUGH_FOR_A_COUNTRY_CODE = 11


def _canonical_phone(value: str) -> str | None:
    """An E.164 number of a length that its country has, as `+447700900123`."""
    if not _E164.fullmatch(value):
        return None
    number = _possible(value, None)
    return _e164(number) if number else None


def _possible(digits: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == phonenumbers.ValidationResult.IS_POSSIBLE else None


def _e164(number: phonenumbers.PhoneNumber) -> str:
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _read_number(text: str, region: str) -> Reading:
    """A phone number as people write it; `region` is where national numbers belong."""
    digits = _NOT_DIALLED.sub("", _FLOAT_TAIL.sub("", ascii_digits(text)))
    number = _international(digits) if digits.startswith(("+", "00")) else _national(digits, region)
    if number is None:
        raise WHATSAPP.refuse("bad-phone", text, value=text, rule=_PHONE_RULE)
    return _phone(number)


def _international(digits: str) -> phonenumbers.PhoneNumber | None:
    """After + or 00 comes a country code, and none begins with 0."""
    dialled = digits.removeprefix("+").removeprefix("00")
    return None if dialled.startswith("0") else _possible("+" + dialled, None)


def _national(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    """A national number; but digits that fit only with a + in front are an international one."""
    national = _possible(digits, region) if len(digits) >= _SHORTEST else None
    if digits.startswith("0") or len(digits) < _LONG_ENOUGH_FOR_A_COUNTRY_CODE:
        return national
    if national and phonenumbers.is_valid_number(national):
        return national
    return _possible("+" + digits, None) or national


def _phone(number: phonenumbers.PhoneNumber) -> Reading:
    valid = phonenumbers.is_valid_number(number)
    ref = AccountRef(WHATSAPP.name, "phone", _e164(number))
    return Reading(ref, () if valid else (NUMBER_NOT_IN_USE_RANGE,))


def _linked_phone(digits: str, address: Address) -> Reading:
    """A link holds the number with its country code, with or without +, 00 and blanks."""
    bare = _NOT_DIALLED.sub("", ascii_digits(digits)).lstrip("+")
    if bare.startswith("0") and not bare.startswith("00"):
        raise WHATSAPP.refuse("bad-phone", address.text, value=digits, rule=_PHONE_RULE)
    return _read_number("+" + bare, "ZZ")


def _read_address(address: Address) -> Reading:
    if address.scheme == "whatsapp":
        return _app_link(address)
    if address.host in {"wa.me", "www.wa.me"}:
        return _wa_me(address)
    if address.host == "chat.whatsapp.com":
        return _group(address)
    if address.host in {"call.whatsapp.com", "faq.whatsapp.com", "business.whatsapp.com"}:
        raise WHATSAPP.refuse("site-page", address.text)
    return _site(address)


def _app_link(address: Address) -> Reading:
    """`whatsapp://send?phone=…` and `whatsapp://chat?code=…`."""
    if code := address.argument("code"):
        return WHATSAPP.account("group", code, address.text, INVITE_REVOCABLE)
    return _send(address)


def _send(address: Address) -> Reading:
    if phone := address.argument("phone"):
        return _linked_phone(phone, address)
    raise WHATSAPP.refuse("share-page", address.text)


def _wa_me(address: Address) -> Reading:
    """`wa.me/DIGITS`, `/c/DIGITS` (catalogue), `/p/ITEM/DIGITS` (product), `/u/NAME`."""
    match address.head:
        case "":
            raise WHATSAPP.refuse("bare-host", address.text)
        case "message" | "qr":
            raise WHATSAPP.refuse("business-link", address.text)
        case "u" if address.segment(1):
            return WHATSAPP.account("handle", address.segment(1).removeprefix("@"), address.text)
        case "c" | "p" if len(address.path) > 1:
            return _linked_phone(address.path[-1], address)
        case "channel" if address.segment(1):
            return WHATSAPP.account("channel", address.segment(1), address.text)
        case head if re.fullmatch(r"\+?[0-9 .()-]+", head):
            return _linked_phone(head, address)
    raise WHATSAPP.refuse("site-page", address.text)


def _group(address: Address) -> Reading:
    code = address.segment(1) if address.head == "invite" else address.segment(0)
    if not code:
        raise WHATSAPP.refuse("bare-host", address.text)
    return WHATSAPP.account("group", code, address.text, INVITE_REVOCABLE)


def _site(address: Address) -> Reading:
    """`whatsapp.com/channel/ID`, `api.` and `web.whatsapp.com/send?phone=…`."""
    if address.head == "channel" and address.segment(1):
        return WHATSAPP.account("channel", address.segment(1), address.text)
    if address.argument("phone"):
        return _send(address)
    raise WHATSAPP.refuse("site-page" if address.path else "bare-host", address.text)


WHATSAPP = Platform(
    name="whatsapp",
    label="WhatsApp",
    example="+44 7700 900123",
    hosts=mirrored("whatsapp.com", "m", "api", "web", "chat", "call", "faq", "business")
    | mirrored("wa.me"),
    schemes=frozenset({"whatsapp"}),
    kinds={
        "phone": Kind(
            _canonical_phone, _PHONE_RULE, lambda value: "https://wa.me/" + value.removeprefix("+")
        ),
        "group": Kind(
            matching(r"[A-Za-z0-9_-]{16,40}"),
            "its invite has about 22 letters and digits",
            "https://chat.whatsapp.com/{}".format,
        ),
        "channel": Kind(
            matching(r"[A-Za-z0-9]{16,40}"),
            "its code has about 24 letters and digits",
            "https://whatsapp.com/channel/{}".format,
        ),
        "handle": Kind(
            matching_lower(r"(?=.*[a-z])(?!\.)[a-z0-9._]{3,35}(?<!\.)"),
            "a name has 3 to 35 letters a-z, digits, . or _, at least one letter",
            "https://wa.me/u/{}".format,
        ),
    },
    read_address=_read_address,
    read_number=_read_number,
)
