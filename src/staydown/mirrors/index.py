"""The watchlist: removed accounts, filed so that one that returns is found among millions.

One writer and many readers: `save` writes a new generation beside the old one and then points to
it, so that a reader keeps the files that it has mapped. A watchlist in memory is for one thread.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album, album_of
from staydown.mirrors.background import LEAST_LOCAL, Counted
from staydown.mirrors.candidates import Scratch, scratch_for
from staydown.mirrors.coverage import count_ways
from staydown.mirrors.generations import current_folder, new_generation
from staydown.mirrors.introductions import Introductions, Rows
from staydown.mirrors.matches import Evidence, Match
from staydown.mirrors.model import Model
from staydown.mirrors.piles import Pile
from staydown.mirrors.postings import MAX_ENTRIES, entries_of
from staydown.mirrors.reading import Reading, count_traits, read, said_in
from staydown.mirrors.records import Account
from staydown.mirrors.searching import (
    Found,
    Judge,
    Segment,
    Wanted,
    common_bits,
    search,
    trait_bits,
    turned_all,
)
from staydown.mirrors.shelf import Digest, Shelf, WatchlistError, digest, id_key, shown_in
from staydown.mirrors.signals import ABSENT, SIGNALS
from staydown.mirrors.stored import unpack
from staydown.mirrors.text.wordbook import wordbook

CHUNK = 500
DEFAULT_TOP = 5
"""Matches of one account, unless told."""
MOST_EXAMINED = 32
"""Candidates compared in full where only matches above a threshold are wanted."""
MOST_COMPARED = 100
"""Candidates compared where every one is wanted."""
ADDED_TOGETHER = 512
"""Entries added since the watchlist was saved are searched in lots of so many."""
NOTE = "note.json"
_ROUNDING = 1e-6
"""Bits that the way from a probability to bits and back may cost."""


@dataclass(frozen=True)
class Crowd:
    """The accounts at hand among whom mirrors are looked for: how many bear each trait, the
    pictures that they show, and whom they introduce as whom."""

    counted: Counted
    album: Album
    introduced: Rows

    @classmethod
    def of(cls, readings: Iterable[Reading]) -> Crowd:
        """Count what some accounts have."""
        pile, count = Pile(), 0

        def seen() -> Iterator[Reading]:
            nonlocal count
            for reading in readings:
                pictures, owners = shown_in(reading)
                pile.put("pictures", pictures)
                pile.put("owners", owners + count)
                pile.put("introduced", said_in(reading))
                count += len(reading.facts)
                yield reading

        counted = count_traits(seen(), LEAST_LOCAL)
        pictures = pile.take("pictures", np.uint64).reshape(-1, 4)
        introduced = pile.take("introduced", np.uint32).reshape(-1, 3)
        return cls(counted, album_of(pictures, pile.take("owners")), introduced)

    @classmethod
    def nobody(cls) -> Crowd:
        """Where nothing was counted."""
        empty = album_of(np.empty((0, 4), np.uint64), np.empty(0, np.int64))
        return cls(Counted(), empty, np.empty((0, 3), np.uint32))


@dataclass(slots=True)
class _Lot:
    """A shelf in use: which of its entries were not removed, and scratch."""

    shelf: Shelf
    alive: npt.NDArray[np.bool_]
    scratch: Scratch

    @classmethod
    def of(cls, shelf: Shelf) -> _Lot:
        return cls(shelf, np.ones(len(shelf), bool), scratch_for(len(shelf)))

    def segment(self) -> Segment:
        shelf = self.shelf
        return Segment(shelf.reading, shelf.keys, shelf.album, self.alive, self.scratch)

    def account(self, entry: int) -> Account:
        return unpack(self.shelf.record(entry))


class Watchlist:
    """Entries to recognise, and the model by which they are.

    >>> watchlist = Watchlist.build([], Model.load())
    >>> len(watchlist)
    0
    """

    def __init__(self, shelf: Shelf, model: Model) -> None:
        self._lots = [_Lot.of(shelf)]
        self._model = model
        self._background = model.background
        self._crowd = Crowd.nobody()
        self._judge = self._judging()

    @property
    def model(self) -> Model:
        """What comparisons are weighed by."""
        return self._model

    def weigh_by(self, model: Model, crowd: Crowd | None = None) -> None:
        """Use another model, or tell among whom mirrors are looked for: what is common there counts
        for little."""
        self._model = model
        self._crowd = crowd or Crowd.nobody()
        self._judge = self._judging()
        self._background = model.background.with_local(crowd.counted) if crowd else model.background

    @classmethod
    def build(cls, accounts: Iterable[Account], model: Model) -> Watchlist:
        """A watchlist of removed accounts. Of two with one platform and id the later counts."""
        return cls.of_shelf(
            Shelf.of(digest(chunk, model.background) for chunk in _chunks(accounts)), model
        )

    @classmethod
    def of_digests(cls, digests: Iterable[Digest], model: Model) -> Watchlist:
        """As `build`, of entries that were read elsewhere."""
        return cls.of_shelf(Shelf.of(digests), model)

    @classmethod
    def of_shelf(cls, shelf: Shelf, model: Model) -> Watchlist:
        """The watchlist on a shelf just made, without its outdated entries."""
        found = cls(shelf, model)
        for entry in found._outdated():
            found._lots[0].alive[entry] = False
        return found

    @classmethod
    def open(cls, folder: Path, model: Model) -> Watchlist:
        """The watchlist saved in a folder, its files mapped. Raises WatchlistError."""
        return cls.open_noted(folder, model)[0]

    @classmethod
    def open_noted(cls, folder: Path, model: Model) -> tuple[Watchlist, dict[str, Any]]:
        """The same, and the note saved with it."""
        generation = current_folder(folder)
        try:
            note = json.loads((generation / NOTE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise WatchlistError(f"{generation} holds no readable watchlist: {error}") from error
        return cls(Shelf.open(generation), model), note

    def save(self, folder: Path, note: Mapping[str, Any] | None = None) -> None:
        """Write the watchlist into a folder; those who have it open keep what they opened. `note`
        goes with it (JSON): what the keeper wants to know of it later."""
        first, *others = self._lots
        alive = np.concatenate([lot.alive for lot in self._lots])
        shelf = first.shelf
        if others or not alive.all():
            shelf = shelf.renewed(~alive, [lot.shelf for lot in others])
        with new_generation(folder) as empty:
            shelf.save(empty)
            (empty / NOTE).write_text(json.dumps(dict(note or {})), encoding="utf-8")

    def _judging(self) -> Judge:
        """What accounts are judged by, of the model and the crowd."""
        background = self._model.background.with_local(self._crowd.counted)
        return Judge(
            background.counts, self._crowd.album, wordbook(), self._model.weights,
            self._introductions(),
        )  # fmt: skip

    def _introductions(self) -> Introductions:
        """What the crowd and the entries say; what a removed entry said goes with it."""
        said = (said_in(lot.shelf.reading, lot.alive) for lot in self._lots)
        return Introductions.of([self._crowd.introduced, *said])

    def __len__(self) -> int:
        return sum(int(np.count_nonzero(lot.alive)) for lot in self._lots)

    def add(self, account: Account) -> None:
        """Add an entry, or put it in the place of the one with its platform and id."""
        self.remove(account.id, account.platform)
        new = Shelf.of([digest([account], self._model.background)])
        last = self._lots[-1]
        if last is self._lots[0] or len(last.shelf) >= ADDED_TOGETHER:
            self._lots.append(_Lot.of(new))
        else:
            dead = np.append(~last.alive, np.zeros(1, bool))
            self._lots[-1] = _Lot.of(last.shelf.renewed(dead, [new]))
        if len(new.reading.introduced):
            self._judge = replace(self._judge, introductions=self._introductions())

    def remove(self, entry_id: str, platform: str | None = None) -> bool:
        """Forget an entry (of one platform, or of any); whether there was one."""
        found = list(self._places(entry_id, platform))
        for lot, entry in found:
            lot.alive[entry] = False
            if (lot.shelf.reading.introduced[:, 0] == entry).any():
                self._judge = replace(self._judge, introductions=self._introductions())
        return bool(found)

    def screen(
        self, account: Account, top: int = DEFAULT_TOP, min_probability: float | None = None
    ) -> list[Match]:
        """The account's matches, best first, at least as probable as asked (the model's threshold
        of `possible` unless told; 0: whatever was compared)."""
        return self.screen_batch([account], top, min_probability)[0]

    def screen_many(
        self,
        accounts: Iterable[Account],
        top: int = DEFAULT_TOP,
        min_probability: float | None = None,
    ) -> Iterator[list[Match]]:
        """The matches of each account, in order."""
        for chunk in _chunks(accounts):
            yield from self.screen_batch(chunk, top, min_probability)

    def screen_batch(
        self,
        accounts: Sequence[Account],
        top: int = DEFAULT_TOP,
        min_probability: float | None = None,
        *,
        counted: bool = False,
    ) -> list[list[Match]]:
        """As `screen_many`, all at once. `counted`: these accounts are in the crowd themselves, as
        the entries are."""
        wanted = self._model.thresholds["possible"] if min_probability is None else min_probability
        reading = read(accounts, self._background)
        entries = len(self)
        matches: list[list[tuple[float, Match]]] = [[] for _ in accounts]
        for lot in self._lots:
            for place, found in self._search(reading, lot, wanted, top, entries, counted):
                account = accounts[found.accounts[place]]
                match = self._match(account, lot, found, place, entries)
                if match.probability >= wanted:
                    matches[found.accounts[place]].append((float(found.totals[place]), match))
        return [_ranked(own)[:top] for own in matches]

    def findings(
        self, accounts: Sequence[Account], most: int = MOST_COMPARED, *, counted: bool = False
    ) -> list[Found]:
        """Every candidate of each account with what the signals find, for training and measuring,
        by lots of entries: no threshold, no explanation. Entries are numbered as in `entries`
        where none was removed."""
        reading = read(accounts, self._background)
        found = []
        for lot in self._lots:
            wanted = Wanted(-np.inf, self._model.unfiled_bits, most, most, float(counted))
            raw = search(reading, lot.segment(), self._judge, wanted)
            found.append(raw)
        return found

    def ways(
        self, accounts: Sequence[Account], own: npt.NDArray[np.int64]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """How many pairs each way to candidates makes, and which of them find each account's own
        entry (its number; -1: none), as `coverage.ways` reads them; of entries built or opened."""
        reading, lot = read(accounts, self._background), self._lots[0]
        counts = self._judge.counts
        bits = trait_bits(reading, counts, 2.0, common_bits(counts))[0]
        return count_ways(
            reading, bits, turned_all(reading.avatars), lot.shelf.keys, lot.shelf.album,
            lot.scratch, own,
        )  # fmt: skip

    def _search(
        self, reading: Reading, lot: _Lot, wanted: float, top: int, entries: int, counted: bool
    ) -> Iterator[tuple[int, Found]]:
        least = self._model.bits_wanted(wanted, entries) - _ROUNDING
        most = MOST_COMPARED if wanted <= 0 else MOST_EXAMINED
        found = search(
            reading, lot.segment(), self._judge,
            Wanted(least, self._model.unfiled_bits, max(most, top), top, float(counted)),
        )  # fmt: skip
        return ((place, found) for place in range(len(found.entries)))

    def _match(self, account: Account, lot: _Lot, found: Found, place: int, entries: int) -> Match:
        entry = lot.account(int(found.entries[place]))
        probability = self._model.probability(float(found.totals[place]), entries=entries)
        evidence = [
            Evidence(
                signal.name,
                float(found.bits[place, number]),
                signal.say(
                    signal.levels[found.compared.levels[place, number]],
                    int(found.compared.counts[place, number]), entry, account,
                ),
            )
            for number, signal in enumerate(SIGNALS)
            if found.compared.levels[place, number] != ABSENT
        ]  # fmt: skip
        evidence.sort(key=lambda one: -abs(one.bits))
        return Match(account.id, entry.id, probability, self._model.tier(probability), evidence)

    def warm(self) -> None:
        """Make ready what the first search would wait for: compiled code."""
        self.screen(Account("", "", handle="warming", bio="warming up"), min_probability=0.0)

    def entries(self) -> Iterator[Account]:
        """All entries, in the order in which they were added."""
        for lot in self._lots:
            yield from (lot.account(int(entry)) for entry in np.flatnonzero(lot.alive))

    def entry(self, entry_id: str) -> Account | None:
        """The entry with an id; None if there is none."""
        return next((lot.account(entry) for lot, entry in self._places(entry_id, None)), None)

    def _places(self, entry_id: str, platform: str | None) -> Iterator[tuple[_Lot, int]]:
        key = id_key(entry_id)
        for lot in self._lots:
            for entry in entries_of(lot.shelf.ids, key):
                if lot.alive[entry]:
                    account = lot.account(entry)
                    if account.id == entry_id and platform in (None, account.platform):
                        yield lot, entry

    def _outdated(self) -> Iterator[int]:
        """Entries on the shelf of which a later one has the platform and id."""
        lot = self._lots[0]
        keys = lot.shelf.ids.words & ~np.uint64(MAX_ENTRIES)
        for key in np.unique(keys[1:][keys[1:] == keys[:-1]]).tolist():
            latest: dict[tuple[str, str], int] = {}
            for entry in entries_of(lot.shelf.ids, key):
                account = lot.account(entry)
                outdated = latest.get((account.id, account.platform))
                if outdated is not None:
                    yield outdated
                latest[account.id, account.platform] = entry


def _ranked(matches: list[tuple[float, Match]]) -> list[Match]:
    """Matches with their bits, most bits first: probabilities near 1 are all the same number."""
    return [match for _, match in sorted(matches, key=lambda one: (-one[0], one[1].entry))]


def _chunks(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    iterator = iter(accounts)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


__all__ = ["Crowd", "Watchlist", "WatchlistError"]
