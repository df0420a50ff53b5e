"""An account as bytes: compact JSON, deflated. No pickle: a watchlist may come from anybody."""

from __future__ import annotations

import json
import zlib
from datetime import datetime
from typing import Any

from staydown.mirrors.records import Account, Client, Image, Post, parse


def record_of(account: Account) -> dict[str, Any]:
    """The account record that `parse` reads back as an equal account; absent fields left out."""
    record: dict[str, Any] = {
        "id": account.id,
        "platform": account.platform,
        "handle": account.handle,
        "display_name": account.display_name,
        "bio": account.bio,
        "location": account.location,
        "language": account.language,
        "links": account.links,
        "created_at": _moment(account.created_at),
        "removed_at": _moment(account.removed_at),
        "avatar": _image(account.avatar) if account.avatar else None,
        "posts": [_post(post) for post in account.posts],
        "follows": account.follows,
        "followers": account.followers,
        "groups": account.groups,
        "client": _client(account.client),
    }
    return {name: value for name, value in record.items() if value}


def pack(account: Account) -> bytes:
    """The account in a few hundred bytes."""
    text = json.dumps(record_of(account), ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 1)


def unpack(stored: bytes) -> Account:
    """The account that `pack` was given."""
    return parse(json.loads(zlib.decompress(stored).decode("utf-8", "surrogatepass")))


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _image(image: Image) -> dict[str, Any]:
    return {"pdq": image.pdq.hex(), "quality": image.quality}


def _post(post: Post) -> dict[str, Any]:
    media = [_image(image) for image in post.media]
    found = {"at": _moment(post.at), "text": post.text, "media": media}
    return {name: value for name, value in found.items() if value}


def _client(client: Client) -> dict[str, Any]:
    found = {
        "phone": client.phone,
        "email": client.email,
        "devices": client.devices,
        "ip_prefixes": client.ip_prefixes,
    }
    return {name: value for name, value in found.items() if value}
