"""The messages of the webhook protocol, as `docs/webhook.md` describes them for a platform."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from staydown.connectors.base import MeasureKind, Notice, Order
from staydown.platforms import url_of

if TYPE_CHECKING:
    from staydown.platforms import AccountRef

_KEYED_HASH = re.compile(r"[0-9a-f]{16,128}")


class MessageType(StrEnum):
    """What we ask of the platform."""

    APPLY = "measure.apply"
    LIFT = "measure.lift"
    READ = "account.read"
    SNAPSHOT = "account.snapshot"
    NOTICE = "account.notice"


def measure_message(kind: MessageType, order: Order) -> dict[str, Any]:
    """`measure.apply` or `measure.lift`."""
    return {
        **account_message(kind, order.ref, order.key),
        "measure": order.kind.value,
        "territories": list(order.territories),
        "standing": sorted(standing.value for standing in order.standing),
    }


def notice_message(ref: AccountRef, notice: Notice) -> dict[str, Any]:
    """`account.notice`."""
    told = {"language": notice.language, "subject": notice.subject, "text": notice.text}
    return {**account_message(MessageType.NOTICE, ref, notice.key), "notice": told}


def account_message(kind: MessageType, ref: AccountRef, key: str) -> dict[str, Any]:
    """`account.read` or `account.snapshot`; what every message says of its account."""
    account = {
        "ref": str(ref),
        "platform": ref.platform,
        "kind": ref.kind,
        "value": ref.value,
        "url": url_of(ref),
    }
    return {"type": kind.value, "id": key, "account": account}


def _only_keyed_hashes(client: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """Client signals as keyed hashes; what is in clear is dropped here (law 6 of the design)."""
    if client is None:
        return None
    kept: dict[str, Any] = {}
    for name in ("phone", "email"):
        if _is_keyed_hash(client.get(name)):
            kept[name] = client[name]
    for name in ("devices", "ip_prefixes"):
        listed = client.get(name)
        if isinstance(listed, list):
            kept[name] = [one for one in listed if _is_keyed_hash(one)]
    return kept


def _is_keyed_hash(value: object) -> bool:
    return isinstance(value, str) and _KEYED_HASH.fullmatch(value) is not None


class _Part(BaseModel):
    """A part of an answer: what we do not know is left out, and a wrong type is an error."""

    model_config = ConfigDict(extra="ignore", strict=True)


class Avatar(_Part):
    """A perceptual hash of a picture."""

    pdq: str | None = None
    quality: int | None = None


class Post(_Part):
    """Something that the account published."""

    at: str | None = None
    text: str | None = None
    media: list[Avatar] | None = None


class Account(_Part):
    """The account record of DESIGN.md; everything but `id` and `platform` may be absent."""

    id: str = Field(min_length=1, max_length=500)
    platform: str = Field(min_length=1, max_length=50)
    handle: str | None = None
    display_name: str | None = None
    bio: str | None = None
    location: str | None = None
    language: str | None = None
    links: list[str] | None = None
    created_at: str | None = None
    removed_at: str | None = None
    avatar: Avatar | None = None
    posts: list[Post] | None = None
    follows: list[str] | None = None
    followers: list[str] | None = None
    groups: list[str] | None = None
    client: Annotated[dict[str, Any] | None, AfterValidator(_only_keyed_hashes)] = None


class State(_Part):
    """How the account stands on the platform now; measures that we do not know are ignored."""

    exists: bool
    in_force: list[str] = Field(default_factory=list, max_length=50)

    def measures(self) -> frozenset[MeasureKind]:
        """The measures in force that we know."""
        known = {kind.value: kind for kind in MeasureKind}
        return frozenset(known[name] for name in self.in_force if name in known)


class PlatformAnswer(_Part):
    """What the platform says: always its state, and what came of an order."""

    state: State
    outcome: Literal["applied", "already", "refused"] | None = None
    reason: str | None = None
    account: Account | None = None
