"""Canonical references: their text read back, their public address printed."""

from __future__ import annotations

from staydown.platforms.refs import AccountRef, AddressError
from staydown.platforms.refusals import refusal
from staydown.platforms.registry import PLATFORMS

_SHAPE = "it begins with platform:kind:, as in x:handle:name"


def parse_ref(text: str) -> AccountRef:
    """The reference whose canonical text is `text`; AddressError `bad-reference` for any other."""
    platform_name, _, rest = text.partition(":")
    kind_name, _, value = rest.partition(":")
    platform = PLATFORMS.get(platform_name)
    kind = platform.kinds.get(kind_name) if platform else None
    if kind is None:
        raise refusal("bad-reference", text, rule=_SHAPE)
    if kind.canonical(value) != value:
        raise refusal("bad-reference", text, rule=f"in canonical form, {kind.rule}")
    return AccountRef(platform_name, kind_name, value)


def is_canonical(text: str) -> bool:
    """Whether `parse_ref` takes `text`."""
    try:
        parse_ref(text)
    except AddressError:
        return False
    return True


def url_of(ref: AccountRef) -> str | None:
    """The canonical public address of `ref`; None where none exists (Telegram's numeric ids)."""
    url = PLATFORMS[ref.platform].kinds[ref.kind].url
    return url(ref.value) if url else None
