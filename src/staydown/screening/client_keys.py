"""Client identifiers keyed at the door: HMAC-SHA-256 under keys that the installation makes.

A raw telephone number, e-mail address, device or network address is turned into keyed hashes here
and goes no further: it is never stored, logged or answered (law 6). Keys are rotated: the new one
is used at once, and the one before for as long as the overlap lasts, so that an account removed
under the old key is still recognised. A hash begins with its key's id, `k2:…`: what a retired key
made can be told and is forgotten.
"""

from __future__ import annotations

import hmac
import ipaddress
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import phonenumbers

from staydown.kernel import clock
from staydown.kernel.errors import ConfigurationError, InputError
from staydown.kernel.secrets import keys_folder, write_once
from staydown.kernel.settings import Settings, load

FILE = "client-keys.json"
DEFAULT_OVERLAP = timedelta(days=90)
MOST_VALUES = 50
"""Devices or addresses of one account beyond this many are cut."""


@dataclass(frozen=True, slots=True)
class ClientKey:
    """One key; `ends_at` is None for the newest."""

    id: str
    secret: bytes
    ends_at: datetime | None

    def hash(self, kind: str, value: str) -> str:
        """The keyed hash of a value; the kind is hashed too, so that kinds never meet."""
        digest = hmac.new(self.secret, f"{kind}\0{value}".encode(), sha256).hexdigest()
        return f"{self.id}:{digest[:40]}"


class Keyring:
    """The keys in use, newest first; read again when their file has changed."""

    def __init__(self, settings: Settings | None = None) -> None:
        self._path = keys_folder(settings or load()) / FILE
        self._read_at: tuple[int, int] | None = None
        self._keys: list[ClientKey] = []

    def in_use(self) -> list[ClientKey]:
        """The keys in use now; the first is made on first use."""
        if not self._path.exists():
            write_once(self._path, _dumped([_new_key("k1")]))
        stat = self._path.stat()
        if self._read_at != (stat.st_mtime_ns, stat.st_ino):
            self._keys = _load(self._path)
            self._read_at = (stat.st_mtime_ns, stat.st_ino)
        now = clock.now()
        return [key for key in self._keys if key.ends_at is None or key.ends_at > now]

    def rotate(self, overlap: timedelta = DEFAULT_OVERLAP) -> str:
        """Make a new key; those before it are used until the overlap ends. The new key's id."""
        before = self.in_use()
        until = clock.now() + overlap
        kept = [ClientKey(one.id, one.secret, one.ends_at or until) for one in before]
        new = _new_key(f"k{max(int(one.id[1:]) for one in before) + 1}")
        whole = self._path.with_name(f".{FILE}.{secrets.token_hex(4)}")
        write_once(whole, _dumped([new, *kept]))
        os.replace(whole, self._path)  # noqa: PTH105
        return new.id

    def keyed(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The `client` of an account record, of raw `phone`, `email`, `devices` and `ips`.

        Raises InputError where one has the wrong type; the value is not repeated.
        """
        keys = self.in_use()

        def hashes(kind: str, values: list[str]) -> list[str]:
            return [key.hash(kind, value) for value in values for key in keys]

        found = {
            "phone": " ".join(hashes("phone", _one(raw, "phone", _phone))),
            "email": " ".join(hashes("email", _one(raw, "email", _email))),
            "devices": hashes("device", _many(raw, "devices", str.strip)),
            "ip_prefixes": hashes("network", _many(raw, "ips", network_prefix)),
        }
        return {name: value for name, value in found.items() if value}

    def still_keyed(self, client: Mapping[str, Any]) -> dict[str, Any]:
        """A record's client without what retired keys made: it could only speak against."""
        ids = {key.id for key in self.in_use()}

        def kept(hashed: str) -> bool:
            key, colon, _ = hashed.partition(":")
            return not colon or key in ids

        found: dict[str, Any] = {}
        for name, value in client.items():
            if isinstance(value, str):
                found[name] = " ".join(one for one in value.split() if kept(one))
            elif isinstance(value, list):
                found[name] = [one for one in value if kept(one)]
        return {name: value for name, value in found.items() if value}


def network_prefix(address: str) -> str:
    """The network that an address belongs to: /24 of IPv4, /48 of IPv6; "" for none.

    A whole prefix is compared, for a household's address changes and its network does not.
    """
    try:
        found = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 48
    return str(ipaddress.ip_network(f"{found}/{length}", strict=False))


def _phone(text: str) -> str:
    """E.164, so that one number in two ways of writing is one; "" for what is no number."""
    try:
        number = phonenumbers.parse(text, load().phone_region)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    return text.strip().lower() if "@" in text else ""


def _one(raw: Mapping[str, Any], name: str, plain: Any) -> list[str]:
    value = raw.get(name)
    if value is None:
        return []
    if not isinstance(value, str):
        raise InputError("client-unusable", f"client.{name} must be text")
    found = plain(value[:500])
    return [found] if found else []


def _many(raw: Mapping[str, Any], name: str, plain: Any) -> list[str]:
    values = raw.get(name)
    if values is None:
        return []
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise InputError("client-unusable", f"client.{name} must be a list of texts")
    found = (plain(one[:500]) for one in values[:MOST_VALUES])
    return list(dict.fromkeys(one for one in found if one))


def _new_key(key_id: str) -> ClientKey:
    return ClientKey(key_id, secrets.token_bytes(32), None)


def _dumped(keys: list[ClientKey]) -> bytes:
    listed = [
        {
            "id": key.id,
            "secret": key.secret.hex(),
            "ends_at": clock.iso(key.ends_at) if key.ends_at else None,
        }
        for key in keys
    ]
    return json.dumps({"keys": listed}, indent=1).encode()


def _load(path: Path) -> list[ClientKey]:
    try:
        return [
            ClientKey(
                one["id"],
                bytes.fromhex(one["secret"]),
                datetime.fromisoformat(one["ends_at"]) if one["ends_at"] else None,
            )
            for one in json.loads(path.read_text(encoding="utf-8"))["keys"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        text = f"{path} holds no client keys: put the file back from a backup"
        raise ConfigurationError("client-keys-unreadable", text) from error
