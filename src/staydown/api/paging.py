"""Pages of a list: the newest first, and from where the next page goes on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema

from staydown.kernel.errors import InputError

Item = TypeVar("Item")


class Page(Schema, Generic[Item]):
    """Some of a list. `next` is what `after` wants for the following page; null ends the list."""

    items: list[Item]
    next: UUID | None


class Asked(Schema):
    """What every list takes."""

    after: UUID | None = Field(None, description="The `next` of the page before")
    limit: int = Field(100, ge=1, le=500, description="Items of a page at most")


def refuse_unknown(request: HttpRequest, known: type[Asked]) -> None:
    """Raise InputError for a parameter that the list does not know: it would give everything."""
    for name in request.GET:
        if name not in known.model_fields:
            wanted = ", ".join(known.model_fields)
            text = f"there is no parameter {name[:50]!r} here; there are {wanted}"
            raise InputError("unknown-parameter", text, field="query")


def page(found: Sequence[Any], limit: int, identity: str = "id") -> dict[str, Any]:
    """A page of `found`, of which one more than `limit` was asked for."""
    items = list(found[:limit])
    more = len(found) > limit
    return {"items": items, "next": getattr(items[-1], identity) if more else None}
