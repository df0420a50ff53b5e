"""What of an account is counted in a background: traits, as (family, value)."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from staydown.mirrors.prepare import Prepared

CEILINGS = {
    "word": 16.0, "whole": 26.0, "sound": 20.0, "fragment": 16.0,
    "number": 24.0, "bio": 20.0, "bio-word": 14.0, "phrase": 20.0,
    "post": 24.0, "hashtag": 14.0, "mention": 14.0, "place": 10.0, "host": 18.0, "link": 26.0,
    "avatar": 30.0, "media": 26.0, "language": 5.0, "neighbour": 16.0, "client": 26.0,
    "statement": 20.0, "returning": 6.0,
}  # fmt: skip
"""Families of traits, and the most bits that a value of each may be worth."""
BITS_A_LETTER = {"sound": 2.2, "fragment": 2.1}
"""Families whose values are no words: the bits that an uncounted one is worth by its length. A
coarse key has some five likely consonants a place; within words a letter has 2.1 bits (Shannon,
1951, for strings of eight letters)."""
SPELLED = frozenset({"word", "whole", "number", "hashtag", "mention", "place", "bio-word"})
"""Families whose values are words, so that spelling tells how rare an uncounted one is."""


def hashed(family: str, value: str) -> int:
    """The 32-bit key under which a trait is counted; the same in every process."""
    return zlib.crc32(f"{family}\0{value}".encode("utf-8", "surrogatepass"))


def traits(account: Prepared) -> Iterator[tuple[str, str]]:
    """Each trait of an account that is counted."""
    yield from _name_traits(account)
    yield from _profile_traits(account)
    yield from _writing_traits(account)
    for neighbour in (*account.follows, *account.followers, *account.groups):
        yield "neighbour", neighbour
    yield from _client_traits(account)


def names_of(account: Prepared) -> Iterator[str]:
    """The core words of the account's names, from which spelling is learnt."""
    yield from account.handle.core
    yield from account.display_name.core


def _name_traits(account: Prepared) -> Iterator[tuple[str, str]]:
    for name in (account.handle, account.display_name):
        if name:
            yield "whole", name.joined
            yield from (("word", word) for word in name.core)
            yield from (("sound", key) for key in name.all_sounds.union(name.sounds))
            yield "number", name.number


def _profile_traits(account: Prepared) -> Iterator[tuple[str, str]]:
    yield from (("bio", str(run)) for run in account.bio.shingles)
    yield from (("bio-word", word) for word in set(account.bio.words).union(*account.writing.words))
    yield from (("place", word) for word in account.location)
    for link in account.links:
        yield ("host" if link.startswith("host:") else "link"), link
    if account.avatar_forms:
        yield "avatar", min(account.avatar_forms).hex()
    if account.declared.returning:
        yield "returning", "yes"
    if account.language:
        yield "language", account.language


def _writing_traits(account: Prepared) -> Iterator[tuple[str, str]]:
    writing = account.writing
    yield from (("post", str(post)) for post in writing.posts)
    yield from (("phrase", str(phrase)) for phrase in writing.phrases)
    yield from (("hashtag", tag) for tag in writing.hashtags)
    yield from (("mention", name) for name in writing.mentions)
    yield from (("media", image.pdq.hex()) for image in writing.media)


def _client_traits(account: Prepared) -> Iterator[tuple[str, str]]:
    client = account.client
    for kind, values in (
        ("phone", (client.phone,)),
        ("email", (client.email,)),
        ("device", client.devices),
        ("network", client.ip_prefixes),
    ):
        yield from (("client", f"{kind}:{value}") for value in values if value)
