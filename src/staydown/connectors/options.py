"""Options of a connector as they stand in the settings: read once, checked, secrets kept apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from staydown.kernel.errors import ConfigurationError

OptionValue: TypeAlias = str | float | Sequence[str]

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that never shows in a log, a repr or a detail."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The text itself, for the one place that sends it."""
        return self._text


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one connector; each reader raises ConfigurationError naming the option."""

    connector: str
    values: Mapping[str, OptionValue] = field(repr=False)

    def only(self, *known: str) -> None:
        """Refuse options that nobody reads: most often a misspelling."""
        for name in sorted(set(self.values) - set(known)):
            raise self.wrong(name, f"is not an option; there are: {', '.join(known)}")

    def text(self, name: str, default: str | None = None) -> str:
        """One text that is not blank."""
        value = self.values.get(name, default)
        if value is None:
            raise self._missing(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be one text that is not blank")
        return value.strip()

    def texts(self, name: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        """Several texts: a list, or one text with commas."""
        value = self.values.get(name, default)
        if value is None:
            raise self._missing(name)
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, Sequence) or not all(isinstance(part, str) for part in parts):
            raise self.wrong(name, "must be a list of texts")
        found = tuple(part.strip() for part in parts if part.strip())
        if not found:
            raise self.wrong(name, "must name at least one")
        return found

    def secret(self, name: str) -> Secret:
        """A secret, given as `name` or, better, in the file that `name_file` names."""
        file_option = f"{name}_file"
        if file_option not in self.values:
            return Secret(self.text(name))
        path = Path(self.text(file_option))
        try:
            text = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise self.wrong(file_option, f"cannot be read ({type(error).__name__})") from error
        if not text:
            raise self.wrong(file_option, "names an empty file")
        return Secret(text)

    def url(self, name: str) -> str:
        """An address over TLS, or over plain HTTP on this machine only."""
        text = self.text(name).rstrip("/")
        try:
            parts = urlsplit(text)
            host = parts.hostname
        except ValueError as error:
            raise self.wrong(name, "is not an address") from error
        if parts.scheme not in {"http", "https"} or not host:
            raise self.wrong(name, "must begin with https://")
        if parts.username or parts.password:
            raise self.wrong(name, "must not hold a user name or password")
        if parts.scheme == "http" and host not in _LOOPBACK:
            raise self.wrong(name, "must use https:// unless it is on this machine")
        return text

    def seconds(self, name: str, default: float, *, most: float = 120.0) -> float:
        """A span in seconds, above 0 and at most `most`."""
        raw = self.values.get(name, default)
        try:
            value = float(raw) if isinstance(raw, str | int | float) else float("nan")
        except ValueError as error:
            raise self.wrong(name, "must be a number of seconds") from error
        if not 0 < value <= most:
            raise self.wrong(name, f"must lie between 0 and {most:g} seconds")
        return value

    def wrong(self, name: str, sentence: str) -> ConfigurationError:
        """The error that says what is wrong with option `name`."""
        return ConfigurationError(
            "connector-option-wrong",
            f"Connector {self.connector}: option {name} {sentence}.",
            connector=self.connector,
            option=name,
        )

    def _missing(self, name: str) -> ConfigurationError:
        return ConfigurationError(
            "connector-option-missing",
            f"Connector {self.connector}: option {name} is missing.",
            connector=self.connector,
            option=name,
        )
