"""The module's settings as they stand in `homeserver.yaml`: read once, refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_WORDS = {"mode": ("shadow", "flag", "hold"), "fail": ("open", "hold")}
_RANGES = {
    "timeout_ms": (50, 30_000),
    "fail_hold_hours": (0, 7 * 24),
    "report_rooms": (0, 100),
    "report_messages": (0, 200),
    "report_hours": (0, 90 * 24),
}
_SIGILS = {"flag_room": "!", "flag_sender": "@"}


class SettingError(ValueError):
    """A setting that cannot be used: its `name`, and what it must be."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name} {sentence}")
        self.name = name


@dataclass(frozen=True)
class Settings:
    """The README says what each is for."""

    url: str
    key: str = field(repr=False)
    mode: str = "shadow"
    timeout_ms: float = 800
    fail: str = "open"
    fail_hold_hours: float = 24
    report_rooms: float = 10
    report_messages: float = 20
    report_hours: float = 48
    message_text: bool = False
    client: bool = False
    skip_appservices: bool = True
    flag_room: str | None = None
    flag_sender: str | None = None


_KNOWN = [each.name for each in fields(Settings)]


def read(document: Mapping[str, Any]) -> Settings:
    """Check every setting; raises SettingError for the first that cannot be used."""
    values = dict(document)
    if "key_file" in values:
        if "key" in values:
            raise SettingError("key_file", "and key exclude each other")
        values["key"] = _text_of(values.pop("key_file"))
    for name, value in values.items():
        if name not in _KNOWN:
            raise SettingError(name, f"is not a setting; there are: {', '.join(_KNOWN)}, key_file")
        _check(name, value)
    for name in ("url", "key"):
        if name not in values:
            raise SettingError(name, "is missing")
    if ("flag_room" in values) != ("flag_sender" in values):
        raise SettingError("flag_room", "and flag_sender belong together: give both or neither")
    return Settings(**{**values, "url": values["url"].rstrip("/")})


def _check(name: str, value: Any) -> None:
    if name == "url":
        _check_url(value)
    elif name == "key":
        if not isinstance(value, str) or not value.isascii() or len(value.split()) != 1:
            raise SettingError(name, "must be the API key, one word such as sdk_…")
    elif name in _WORDS:
        if value not in _WORDS[name]:
            raise SettingError(name, f"must be one of: {', '.join(_WORDS[name])}")
    elif name in _RANGES:
        least, most = _RANGES[name]
        if type(value) not in {int, float} or not least <= value <= most:
            raise SettingError(name, f"must be a number from {least} to {most}")
    elif name in _SIGILS:
        if not isinstance(value, str) or not value.startswith(_SIGILS[name]):
            raise SettingError(name, f"must be an id that begins with {_SIGILS[name]}")
    elif not isinstance(value, bool):
        raise SettingError(name, "must be true or false")


def _check_url(value: Any) -> None:
    """Over TLS, or over plain HTTP on this machine only: the key and personal data travel on it."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        host = parts.hostname
    except ValueError:
        raise SettingError("url", "is not an address") from None
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise SettingError("url", "must be an address such as https://staydown.example.org")
    if parts.username or parts.password:
        raise SettingError("url", "must not hold a user name or password")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise SettingError("url", "must begin with https:// unless Staydown is on this machine")


def _text_of(path: Any) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, TypeError, ValueError) as error:
        raise SettingError("key_file", f"cannot be read ({type(error).__name__})") from None
