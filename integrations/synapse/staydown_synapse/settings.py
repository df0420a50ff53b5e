"""The module's settings as they stand in `homeserver.yaml`: read once, refused by name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class SettingError(ValueError):
    """A setting that cannot be used: `name`, and a sentence that says what it must be."""

    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(f"{name} {sentence}")
        self.name = name


@dataclass(frozen=True)
class Settings:
    """What the README's table of settings says, with the defaults that it gives."""

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


def read(document: Mapping[str, Any]) -> Settings:
    """Check every setting; raises SettingError for the first that cannot be used."""
    values = dict(document)
    if "key_file" in values:
        if "key" in values:
            raise SettingError("key_file", "and key exclude each other")
        values["key"] = _from_file(values.pop("key_file"))
    for name in ("url", "key"):
        if name not in values:
            raise SettingError(name, "is missing")
    for name, value in values.items():
        if name not in _CHECKS:
            known = ", ".join([each.name for each in fields(Settings)] + ["key_file"])
            raise SettingError(name, f"is not a setting; there are: {known}")
        values[name] = _CHECKS[name](name, value)
    if ("flag_room" in values) != ("flag_sender" in values):
        raise SettingError("flag_room", "and flag_sender belong together: give both or neither")
    return Settings(**values)


def _from_file(path: object) -> str:
    try:
        return Path(str(path)).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise SettingError("key_file", f"cannot be read ({type(error).__name__})") from error


def _key(name: str, value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[\x21-\x7e]+", value):
        raise SettingError(name, "must be the API key, one word such as sdk_…")
    return value


def _url(name: str, value: object) -> str:
    """Over TLS, or over plain HTTP on this machine only: the key and personal data travel on it."""
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        host = parts.hostname
    except ValueError:
        raise SettingError(name, "is not an address") from None
    if parts.scheme not in {"http", "https"} or not host or parts.query or parts.fragment:
        raise SettingError(name, "must be Staydown's address, such as https://staydown.example.org")
    if parts.username or parts.password:
        raise SettingError(name, "must not hold a user name or password")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise SettingError(name, "must use https:// unless Staydown is on this machine")
    return str(value).rstrip("/")


def _one_of(*words: str) -> Callable[[str, object], object]:
    def check(name: str, value: object) -> object:
        if value not in words:
            raise SettingError(name, f"must be one of: {', '.join(words)}")
        return value

    return check


def _between(least: float, most: float) -> Callable[[str, object], object]:
    def check(name: str, value: object) -> object:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not least <= value <= most or math.isnan(value):
            raise SettingError(name, f"must be a number from {least:g} to {most:g}")
        return value

    return check


def _truth(name: str, value: object) -> object:
    if not isinstance(value, bool):
        raise SettingError(name, "must be true or false")
    return value


def _id(sigil: str, what: str) -> Callable[[str, object], object]:
    def check(name: str, value: object) -> object:
        if not isinstance(value, str) or value[:1] != sigil or len(value) < 2:
            raise SettingError(name, f"must be {what}, beginning with {sigil}")
        return value

    return check


_CHECKS: dict[str, Callable[[str, object], object]] = {
    "url": _url,
    "key": _key,
    "mode": _one_of("shadow", "flag", "hold"),
    "timeout_ms": _between(50, 30_000),
    "fail": _one_of("open", "hold"),
    "fail_hold_hours": _between(0, 24 * 7),
    "report_rooms": _between(0, 100),
    "report_messages": _between(0, 200),
    "report_hours": _between(0, 24 * 90),
    "message_text": _truth,
    "client": _truth,
    "skip_appservices": _truth,
    "flag_room": _id("!", "a room's id"),
    "flag_sender": _id("@", "a user's id"),
}
