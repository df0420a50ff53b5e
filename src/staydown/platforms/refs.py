"""What the parsers give back: an account reference, a find, or a typed refusal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class AccountRef:
    """One account on one platform, in canonical form; `str` gives `platform:kind:value`.

    `value` is text, numeric ids included: they exceed 2**53, which canonical JSON refuses.
    It may contain colons (`bluesky:id:did:plc:…`), so split on the first two only.
    """

    platform: str
    kind: str
    value: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Found:
    """An account read out of a text.

    `url` is its canonical public address, None where none exists. `warnings` are stable
    kebab-case codes of what a reviewer should look at (see `staydown.platforms.warnings`).
    `text` is the address as found, without invisible marks: the evidence.
    """

    ref: AccountRef
    url: str | None
    warnings: tuple[str, ...]
    text: str


class AddressError(ValueError):
    """A text that names no account: `code` is stable, `message` says what is wanted instead."""

    def __init__(self, code: str, message: str, text: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.text = text

    def __reduce__(self) -> tuple[type[AddressError], tuple[str, str, str]]:
        return type(self), (self.code, self.message, self.text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, AddressError):
            return NotImplemented
        return (self.code, self.text) == (other.code, other.text)

    def __hash__(self) -> int:
        return hash((self.code, self.text))
