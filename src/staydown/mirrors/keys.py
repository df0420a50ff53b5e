"""Keys: what makes two accounts worth comparing. Accounts that share no key are never compared.

Keys come in families that do not depend on each other, so that a return which changed all but one
trait still shares one. An entry is filed under its own keys; an account is looked up under its own
and, where one side names the other, under what it says. Large sets (posts, neighbours) are filed
under the smallest hashes only: a sample on which both sides agree (Broder 1997, bottom-k sketch).
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from staydown.mirrors.compiled import Words, hash_pieces
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.text.names import Name
from staydown.mirrors.text.romanise import romanise

GRAM = 5
SHORT_NAME = 9
"""Names of fewer letters are also filed under each form with one letter left out: a change in
their middle leaves no five letters whole."""
MAX_NAME = 40
_LEAST_SOUND = 3
_SAMPLE = 48
_SAMPLED_PHRASES = 96


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of key.

    `group`: families that say the same thing. `worth`: bits that sharing a key which one entry
    bears may come to, at best; each doubling of bearers takes 0.9 off. `extra`: the share of its
    worth that a key adds where its group has spoken already. `budget`: how many postings one
    account may cost; its rarest keys are read first.
    """

    name: str
    group: int
    worth: float
    extra: float
    budget: int


FAMILIES: tuple[Family, ...] = (
    Family("name", 0, 24, 0.2, 4000),
    Family("look", 0, 20, 0.05, 2000),
    Family("sound", 0, 17, 0.05, 2000),
    Family("letter-left-out", 0, 14, 0.05, 1000),
    Family("letters", 0, 11, 0.12, 3000),
    Family("word", 0, 13, 0.2, 2000),
    Family("bio-phrase", 1, 18, 0.15, 2000),
    Family("bio-word", 1, 9, 0.4, 2000),
    Family("link", 2, 26, 0.3, 2000),
    Family("declared", 3, 26, 0.3, 2000),
    Family("announced", 3, 26, 0.3, 2000),
    Family("client", 4, 26, 0.4, 3000),
    Family("post", 5, 22, 0.15, 2000),
    Family("phrase", 5, 16, 0.15, 2000),
    Family("hashtag", 5, 10, 0.15, 2000),
    Family("neighbour", 6, 12, 0.1, 4000),
)
PICTURE = Family("picture", 7, 26, 0.0, 4096)
"""Near pictures are found by their distance, in an index of their own."""
_NUMBER = {family.name: number for number, family in enumerate(FAMILIES)}

Key = tuple[int, str]
"""The number of a family in FAMILIES, and the text that is hashed."""


def entry_keys(entry: Prepared) -> list[Key]:
    """Under which keys an entry is filed, each once."""
    keys = dict.fromkeys(_shared_keys(entry))
    keys.update(dict.fromkeys(_named("declared", (entry.handle_folded,))))
    keys.update(dict.fromkeys(_named("announced", _names_in(entry))))
    return list(keys)


def account_keys(account: Prepared) -> list[Key]:
    """Under which keys an account is looked up, each once."""
    keys = dict.fromkeys(_shared_keys(account))
    keys.update(dict.fromkeys(_named("announced", (account.handle_folded,))))
    keys.update(dict.fromkeys(_named("declared", _names_in(account))))
    return list(keys)


def _names_in(account: Prepared) -> frozenset[str]:
    return account.declared.handles | account.declared.about


def hash_keys(keys: Collection[Key]) -> Words:
    """Their 40-bit hashes in the upper bits of 64, in order; the same in every process."""
    if not keys:
        return np.empty(0, np.uint64)
    pieces = [f"{chr(65 + family)}{text}" for family, text in keys]
    if any("\0" in piece for piece in pieces):
        pieces = [piece.replace("\0", "\1") for piece in pieces]
    joined = ("\0".join(pieces) + "\0").encode("utf-8", "surrogatepass")
    return hash_pieces(np.frombuffer(joined, np.uint8), len(pieces))


def _named(family: str, texts: Iterable[str]) -> Iterator[Key]:
    number = _NUMBER[family]
    return ((number, text) for text in texts if text)


def _shared_keys(account: Prepared) -> Iterator[Key]:
    for name in (account.handle, account.display_name):
        if name:
            yield from _name_keys(name)
    if account.bio.shingles:
        yield from _named("bio-phrase", map(str, _sample(account.bio.shingles, 24)))
        yield from _named("bio-word", _long_words(account.bio.words))
    yield from _named("link", account.links)
    yield from _client_keys(account)
    yield from _writing_keys(account)
    for kind, values in (
        ("f", account.follows),
        ("r", account.followers),
        ("g", account.groups),
    ):
        yield from _named("neighbour", (f"{kind}{value}" for value in _sample_texts(values)))


def _name_keys(name: Name) -> Iterator[Key]:
    latin = romanise(name.joined)[:MAX_NAME]
    yield from _named("name", (name.whole, name.joined, " ".join(sorted(name.core))))
    yield from _named("look", (name.looks, name.whole_looks))
    sounds = (*name.sounds, *name.whole_sounds)
    yield from _named("sound", (key for key in sounds if len(key) >= _LEAST_SOUND))
    if len(latin) < SHORT_NAME:
        yield from _named("letter-left-out", _left_out(latin))
    yield from _named("letters", _grams(latin))
    if len(name.core) > 1:
        yield from _named("word", (sound[0] for sound in name.word_sounds if sound))


def _left_out(latin: str) -> Iterator[str]:
    yield latin
    for place in range(len(latin) if len(latin) > GRAM - 1 else 0):
        yield latin[:place] + latin[place + 1 :]


def _grams(latin: str) -> Iterator[str]:
    padded = f"^{latin}$"
    return (padded[start : start + GRAM] for start in range(max(1, len(padded) - GRAM + 1)))


def _long_words(words: Collection[str]) -> list[str]:
    """The longest words of a biography: length is a cheap guess of rarity."""
    return sorted({word for word in words if len(word) >= 5}, key=lambda w: (-len(w), w))[:10]


def _client_keys(account: Prepared) -> Iterator[Key]:
    client = account.client
    kinds = (("p", (client.phone,)), ("e", (client.email,)), ("d", client.devices),
             ("n", client.ip_prefixes))  # fmt: skip
    for kind, values in kinds:
        yield from _named("client", (f"{kind}{value}" for value in values[:_SAMPLE] if value))


def _writing_keys(account: Prepared) -> Iterator[Key]:
    writing = account.writing
    yield from _named("post", map(str, _sample(writing.posts, _SAMPLE)))
    yield from _named("phrase", map(str, _sample(writing.phrases, _SAMPLED_PHRASES)))
    yield from _named("hashtag", _sample_texts(writing.hashtags))


def _sample(hashes: Collection[int], most: int) -> Iterable[int]:
    return hashes if len(hashes) <= most else sorted(hashes)[:most]


def _sample_texts(texts: Collection[str]) -> Iterable[str]:
    if len(texts) <= _SAMPLE:
        return texts
    return sorted(texts, key=lambda t: (zlib.crc32(t.encode("utf-8", "surrogatepass")), t))[
        :_SAMPLE
    ]
