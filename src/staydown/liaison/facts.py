"""Facts about peers, checked and brought into one form. Pure; BadPeer for what cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import phonenumbers

from staydown.liaison.errors import BadPeer
from staydown.liaison.places import countries, is_time_zone

PEER_KINDS = ("authority", "platform", "flagger")
CONTACT_KINDS = ("email", "phone", "portal")
PURPOSES = ("answers", "emergency", "legal")

#: The facts of a peer that can differ from those recorded under the same slug.
PEER_FIELDS = ("name", "kind", "country", "time_zone")

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]{1,64}@[^\s@<>()\[\],;:\"]+\.[^\s@.<>()\[\],;:\"]+")


@dataclass(frozen=True, slots=True)
class PeerFacts:
    """What is stated about a peer; an empty country or time zone was not stated."""

    slug: str
    name: str
    kind: str
    country: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One way to reach a peer."""

    kind: str
    value: str
    purpose: str


def of_peer(
    slug: str, name: str, kind: str, country: str | None, time_zone: str | None
) -> PeerFacts:
    """The facts in one form: blanks in the name made single, the country in capitals."""
    return PeerFacts(
        _slug(slug),
        _name(name),
        _one_of("kind", kind, PEER_KINDS),
        _country(country) if country else "",
        _time_zone(time_zone) if time_zone else "",
    )


def of_contact_point(kind: str, value: str, purpose: str, country: str) -> ContactFacts:
    """The contact point in one form. `country` reads a phone number without a country code."""
    readers = {"email": _email, "phone": lambda text: _phone(text, country), "portal": _portal}
    read = readers[_one_of("kind of contact point", kind, CONTACT_KINDS)]
    return ContactFacts(kind, read(value.strip()), _one_of("purpose", purpose, PURPOSES))


def _slug(slug: str) -> str:
    if len(slug) > 64 or not _SLUG.fullmatch(slug):
        raise _bad(
            "slug",
            f"{slug!r} cannot be a slug: small Latin letters, digits and single hyphens, "
            "at most 64, such as pk-moi",
        )
    return slug


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy or len(tidy) > 200 or not tidy.isprintable():
        raise _bad("name", "a peer's name is 1 to 200 printable characters")
    return tidy


def _one_of(what: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise _bad(what, f"{value!r} is no {what}; choose {', '.join(allowed)}")
    return value


def _country(country: str) -> str:
    code = country.strip().upper()
    if code not in countries():
        raise _bad("country", f"{country!r} is no ISO 3166 country code such as PK or GB")
    return code


def _time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise _bad("time_zone", f"{name!r} is no IANA time zone such as Asia/Karachi")
    return name


def _email(text: str) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise _bad("email", "that is no e-mail address such as desk@authority.example")
    local, _, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def _phone(text: str, country: str) -> str:
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException as error:
        raise _bad("phone", "that is no phone number; write it as +country code, number") from error
    if not phonenumbers.is_possible_number(number):
        raise _bad("phone", "that phone number has too few or too many digits")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _portal(text: str) -> str:
    try:
        parts = urlsplit(text)
        usable = parts.scheme == "https" and bool(parts.hostname) and text.isprintable()
    except ValueError:
        usable = False
    if not usable or " " in text or len(text) > 320:
        raise _bad("portal", "that is no https address")
    return text


def _bad(field: str, message: str) -> BadPeer:
    return BadPeer(f"bad-{field.replace('_', '-').replace(' ', '-')}", message, field=field)
