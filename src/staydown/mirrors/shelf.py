"""The sorted, unchanging part of a watchlist, as it lies in memory or in mapped files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album, album_of
from staydown.mirrors.background import Background
from staydown.mirrors.piles import Pile
from staydown.mirrors.postings import (
    MAX_ENTRIES,
    Postings,
    Words,
    file_entries,
    filing_key,
    postings_of,
)
from staydown.mirrors.reading import FLAGS, PICTURED, Reading, joined, lean, read, taken
from staydown.mirrors.records import Account
from staydown.mirrors.stored import pack
from staydown.mirrors.text.hashing import hash_text

FORMAT = 3
_ID_FAMILY = 1_000
_ENTRY = np.uint64(MAX_ENTRIES)


class WatchlistError(ValueError):
    """A watchlist that cannot be made or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Some entries ready to be shelved, numbered from 0: the lean reading; `keys` and `ids`: words
    of postings; `records`: packed."""

    reading: Reading
    keys: Words
    ids: Words
    records: list[bytes]


def digest(accounts: Sequence[Account], background: Background) -> Digest:
    """Read and file accounts; in any process."""
    reading = read(accounts, background)
    ids = np.array([id_key(account.id) for account in accounts], np.uint64)
    numbers = np.arange(len(accounts), dtype=np.uint64)
    records = [pack(account) for account in accounts]
    return Digest(lean(reading), file_entries(reading, 0), ids | numbers, records)


def id_key(entry_id: str) -> int:
    """The key under which an entry's id is filed."""
    return int(filing_key(_ID_FAMILY, np.uint32(hash_text(entry_id))))


@dataclass(frozen=True, slots=True)
class Shelf:
    """`reading`: the entries, lean; `keys`: entries by key; `ids`: entries by hashed id; `album`:
    their pictures; `records`: all packed records on end, record n from `offsets[n]` to
    `offsets[n + 1]`."""

    reading: Reading
    keys: Postings
    ids: Postings
    album: Album
    records: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def record(self, entry: int) -> bytes:
        """The packed record of one entry."""
        return self.records[self.offsets[entry] : self.offsets[entry + 1]].tobytes()

    @classmethod
    def of(cls, digests: Iterable[Digest]) -> Shelf:
        """A shelf of digests, whose entries are numbered on. Raises WatchlistError."""
        pile, lengths = Pile(), list[int]()
        for one in digests:
            first = len(lengths)
            if first + len(one.records) > MAX_ENTRIES:
                raise WatchlistError(f"a watchlist holds at most {MAX_ENTRIES:,} entries")
            pile.put("keys", one.keys + np.uint64(first))
            pile.put("ids", one.ids + np.uint64(first))
            pile.put("records", np.frombuffer(b"".join(one.records), np.uint8))
            pile.put_reading(one.reading)
            lengths += map(len, one.records)
        if not lengths:
            pile.put_reading(lean(read([], Background())))
        reading = pile.reading()
        return cls(
            reading,
            postings_of(pile.take("keys", np.uint64)),
            postings_of(pile.take("ids", np.uint64)),
            pictures_of(reading),
            pile.take("records", np.uint8),
            np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64),
        )

    def renewed(self, dead: npt.NDArray[np.bool_], new: Iterable[Shelf]) -> Shelf:
        """One shelf of this without the `dead` entries (of all in order), and of the new ones."""
        parts = [self, *new]
        starts = np.cumsum([0, *(len(part) for part in parts)])
        alive = ~dead
        numbers = np.cumsum(alive) - 1
        lengths = np.concatenate([np.diff(part.offsets) for part in parts])
        records = np.concatenate([part.records for part in parts])
        reading = taken(joined([part.reading for part in parts]), np.flatnonzero(alive))
        words = [
            np.concatenate([
                part_words + np.uint64(start)
                for part_words, start in zip(each, starts, strict=False)
            ])
            for each in ([part.keys.words for part in parts], [part.ids.words for part in parts])
        ]  # fmt: skip
        return Shelf(
            reading,
            postings_of(_renumbered(words[0], numbers, alive)),
            postings_of(_renumbered(words[1], numbers, alive)),
            pictures_of(reading),
            records[np.repeat(alive, lengths)],
            np.append(0, np.cumsum(lengths[alive])).astype(np.int64),
        )

    def save(self, folder: Path) -> None:
        """Write the shelf's files into an empty folder."""
        for name, array in self._arrays().items():
            np.save(folder / f"{name}.npy", array, allow_pickle=False)
        head = {"format": FORMAT, "entries": len(self)}
        head |= {"key_shift": self.keys.shift, "id_shift": self.ids.shift}
        (folder / "shelf.json").write_text(json.dumps(head), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> Shelf:
        """The shelf in a folder, its files mapped and not read. Raises WatchlistError."""
        try:
            head = json.loads((folder / "shelf.json").read_text(encoding="utf-8"))
            if head["format"] != FORMAT:
                raise WatchlistError(f"format {head['format']}; this program reads {FORMAT}")
            get = {path.stem: _mapped(path) for path in folder.glob("*.npy")}
            found = cls(
                Reading(**{name: get[f"reading_{name}"] for name in Reading._fields}),
                Postings(get["keys"], get["key_prefix"], head["key_shift"]),
                Postings(get["ids"], get["id_prefix"], head["id_shift"]),
                Album(*(get[f"album_{name}"] for name in Album._fields)),
                get["records"],
                get["offsets"],
            )
            found._check(head["entries"])
            return found
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise WatchlistError(f"{folder} holds no readable watchlist: {error}") from error

    def _check(self, entries: int) -> None:
        """Raise ValueError where the parts do not fit each other: a file was cut or mixed up."""
        reading, album = self.reading, self.album
        by_entry: tuple[npt.NDArray[Any], ...] = (
            reading.facts, reading.letters, reading.starts, reading.offsets, reading.avatars,
            reading.habits, reading.shown[1:], self.ids.words,
        )  # fmt: skip
        traits = int(reading.starts[-1]) + int(reading.offsets[-1, -1]) if entries else 0
        fitting = (
            {len(self), *map(len, by_entry)} == {entries},
            len(self.records) == self.offsets[-1],
            len(reading.traits) == traits,
            len(reading.media) == reading.shown[-1],
            not (reading.introduced[:, 0] >= max(1, entries)).any(),
            len(album.pictures) == len(album.owners),
            album.orders.shape[1] in (0, len(album.pictures)),
            all(map(_whole, (self.keys, self.ids))),
        )
        if not all(fitting):
            raise ValueError("its files do not fit each other")

    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        return {
            **{f"reading_{name}": getattr(self.reading, name) for name in Reading._fields},
            **{f"album_{name}": getattr(self.album, name) for name in Album._fields},
            "keys": self.keys.words,
            "key_prefix": self.keys.prefix,
            "ids": self.ids.words,
            "id_prefix": self.ids.prefix,
            "records": self.records,
            "offsets": self.offsets,
        }


def pictures_of(reading: Reading) -> Album:
    """The avatars and the pictures in posts, with the rows of those who show them."""
    return album_of(*shown_in(reading))


def shown_in(reading: Reading) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.int64]]:
    """The avatars and the pictures in posts; the rows of those who show them."""
    with_avatar = np.flatnonzero(reading.facts[:, FLAGS] & PICTURED)
    owners = np.repeat(np.arange(len(reading.facts)), np.diff(reading.shown))
    return (
        np.concatenate((reading.avatars[with_avatar], reading.media)),
        np.concatenate((with_avatar, owners)).astype(np.int64),
    )


def _whole(postings: Postings) -> bool:
    prefixes = 1 << (64 - postings.shift)
    return len(postings.prefix) == prefixes + 1 and postings.prefix[-1] == len(postings.words)


def _mapped(path: Path) -> npt.NDArray[Any]:
    """Mapped so that writing would not reach the file: kernels know one kind of array only."""
    return np.asarray(np.load(path, mmap_mode="c", allow_pickle=False))


def _renumbered(
    words: Words, numbers: npt.NDArray[np.int64], alive: npt.NDArray[np.bool_]
) -> Words:
    """The words of entries that are alive, with the entries' new numbers."""
    entries = (words & _ENTRY).astype(np.int64)
    kept = alive[entries]
    return (words[kept] & ~_ENTRY) | numbers[entries[kept]].astype(np.uint64)
