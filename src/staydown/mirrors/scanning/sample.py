"""The accounts from whom is known what is common among those at hand: taken once, for all engines.

The first ones are taken, so that "is this account among those counted?" is a question about its
place in the input, which every process can answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np

from staydown.mirrors.albums import Album
from staydown.mirrors.background import Counted
from staydown.mirrors.crew import chunked
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.reading import Reading, read
from staydown.mirrors.records import Account, RecordError
from staydown.mirrors.scanning.chunks import CHUNK
from staydown.mirrors.scanning.parts import Input, Part, Seen, rows_of

SAMPLED_ENTRIES = 20_000
SAMPLED_ACCOUNTS = 50_000
LEAST_SAMPLE = 500
"""Of fewer accounts nothing can be said about how common a trait is."""
Place = tuple[int, int]
"""The number of an input, and a place in it (`Row.at`)."""


@dataclass(slots=True)
class Sample:
    """Who was counted; None if they are too few to tell. `until`: the first place that was not."""

    crowd: Crowd | None = None
    until: Place = (0, 0)
    accounts: int = 0


def crowd_among(watchlist: Watchlist, accounts: Iterable[Account]) -> Crowd | None:
    """The first accounts at hand and some entries, counted; None if they are too few to tell."""
    background, sampled = watchlist.model.background, 0

    def readings() -> Iterator[Reading]:
        nonlocal sampled
        new = islice(accounts, SAMPLED_ACCOUNTS)
        for chunk in chunked(chain(islice(watchlist.entries(), SAMPLED_ENTRIES), new), CHUNK):
            sampled += len(chunk)
            yield read(chunk, background)

    crowd = Crowd.of(readings())
    return crowd if sampled >= LEAST_SAMPLE else None


def sample_of(watchlist: Watchlist, inputs: Sequence[Input]) -> Sample:
    """Count the first accounts of the input. Raises FileError."""
    sample = Sample()

    def accounts() -> Iterator[Account]:
        for number, one in enumerate(inputs):
            for row in rows_of(one, Part(0, number, 0, one.size), Seen()):
                try:
                    account = row.account()
                except RecordError:
                    continue
                sample.until = (number, row.at + 1)
                sample.accounts += 1
                yield account

    sample.crowd = crowd_among(watchlist, accounts())
    return sample


def save_crowd(crowd: Crowd, path: Path) -> None:
    """Write what was counted. Raises OSError."""
    with path.open("wb") as file:
        np.savez(file, **_arrays(crowd))


def open_crowd(path: Path) -> Crowd:
    """What `save_crowd` wrote. Raises OSError, ValueError or KeyError."""
    with np.load(path, allow_pickle=False) as get:
        counted = Counted(int(get["accounts"]), get["keys"], get["bearers"])
        album = Album(*(get[f"album_{name}"] for name in Album._fields))
        return Crowd(counted, album, get["introduced"])


def digest_of(crowd: Crowd) -> str:
    """SHA-256 over all that was counted."""
    hasher = hashlib.sha256()
    for name, array in sorted(_arrays(crowd).items()):
        hasher.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        hasher.update(np.ascontiguousarray(array).tobytes())
    return hasher.hexdigest()


def _arrays(crowd: Crowd) -> dict[str, Any]:
    return {
        "accounts": np.array(crowd.counted.accounts),
        "keys": crowd.counted.keys,
        "bearers": crowd.counted.bearers,
        "introduced": crowd.introduced,
        **{f"album_{name}": getattr(crowd.album, name) for name in Album._fields},
    }


__all__ = ["Sample", "crowd_among", "digest_of", "open_crowd", "sample_of", "save_crowd"]
