"""Matrix. Ids: spec.matrix.org, appendices, "User Identifiers", historical ones included."""

from __future__ import annotations

import re

from staydown.platforms.address import Address, canonical_host, decode
from staydown.platforms.platform import Kind, Platform, Reading, mirrored, quoted
from staydown.platforms.warnings import LEGACY_USER_ID

_USER = re.compile(r"@([!-9;-~]+):(.+)", re.DOTALL)
_MODERN_NAME = re.compile(r"[a-z0-9._=/+-]+")
_LONGEST = 255
_ROOM_SIGILS = ("#", "!", "+")


def _user_id(value: str) -> str | None:
    """`@user:server`, the server in lower case; the user's case is kept: old ids differ in it."""
    match = _USER.fullmatch(value)
    server = canonical_host(match[2]) if match else None
    if match is None or server is None or len(value) > _LONGEST:
        return None
    return f"@{match[1]}:{server}"


def _read_address(address: Address) -> Reading:
    if address.scheme == "matrix":
        return _matrix_uri(address)
    if not address.fragment:
        raise MATRIX.refuse("site-page" if address.path else "bare-host", address.text)
    return _fragment(address)


def _fragment(address: Address) -> Reading:
    """`matrix.to/#/@user:server?via=…` and `app.element.io/#/user/@user:server`."""
    try:
        target = decode(address.fragment.partition("?")[0].lstrip("/"))
    except UnicodeError:
        raise MATRIX.refuse("malformed", address.text) from None
    target = target.removeprefix("user/")
    if target.startswith("@"):
        return _user(target.partition("/$")[0], address.text)
    if target.startswith((*_ROOM_SIGILS, "room/")):
        raise MATRIX.refuse("room", address.text)
    raise MATRIX.refuse("site-page", address.text)


def _matrix_uri(address: Address) -> Reading:
    """`matrix:u/user:server` (MSC2312); its verb stands where a web address has the host."""
    rest = "/".join(address.path)
    if address.host in {"u", "user"} and rest:
        return _user("@" + rest, address.text)
    raise MATRIX.refuse("room", address.text)


def _user(user_id: str, text: str) -> Reading:
    reading = MATRIX.account("id", user_id, text)
    name = reading.ref.value[1:].partition(":")[0]
    return reading if _MODERN_NAME.fullmatch(name) else reading._replace(warnings=(LEGACY_USER_ID,))


def _read_name(name: str) -> Reading:
    if ":" not in name:
        raise MATRIX.refuse("host-needed", "@" + name, value=name)
    return _user("@" + name, "@" + name)


MATRIX = Platform(
    name="matrix",
    label="Matrix",
    example="@NAME:SERVER",
    hosts=mirrored("matrix.to") | mirrored("element.io", "app"),
    schemes=frozenset({"matrix"}),
    kinds={
        "id": Kind(
            _user_id,
            "it is @NAME:SERVER, 255 signs at most",
            lambda value: "https://matrix.to/#/" + quoted(value),
        ),
    },
    read_address=_read_address,
    read_name=_read_name,
)
