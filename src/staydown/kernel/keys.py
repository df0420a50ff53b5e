"""The keys of the HTTP API: made, told again by their secret, listed and revoked.

A key is shown once, as `sdk_<id>_<secret>`. Of the secret, 32 random bytes, only the SHA-256 is
kept: with so much chance in it nothing slower is needed against guessing.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, connection
from django.db.models import Q

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, InputError, NotFound, StaydownError
from staydown.kernel.models import ApiKey
from staydown.kernel.permissions import FOR_KEYS, FOR_KEYS_OF_PEERS

DEFAULT_DAYS = 365
LONGEST_DAYS = 1_095

#: For how long a key that was found is not looked up again: within it, a revoked one still works.
REMEMBERED_SECONDS = 1.0
#: How many callers are remembered at most; beyond it all are forgotten and looked up again.
_REMEMBERED = 1_000
#: How precisely it is kept when a key was last used: a write for each request would be too dear.
_USE_NOTED_EVERY = timedelta(minutes=1)


class UnusableKey(StaydownError):
    """No key, one that nobody made, or one that has expired or been revoked."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who showed a key: the author of its actions, and the peer that holds it ("" for none)."""

    actor: Actor
    peer: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key as lists show it; `state` is in-use, expired or revoked."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    peer: str
    last_four: str
    created_at: datetime
    created_by: str
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    state: str


def make(
    actor: Actor, name: str, scopes: Iterable[str], *, peer: str = "", days: int = DEFAULT_DAYS
) -> tuple[KeyView, str]:
    """A new key, and the text that is shown once and kept nowhere.

    Raises InputError for a scope that no key may hold, a name of none or over 100 characters, and
    a life of less than one day or more than three years. That the peer exists is the caller's to
    check, and to write the ledger entry: `kernel` stands below both.
    """
    actor.require("keys.manage")
    wanted = sorted(set(scopes))
    _check(name, wanted, peer, days)
    secret = secrets.token_hex(32)
    now = clock.now()
    key = ApiKey.objects.create(
        name=name.strip(),
        secret_sha256=_digest(secret),
        last_four=secret[-4:],
        scopes=wanted,
        peer=peer,
        created_at=now,
        created_by=str(actor),
        expires_at=now + timedelta(days=days),
    )
    return _view(key, now), f"sdk_{key.id.hex}_{secret}"


def revoke(actor: Actor, key_id: UUID) -> KeyView:
    """End a key, within about a second everywhere. Raises NotFound, and Conflict if it has ended.

    The caller writes the ledger entry.
    """
    actor.require("keys.manage")
    now = clock.now()
    ended = ApiKey.objects.filter(pk=key_id, revoked_at=None).update(revoked_at=now)
    key = ApiKey.objects.filter(pk=key_id).first()
    if key is None:
        raise NotFound("unknown-key", f"there is no key {key_id}: staydown keys list")
    if not ended:
        raise Conflict("key-revoked", f"the key {key.name!r} has been revoked before")
    return _view(key, now)


def everything(actor: Actor) -> list[KeyView]:
    """All keys, ended ones too, the newest first."""
    actor.require("keys.manage")
    now = clock.now()
    return [_view(key, now) for key in ApiKey.objects.order_by("-id")]


_recent: dict[bytes, tuple[float, Caller]] = {}


def caller(text: str) -> Caller:
    """Who shows the key `text`; raises UnusableKey.

    A caller is remembered for a second, so that a busy program costs one look-up a second. An
    unknown key is not: whoever guesses pays for it, and fills no memory.
    """
    token = sha256(text.encode(errors="replace")).digest()
    found = _recent.get(token)
    if found is None or found[0] < monotonic():
        found = (monotonic() + REMEMBERED_SECONDS, _looked_up(text))
        if len(_recent) >= _REMEMBERED:
            _recent.clear()
        _recent[token] = found
    if found[1].expires_at <= clock.now():
        raise UnusableKey("key-expired", "this key has expired: ask for another")
    return found[1]


def _looked_up(text: str) -> Caller:
    key = _kept(text)
    if key is None:
        raise UnusableKey("key-unknown", "there is no such key: see that it was copied whole")
    if key.revoked_at is not None:
        raise UnusableKey("key-revoked", "this key has been revoked: ask for another")
    _note_use(key)
    actor = Actor("key", str(key.id), frozenset(key.scopes) & FOR_KEYS)
    return Caller(actor, key.peer, key.expires_at)


def _kept(text: str) -> ApiKey | None:
    """The key of that id, if the secret is its own."""
    parts = text.split("_")
    if len(parts) != 3 or parts[0] != "sdk":
        return None
    try:
        key = ApiKey.objects.filter(pk=UUID(hex=parts[1])).first()
    except ValueError:
        return None
    secret = _digest(parts[2])
    return key if key and hmac.compare_digest(secret, key.secret_sha256) else None


def _note_use(key: ApiKey) -> None:
    """Keep when the key was used, to the minute, unless a long import holds the database."""
    now = clock.now()
    before = now - _USE_NOTED_EVERY
    if key.last_used_at and key.last_used_at > before:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=before)
    chosen = ApiKey.objects.filter(stale, pk=key.pk)
    if connection.vendor != "sqlite":
        chosen.update(last_used_at=now)
        return
    with connection.cursor() as cursor:
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            chosen.update(last_used_at=now)
        except DatabaseError:  # somebody writes: a sign-up does not wait for that
            return
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _check(name: str, scopes: list[str], peer: str, days: int) -> None:
    if not name.strip() or len(name) > 100:
        raise InputError("key-name", "name the key for the program that holds it, in 100 letters")
    allowed = FOR_KEYS_OF_PEERS if peer else FOR_KEYS
    beyond = sorted(set(scopes) - allowed)
    if beyond or not scopes:
        whose = "a key of a peer" if peer else "a key"
        what = ", ".join(beyond) or "nothing"
        raise InputError(
            "key-scope", f"{whose} cannot hold {what}; it may hold {', '.join(sorted(allowed))}"
        )
    if not 1 <= days <= LONGEST_DAYS:
        raise InputError("key-days", f"a key lives for 1 to {LONGEST_DAYS} days, not {days}")


def _view(key: ApiKey, now: datetime) -> KeyView:
    ended = "expired" if key.expires_at <= now else "in-use"
    return KeyView(
        id=key.id,
        name=key.name,
        scopes=tuple(key.scopes),
        peer=key.peer,
        last_four=key.last_four,
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        state="revoked" if key.revoked_at else ended,
    )
