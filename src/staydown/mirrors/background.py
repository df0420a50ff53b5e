"""How common a trait is among unrelated accounts: the surprise of sharing it, in bits."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import Account

MIN_BEARERS = 20
"""A trait that fewer accounts bear is not kept: rare traits point at persons."""
_BITS_A_LETTER = 2.2
_CEILING = {
    "word": 16.0, "whole": 26.0, "number": 9.0, "title": 6.0, "bio": 20.0, "phrase": 20.0,
    "post": 24.0, "hashtag": 14.0, "mention": 14.0, "place": 10.0, "host": 14.0, "link": 26.0,
    "avatar": 30.0, "media": 26.0, "language": 5.0, "neighbour": 16.0, "client": 26.0, "statement": 20.0, "returning": 6.0,
}  # fmt: skip
FAMILIES = tuple(_CEILING)
"""Kinds of traits that are counted apart; a value's rarity never exceeds its family's ceiling."""


class Background:
    """Frequencies of traits among `accounts` accounts, as hashed counts.

    A trait without a count is as rare as its length lets one guess, and no more common than the
    least count kept. Without any accounts (`none`) only that guess is left.
    """

    def __init__(self, accounts: int, counts: Mapping[int, int], least: int = MIN_BEARERS) -> None:
        self.accounts = accounts
        self._counts = dict(counts)
        self._least = least

    @classmethod
    def none(cls) -> Background:
        """A sane prior where nothing has been counted."""
        return cls(0, {})

    @classmethod
    def fit(cls, accounts: Iterable[Account], least: int = MIN_BEARERS) -> Background:
        """Count the traits of unrelated accounts; traits of fewer than `least` are dropped."""
        counts: Counter[int] = Counter()
        total = 0
        for total, account in enumerate(accounts, start=1):  # noqa: B007
            counts.update({_hashed(*trait) for trait in traits(prepare(account))})
        return cls(total, {key: count for key, count in counts.items() if count >= least}, least)

    def rarity(self, family: str, value: str) -> float:
        """Bits of surprise, -log2 P, that an unrelated account shares the trait. 0 where common."""
        ceiling = _CEILING[family]
        count = self._counts.get(_hashed(family, value))
        if count:
            return min(ceiling, math.log2((self.accounts + 1) / count))
        guess = min(ceiling, 1.0 + _BITS_A_LETTER * len(value)) if _spelled(family) else ceiling
        if not self.accounts:
            return guess
        return min(ceiling, max(guess, math.log2((self.accounts + 1) / self._least)))

    def dump(self) -> dict[str, Any]:
        """The counts as JSON can hold them: hashes of traits, never the traits."""
        counts = [list(row) for row in sorted(self._counts.items())]
        return {"accounts": self.accounts, "least": self._least, "counts": counts}

    @classmethod
    def load(cls, document: Mapping[str, Any]) -> Background:
        """What `dump` wrote."""
        return cls(document["accounts"], dict(document["counts"]), document["least"])


def traits(account: Prepared) -> Iterator[tuple[str, str]]:
    """Each trait of an account that is counted, as (family, value)."""
    for name in (account.handle, account.display_name):
        if name:
            yield "whole", name.joined
            yield from (("word", word) for word in name.core)
            yield from (("title", title) for title in name.titles)
            yield "number", name.number
    yield from (("bio", str(run)) for run in account.bio.shingles)
    yield from (("place", word) for word in account.location)
    for link in account.links:
        yield ("host" if link.startswith("host:") else "link"), link
    yield from _writing_traits(account)
    if account.avatar_forms:
        yield "avatar", min(account.avatar_forms).hex()
    if account.declared.returning:
        yield "returning", "yes"
    if account.language:
        yield "language", account.language
    for neighbour in (*account.follows, *account.followers, *account.groups):
        yield "neighbour", neighbour
    yield from (("client", value) for value in client_values(account))


def _writing_traits(account: Prepared) -> Iterator[tuple[str, str]]:
    writing = account.writing
    yield from (("post", str(post)) for post in writing.posts)
    yield from (("phrase", str(phrase)) for phrase in writing.phrases)
    yield from (("hashtag", tag) for tag in writing.hashtags)
    yield from (("mention", name) for name in writing.mentions)
    yield from (("media", image.pdq.hex()) for image in writing.media)


def client_values(account: Prepared) -> tuple[str, ...]:
    """The account's keyed client hashes, each with what it is a hash of."""
    client = account.client
    single = [
        f"{kind}:{value}"
        for kind, value in (("phone", client.phone), ("email", client.email))
        if value
    ]
    devices = [f"device:{device}" for device in client.devices]
    return (*single, *devices, *(f"network:{prefix}" for prefix in client.ip_prefixes))


def _spelled(family: str) -> bool:
    return family in {"word", "whole", "number", "title", "hashtag", "mention", "place"}


def _hashed(family: str, value: str) -> int:
    return zlib.crc32(f"{family}\0{value}".encode("utf-8", "surrogatepass"))
