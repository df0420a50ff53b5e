"""Account records: what a platform knows of an account, as the engine reads it.

Every field but `id` and `platform` may be absent or null. An absent field is None or empty here and
must stay neutral: no signal may take absence for difference.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

MAX_HEARD = 100
"""Posts beyond this many are not searched for addresses and declarations."""


class RecordError(ValueError):
    """A record that does not have the form; `reason` says which field and why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Image:
    """A perceptual hash: 256 bits of PDQ as bytes, and PDQ's own quality from 0 to 100."""

    pdq: bytes
    quality: int


@dataclass(frozen=True, slots=True)
class Post:
    """One post: when (UTC), what it says, and the images in it."""

    at: datetime | None
    text: str
    media: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Client:
    """Keyed hashes of what the platform saw of the client: never the values themselves.

    `phone` and `email` may hold several, with blanks between them: the same value under the keys
    before and after a rotation.
    """

    phone: str = ""
    email: str = ""
    devices: tuple[str, ...] = ()
    ip_prefixes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """One account, from an account record."""

    id: str
    platform: str
    handle: str = ""
    display_name: str = ""
    bio: str = ""
    location: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    created_at: datetime | None = None
    removed_at: datetime | None = None
    avatar: Image | None = None
    posts: tuple[Post, ...] = ()
    follows: tuple[str, ...] = ()
    followers: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    client: Client = Client()

    def post_texts(self) -> list[str]:
        """The texts of the first hundred posts that have one."""
        return [post.text for post in self.posts[:MAX_HEARD] if post.text]


def parse(record: object) -> Account:
    """The account in a JSON record; unknown fields are ignored. Raises RecordError."""
    if not isinstance(record, Mapping):
        raise RecordError("a record is a JSON object")
    return Account(
        id=_required(record, "id"),
        platform=_required(record, "platform"),
        handle=_text(record, "handle"),
        display_name=_text(record, "display_name"),
        bio=_text(record, "bio"),
        location=_text(record, "location"),
        language=_text(record, "language"),
        links=_texts(record, "links"),
        created_at=_moment(record, "created_at"),
        removed_at=_moment(record, "removed_at"),
        avatar=_image(record.get("avatar"), "avatar"),
        posts=tuple(_post(post) for post in _list(record, "posts")),
        follows=_texts(record, "follows"),
        followers=_texts(record, "followers"),
        groups=_texts(record, "groups"),
        client=_client(record.get("client")),
    )


def _required(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value:
        raise RecordError(f"{name} is required, as text")
    return value


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise RecordError(f"{name} must be text")
    return value


def _list(record: Mapping[str, Any], name: str) -> Sequence[Any]:
    value = record.get(name)
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise RecordError(f"{name} must be a list")
    return value


def _texts(record: Mapping[str, Any], name: str) -> tuple[str, ...]:
    values = _list(record, name)
    if not all(isinstance(value, str) for value in values):
        raise RecordError(f"{name} must be a list of texts")
    return tuple(value for value in values if value)


def _moment(record: Mapping[str, Any], name: str) -> datetime | None:
    value = record.get(name)
    if value is None:
        return None
    try:
        found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise RecordError(f"{name} must be an RFC 3339 time") from error


def _image(value: object, name: str) -> Image | None:
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise RecordError(f"{name} must be an object with pdq and quality")
    pdq, quality = value.get("pdq"), value.get("quality")
    if pdq is None:
        return None
    if not isinstance(pdq, str) or len(pdq) != 64:
        raise RecordError(f"{name}.pdq must be 64 hex digits")
    try:
        hashed = bytes.fromhex(pdq)
    except ValueError as error:
        raise RecordError(f"{name}.pdq must be 64 hex digits") from error
    if quality is None:
        quality = 100
    if not isinstance(quality, int | float) or isinstance(quality, bool) or math.isnan(quality):
        raise RecordError(f"{name}.quality must be a number from 0 to 100")
    return Image(hashed, int(max(0, min(100, quality))))


def _post(value: object) -> Post:
    if not isinstance(value, Mapping):
        raise RecordError("a post must be an object")
    media = [_image(one, "posts.media") for one in _list(value, "media")]
    return Post(_moment(value, "at"), _text(value, "text"), tuple(one for one in media if one))


def _client(value: object) -> Client:
    if value is None:
        return Client()
    if not isinstance(value, Mapping):
        raise RecordError("client must be an object")
    return Client(
        phone=_text(value, "phone"),
        email=_text(value, "email"),
        devices=_texts(value, "devices"),
        ip_prefixes=_texts(value, "ip_prefixes"),
    )
