"""The watchlist: removed accounts, filed so that one that returns is found among millions.

One writer and many readers: `save` writes a new generation beside the old one and then points to
it, so that a reader keeps the files that it has mapped. A watchlist in memory is for one thread.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from staydown.mirrors.albums import Album
from staydown.mirrors.candidates import (
    Loose,
    Promises,
    Scratch,
    best,
    filed,
    pictured,
    together,
)
from staydown.mirrors.digest import digest, id_key, pictures_of
from staydown.mirrors.generations import current_folder, new_generation
from staydown.mirrors.keys import FAMILIES, PICTURE, Key, account_keys, entry_keys, hash_keys
from staydown.mirrors.matches import Match, bits_wanted, match, may_speak, unfiled_bits
from staydown.mirrors.model import Model
from staydown.mirrors.prepare import Prepared, prepare
from staydown.mirrors.records import Account
from staydown.mirrors.shelf import Shelf, WatchlistError
from staydown.mirrors.stored import unpack

CHUNK = 2_000
KEPT_READY = 4_096
"""Entries kept as compared, the last used: reading one anew costs some hundred microseconds."""
DEFAULT_TOP = 5
"""Matches of one account, unless told."""
MOST_EXAMINED = 32
"""Candidates compared in full where only matches above a threshold are wanted."""


class Watchlist:
    """Entries to recognise, and the model by which they are.

    >>> watchlist = Watchlist.build([], Model.load())
    >>> len(watchlist)
    0
    """

    def __init__(self, shelf: Shelf, model: Model) -> None:
        self._model = model
        self._shelf = shelf
        self._dead: set[int] = set()
        self._loose = Loose()
        self._added: list[Account] = []
        self._loose_ids: dict[str, list[int]] = {}
        self._loose_album = Album.of([], [])
        self._loose_pictures: list[tuple[bytes, int]] = []
        self._scratch = Scratch.for_entries(len(shelf))
        self._wanted: dict[tuple[float, int], tuple[float, dict[str, float]]] = {}
        self._ready: OrderedDict[int, Prepared] = OrderedDict()

    @property
    def model(self) -> Model:
        """What comparisons are weighed by; another may be put in its place."""
        return self._model

    @model.setter
    def model(self, model: Model) -> None:
        self._model = model
        self._wanted.clear()

    @classmethod
    def build(cls, accounts: Iterable[Account], model: Model) -> Watchlist:
        """A watchlist of removed accounts. Of two with one platform and id the later counts."""
        chunks = (digest(chunk) for chunk in _chunks(accounts))
        return cls.of_shelf(Shelf.of(chunks), model)

    @classmethod
    def of_shelf(cls, shelf: Shelf, model: Model) -> Watchlist:
        """The watchlist on a shelf just made, without its outdated entries."""
        found = cls(shelf, model)
        found._dead.update(found._outdated())
        return found

    @classmethod
    def open(cls, folder: Path, model: Model) -> Watchlist:
        """The watchlist saved in a folder, its files mapped. Raises WatchlistError."""
        return cls(Shelf.open(current_folder(folder)), model)

    def save(self, folder: Path) -> None:
        """Write the watchlist into a folder; those who have it open keep what they opened."""
        shelf = self._shelf
        if self._dead or self._added:
            added = [a for n, a in enumerate(self._added, len(shelf)) if n not in self._dead]
            dead = {entry for entry in self._dead if entry < len(shelf)}
            shelf = shelf.renewed(dead, Shelf.of([digest(added)] if added else []))
        with new_generation(folder) as empty:
            shelf.save(empty)

    def __len__(self) -> int:
        return len(self._shelf) + len(self._added) - len(self._dead)

    def add(self, account: Account) -> None:
        """Add an entry, or put it in the place of the one with its platform and id."""
        self.remove(account.id, account.platform)
        number, prepared = len(self._shelf) + len(self._added), prepare(account)
        self._added.append(account)
        self._loose.add(number, entry_keys(prepared))
        self._loose_ids.setdefault(account.id, []).append(number)
        self._loose_pictures += [(picture, number) for picture in pictures_of(prepared)]

    def remove(self, entry_id: str, platform: str | None = None) -> bool:
        """Forget an entry (of one platform, or of any); whether there was one."""
        found = self._numbers(entry_id, platform)
        self._dead.update(found)
        for entry in found:
            self._ready.pop(entry, None)
        return bool(found)

    def screen(
        self, account: Account, top: int = DEFAULT_TOP, min_probability: float | None = None
    ) -> list[Match]:
        """The account's matches, best first, at least as probable as asked (the model's threshold
        of `possible` unless told; 0: whatever was compared)."""
        return self.screen_prepared(prepare(account), top, min_probability)

    def screen_many(
        self,
        accounts: Iterable[Account],
        top: int = DEFAULT_TOP,
        min_probability: float | None = None,
    ) -> Iterator[list[Match]]:
        """The matches of each account, in order."""
        return (self.screen(account, top, min_probability) for account in accounts)

    def screen_prepared(
        self, account: Prepared, top: int = DEFAULT_TOP, min_probability: float | None = None
    ) -> list[Match]:
        """As `screen`, for an account that has been read already."""
        wanted = self.model.thresholds["possible"] if min_probability is None else min_probability
        found = [
            match(self.model, self._entry(number), account, len(self))
            for number in self._candidates(account, wanted)
        ]
        kept = [one for one in found if one.probability >= wanted]
        return sorted(kept, key=lambda one: (-one.probability, one.entry))[:top]

    def warm(self) -> None:
        """Make ready what the first search would wait for: compiled code."""
        self.screen(Account("", "", handle="warming", bio="warming up"), min_probability=0.0)

    def entries(self) -> Iterator[Account]:
        """All entries, in the order in which they were added."""
        numbers = range(len(self._shelf) + len(self._added))
        return (self._account(number) for number in numbers if number not in self._dead)

    def find(self, account: Prepared) -> list[str]:
        """Ids of all entries worth comparing with the account, the most promising first."""
        return [self._entry(number).id for number in self._candidates(account, 0.0)]

    def found_by(self, account: Prepared) -> dict[str, list[str]]:
        """Ids of the entries that each family of keys finds, by the family's name."""
        by_family: dict[str, Promises] = {PICTURE.name: pictured(account, self._albums())}
        for number, family in enumerate(FAMILIES):
            keys = [key for key in account_keys(account) if key[0] == number]
            by_family[family.name] = self._by_keys(keys, 0.0)
        return {
            name: [self._entry(entry).id for entry in sorted(found) if entry not in self._dead]
            for name, found in by_family.items()
        }

    def entry(self, entry_id: str) -> Account | None:
        """The entry with an id; None if there is none."""
        numbers = self._numbers(entry_id, None)
        return self._account(numbers[0]) if numbers else None

    def promises(self, account: Prepared, least: float = 0.0) -> Promises:
        """What each entry promises by the keys and pictures that it shares with the account."""
        pictures = pictured(account, self._albums())
        by_keys = self._by_keys(account_keys(account), 0.0 if pictures else least)
        return together([by_keys, pictures]) if pictures else by_keys

    def _by_keys(self, keys: list[Key], least: float) -> Promises:
        found = filed(keys, self._shelf.keys, self._scratch, least)
        return found | self._loose.filed(keys) if self._added else found

    def _candidates(self, account: Prepared, wanted: float) -> list[int]:
        least = self._least_promise(account, wanted)
        promises = self.promises(account, least)
        for entry in self._dead.intersection(promises):
            del promises[entry]
        ranked = best(promises, least) if wanted <= 0 else best(promises, least, MOST_EXAMINED)
        return [number for number in ranked if not self._is_itself(number, account)]

    def _least_promise(self, account: Prepared, wanted: float) -> float:
        """What keys must promise for an entry to be worth comparing: the bits wanted, less what
        the signals without keys may add for this account."""
        known = self._wanted.get((wanted, len(self)))
        if known is None:
            known = bits_wanted(self.model, wanted, len(self)), unfiled_bits(self.model)
            self._wanted = {(wanted, len(self)): known}
        bits, unfiled = known
        return max(0.0, bits - sum(unfiled.get(name, 0.0) for name in may_speak(account)))

    def _is_itself(self, number: int, account: Prepared) -> bool:
        entry = self._entry(number)
        return entry.id == account.id and entry.platform == account.platform

    def _entry(self, number: int) -> Prepared:
        known = self._ready.get(number)
        if known is not None:
            self._ready.move_to_end(number)
            return known
        found = self._ready[number] = prepare(self._account(number))
        if len(self._ready) > KEPT_READY:
            self._ready.popitem(last=False)
        return found

    def _account(self, number: int) -> Account:
        if number >= len(self._shelf):
            return self._added[number - len(self._shelf)]
        return unpack(self._shelf.record(number))

    def _numbers(self, entry_id: str, platform: str | None) -> list[int]:
        shelved = self._shelf.ids.entries(int(hash_keys([id_key(entry_id)])[0]))
        found = [n for n in [*shelved, *self._loose_ids.get(entry_id, [])] if n not in self._dead]
        accounts = [(number, self._account(number)) for number in found]
        return [
            number
            for number, account in accounts
            if account.id == entry_id and platform in (None, account.platform)
        ]

    def _albums(self) -> tuple[Album, Album]:
        """The shelf's pictures, and the added entries', which are filed when next looked at."""
        if len(self._loose_album.owners) != len(self._loose_pictures):
            hashes, owners = zip(*self._loose_pictures, strict=True)
            self._loose_album = Album.of(hashes, owners)
        return self._shelf.album, self._loose_album

    def _outdated(self) -> Iterator[int]:
        """Entries on the shelf of which a later one has the platform and id."""
        words = self._shelf.ids.words >> np.uint64(24)
        again = np.flatnonzero(words[1:] == words[:-1])
        for place in again.tolist():
            one, other = (int(self._shelf.ids.words[place + n]) & 0xFFFFFF for n in (0, 1))
            old, new = self._account(one), self._account(other)
            if (old.id, old.platform) == (new.id, new.platform):
                yield one


def _chunks(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    chunk: list[Account] = []
    for account in accounts:
        chunk.append(account)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


__all__ = ["Watchlist", "WatchlistError"]
