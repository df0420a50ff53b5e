"""What is filed of entries: computed for many at a time, in any process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from staydown.mirrors.compiled import Numbers, Words
from staydown.mirrors.keys import FAMILIES, Key, entry_keys, hash_keys
from staydown.mirrors.prepare import USABLE_QUALITY, Prepared, prepare
from staydown.mirrors.records import Account
from staydown.mirrors.stored import pack

ID_FAMILY = len(FAMILIES)
MAX_PICTURES = 16


@dataclass(slots=True)
class Digest:
    """Entries ready to be filed, numbered from 0: `keys` hashed, with the `bearers` of each;
    `ids` hashed; `pictures` with their `owners`; `records` packed."""

    keys: Words
    bearers: Numbers
    ids: Words
    pictures: list[bytes] = field(default_factory=list)
    owners: list[int] = field(default_factory=list)
    records: list[bytes] = field(default_factory=list)


def digest(accounts: Iterable[Account]) -> Digest:
    """File these accounts."""
    keys: list[Key] = []
    counts: list[int] = []
    ids: list[Key] = []
    found = Digest(np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.uint64))
    for number, account in enumerate(accounts):
        prepared = prepare(account)
        own = entry_keys(prepared)
        keys += own
        counts.append(len(own))
        ids.append(id_key(account.id))
        pictures = pictures_of(prepared)
        found.pictures += pictures
        found.owners += [number] * len(pictures)
        found.records.append(pack(account))
    found.keys, found.ids = hash_keys(keys), hash_keys(ids)
    found.bearers = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    return found


def id_key(entry_id: str) -> Key:
    """The key under which an entry's id is filed."""
    return ID_FAMILY, entry_id


def pictures_of(entry: Prepared) -> list[bytes]:
    """The avatar and the first pictures of its posts, where they are good enough to compare."""
    avatar = [entry.avatar_forms[0]] if entry.avatar_forms else []
    media = [image.pdq for image in entry.writing.media if image.quality >= USABLE_QUALITY]
    return list(dict.fromkeys(avatar + media))[:MAX_PICTURES]
