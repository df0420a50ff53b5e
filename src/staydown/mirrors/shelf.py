"""The sorted, unchanging part of a watchlist, as it lies in memory or in mapped files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import Album
from staydown.mirrors.compiled import ENTRY_MASK, Bytes, Numbers, Words
from staydown.mirrors.digest import Digest
from staydown.mirrors.postings import MAX_ENTRIES, Postings, packed

FORMAT = 1


class WatchlistError(ValueError):
    """A watchlist that cannot be made or read; the message says why."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """`keys`: entries by key; `ids`: entries by hashed id; `album`: their pictures; `records`: all
    packed records on end, record n from `offsets[n]` to `offsets[n + 1]`."""

    keys: Postings
    ids: Postings
    album: Album
    records: Bytes
    offsets: Numbers

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def record(self, entry: int) -> bytes:
        """The packed record of one entry."""
        return self.records[self.offsets[entry] : self.offsets[entry + 1]].tobytes()

    @classmethod
    def of(cls, digests: Iterable[Digest]) -> Shelf:
        """A shelf of digests, whose entries are numbered on. Raises WatchlistError."""
        words: list[Words] = []
        ids: list[Words] = []
        pictures: list[bytes] = []
        owners: list[int] = []
        records = bytearray()
        lengths: list[int] = []
        for one in digests:
            first = len(lengths)
            if first + len(one.records) > MAX_ENTRIES:
                raise WatchlistError(f"a watchlist holds at most {MAX_ENTRIES:,} entries")
            words.append(packed(one.keys, one.bearers + first))
            ids.append(packed(one.ids, np.arange(first, first + len(one.ids))))
            pictures += one.pictures
            owners += [first + owner for owner in one.owners]
            records += b"".join(one.records)
            lengths += map(len, one.records)
        return cls(
            Postings.of(_joined(words)),
            Postings.of(_joined(ids)),
            Album.of(pictures, owners),
            np.frombuffer(records, np.uint8),
            np.concatenate(([0], np.cumsum(np.array(lengths, np.int64)))).astype(np.int64),
        )

    def renewed(self, dead: set[int], new: Shelf) -> Shelf:
        """One shelf of this without the `dead` entries, and of the new one's."""
        alive = np.ones(len(self), bool)
        alive[list(dead)] = False
        numbers = np.append(np.cumsum(alive) - 1, np.arange(len(new)) + alive.sum())
        kept = np.append(alive, np.ones(len(new), bool))
        lengths = np.append(np.diff(self.offsets), np.diff(new.offsets))[kept]
        old_records = self.records[np.repeat(alive, np.diff(self.offsets))]
        owners = np.append(self.album.owners, new.album.owners + len(self))
        pictures = np.concatenate((self.album.pictures, new.album.pictures))[kept[owners]]
        return Shelf(
            Postings.of(_renumbered((self.keys, new.keys), len(self), numbers, kept)),
            Postings.of(_renumbered((self.ids, new.ids), len(self), numbers, kept)),
            Album.filed(pictures, numbers[owners[kept[owners]]]),
            np.append(old_records, new.records),
            np.append(0, np.cumsum(lengths)).astype(np.int64),
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
            return cls(
                Postings(get["keys"], get["key_prefix"], head["key_shift"]),
                Postings(get["ids"], get["id_prefix"], head["id_shift"]),
                Album(get["pictures"], get["owners"], get["orders"], get["starts"]),
                get["records"],
                get["offsets"],
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise WatchlistError(f"{folder} holds no readable watchlist: {error}") from error

    def _arrays(self) -> dict[str, npt.NDArray[Any]]:
        return {
            "keys": self.keys.words,
            "key_prefix": self.keys.prefix,
            "ids": self.ids.words,
            "id_prefix": self.ids.prefix,
            "pictures": self.album.pictures,
            "owners": self.album.owners,
            "orders": self.album.orders,
            "starts": self.album.starts,
            "records": self.records,
            "offsets": self.offsets,
        }


def _joined(parts: list[Words]) -> Words:
    return np.concatenate(parts) if parts else np.empty(0, np.uint64)


def _mapped(path: Path) -> npt.NDArray[Any]:
    array = np.load(path, mmap_mode="r", allow_pickle=False)
    return np.asarray(array)


def _renumbered(
    parts: tuple[Postings, Postings], before: int, numbers: Numbers, kept: npt.NDArray[np.bool_]
) -> Words:
    """The words of two postings, the second's entries coming after `before` others, with the
    entries' new numbers and without those that are not kept."""
    old, new = parts
    words = np.append(old.words, new.words + np.uint64(before))
    entries = (words & np.uint64(ENTRY_MASK)).astype(np.int64)
    alive = kept[entries]
    return (words[alive] & ~np.uint64(ENTRY_MASK)) | numbers[entries[alive]].astype(np.uint64)
