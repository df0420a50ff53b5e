"""Everything derived from one account, once: what keys are made of and what signals compare."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from staydown.mirrors.images import turned
from staydown.mirrors.records import Account, Client, Image
from staydown.mirrors.text.declarations import SILENT, Declared, declared_in
from staydown.mirrors.text.letters import fold
from staydown.mirrors.text.links import link_ids
from staydown.mirrors.text.names import NAMELESS, Name, read_name
from staydown.mirrors.text.shingles import shingles, text_words
from staydown.mirrors.writing import UNWRITTEN, Writing, read_posts

MAX_NEIGHBOURS = 20_000
"""Follows, followers and groups beyond this many are not looked at."""
MAX_HEARD = 200
"""Posts beyond this many are not searched for declarations."""
UNSEEN = Client()
USABLE_QUALITY = 50
"""PDQ's authors advise against matching images below this quality (PDQ README, "quality")."""


@dataclass(frozen=True, slots=True)
class Bio:
    """A biography: as written, its folded words, and hashes of every three in a row."""

    text: str = ""
    words: tuple[str, ...] = ()
    shingles: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Prepared:
    """One account, read. Empty fields mean that the record did not have them.

    `handle_folded`: the handle in lower case without `@`, the form by which others name it.
    `avatar_forms`: the eight PDQ hashes of the avatar turned and mirrored, itself first; empty for
    an avatar of too low quality. `links`: ids `kind:value` from links, bio and location.
    `client`: keyed hashes as they came.
    """

    id: str
    platform: str
    handle: Name = NAMELESS
    handle_folded: str = ""
    display_name: Name = NAMELESS
    bio: Bio = Bio()
    location: frozenset[str] = frozenset()
    language: str = ""
    links: frozenset[str] = frozenset()
    avatar: Image | None = None
    avatar_forms: tuple[bytes, ...] = ()
    writing: Writing = UNWRITTEN
    declared: Declared = SILENT
    created_at: datetime | None = None
    removed_at: datetime | None = None
    follows: frozenset[str] = frozenset()
    followers: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    client: Client = UNSEEN


def prepare(account: Account) -> Prepared:
    """Read an account. Pure; the time is bounded whatever the texts hold."""
    avatar = account.avatar
    usable = avatar is not None and avatar.quality >= USABLE_QUALITY
    return Prepared(
        id=account.id,
        platform=account.platform,
        handle=read_name(account.handle),
        handle_folded=fold(account.handle.strip().removeprefix("@"))[:100],
        display_name=read_name(account.display_name),
        bio=_read_bio(account.bio),
        location=frozenset(text_words(account.location)[:12]),
        language=account.language.lower().partition("-")[0],
        links=_links(account),
        avatar=avatar,
        avatar_forms=turned(avatar.pdq) if avatar and usable else (),
        writing=read_posts(account.posts),
        declared=_declared(account),
        created_at=account.created_at,
        removed_at=account.removed_at,
        follows=_neighbours(account.follows),
        followers=_neighbours(account.followers),
        groups=_neighbours(account.groups),
        client=account.client,
    )


def _read_bio(text: str) -> Bio:
    words = text_words(text)
    return Bio(text, words, shingles(words)) if words else Bio(text)


def _links(account: Account) -> frozenset[str]:
    if not (account.links or account.bio or account.location):
        return frozenset()
    return link_ids(account.links, account.bio, account.location)


def _declared(account: Account) -> Declared:
    profile = (account.display_name, account.bio, account.location)
    posts = [post.text for post in account.posts[:MAX_HEARD] if post.text]
    return declared_in([text for text in profile if text], posts)


def _neighbours(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(tuple(ids)[:MAX_NEIGHBOURS])
