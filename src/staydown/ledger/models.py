"""The tables of the ledger, and the base of every table that it vouches for."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, Q

from staydown.kernel import clock
from staydown.kernel.ids import new_id


class Entry(models.Model):
    """One action, as canonical JSON (RFC 8785). Never changed, never deleted."""

    seq = models.BigIntegerField(primary_key=True)
    body = models.TextField()
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"entry {self.seq}"


class Head(models.Model):
    """The one row that every append updates: it puts appends in order and keeps the tree's edge."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    last_leaf = models.BinaryField(default=b"")
    verifier = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            CheckConstraint(condition=Q(id=1), name="only_one_head")
        ]

    def __str__(self) -> str:
        return f"head at {self.size}"


def _new_salt() -> bytes:
    return os.urandom(16)


class Vouched(models.Model):
    """A row whose state the ledger vouches for, by a salted digest of `vouched_fields`.

    The salt keeps a digest of few possibilities (a phone number, a handle) from being guessed;
    destroying it with the row's data is how a person is erased while the entry stays. `sealed` is
    the digest as last recorded: an entry holds it as "before", which chains a row's states.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    salt = models.BinaryField(max_length=16, default=_new_salt, editable=False)
    sealed = models.BinaryField(max_length=32, default=b"", editable=False)

    #: Attribute names (a foreign key as `case_id`); `id` is always among them.
    vouched_fields: ClassVar[tuple[str, ...]] = ()

    #: Those among them that a later version added: one that is empty leaves the digest as it was
    #: before there was such a field, so that rows recorded earlier still verify.
    vouched_later: ClassVar[frozenset[str]] = frozenset()

    #: The digest that stood before the last `seal`; empty for a new row.
    before: bytes = b""

    class Meta:
        abstract = True

    def digest(self) -> bytes:
        """The salted SHA-256 of the row as it stands in memory."""
        values = [getattr(self, name) for name in self.vouched_fields]
        return digest_of(self.salt, self.id, self.to_vouch(values))

    @classmethod
    def to_vouch(cls, values: Iterable[Any]) -> list[Any]:
        """What of the values of `vouched_fields`, in order, enters the digest."""
        if not cls.vouched_later:
            return list(values)
        return [
            [name, _plain(value)] if name in cls.vouched_later else value
            for name, value in zip(cls.vouched_fields, values, strict=True)
            if name not in cls.vouched_later or value not in (None, "", False)
        ]

    def seal(self) -> bytes:
        """Fix the present state as the one to be recorded, and answer its digest."""
        self.before = bytes(self.sealed)
        self.sealed = self.digest()
        return bytes(self.sealed)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.seal()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sealed"}
        super().save(*args, **kwargs)


def seal_all(rows: Iterable[Vouched]) -> list[bytes]:
    """Seal rows that are about to be created together; their digests, in order."""
    return [row.seal() for row in rows]


def digest_of(salt: bytes | memoryview, row_id: UUID, values: Iterable[Any]) -> bytes:
    """SHA-256(salt || canonical JSON of [id, values…]).

    The values are text, whole numbers, booleans, null, and lists or objects of these: for them,
    and for keys in ASCII, `json.dumps` with sorted keys writes the very bytes of RFC 8785, and
    does so ten times faster than a general writer; an import seals hundreds of thousands of rows.
    """
    plain = [str(row_id), *(_plain(value) for value in values)]
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(bytes(salt) + text.encode("utf-8", "surrogatepass")).digest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.iso(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, float):
        raise TypeError("a vouched field holds no floating-point number")
    if value is None or isinstance(value, str | int | bool | list | dict):
        return value
    return str(value)  # UUID, date
