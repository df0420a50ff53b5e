"""Accounts whose truth is known, compared: what training and measuring start from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from staydown.mirrors.background import MIN_BEARERS, Background
from staydown.mirrors.coverage import Way, ways
from staydown.mirrors.examples import Examples
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.outcomes import Outcomes, Truth, outcomes, truths
from staydown.mirrors.reading import Reading, core_letters, count_traits, read
from staydown.mirrors.records import Account, RecordError, parse
from staydown.mirrors.rows import FileError, Problem, read_accounts, read_rows
from staydown.mirrors.signals import Compared
from staydown.mirrors.synth import World
from staydown.mirrors.text.spelling import counted as counted_triples

CHUNK = 1_000
MOST_COMPARED = 100
"""Candidates of an account that are compared."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Removed accounts, accounts to judge, and the truth about the latter by their id."""

    entries: Sequence[Account]
    accounts: Sequence[Account]
    truth: Mapping[str, Truth]

    @classmethod
    def read(cls, watchlist: Path, accounts: Path, pairs: Path) -> Trial:
        """The trial in three files. Raises FileError for rows without the form."""
        problems: list[Problem] = []
        entries = list(read_accounts(watchlist, problems))
        judged = list(read_accounts(accounts, problems))
        if problems:
            first = problems[0]
            raise FileError(f"{first.file}, line {first.row}: {first.reason}")
        return cls(entries, judged, truths(map(_pair, read_pairs(pairs))))

    @classmethod
    def of(cls, world: World) -> Trial:
        """The trial in a generated world."""
        truth = {
            id_: Truth(
                mirror_of=note.entry if note.kind == "return" else None,
                kind=note.kind, tricks=note.tricks, cluster=note.entry or "",
            )
            for id_, note in world.notes.items()
        }  # fmt: skip
        entries = [parse(record) for record in world.entries]
        return cls(entries, [parse(record) for record in world.accounts], truth)

    def crowd(self, model: Model) -> Crowd:
        """Everybody at hand."""
        readings = [*_readings(self.entries, model), *_readings(self.accounts, model)]
        return Crowd.of(readings) if readings else Crowd.nobody()

    def compared(self, model: Model, most: int = MOST_COMPARED) -> Examples:
        """Every candidate pair of every account, on the background of all of them. A true pair
        that no key finds is not among them, since no score could mend it."""
        watchlist = Watchlist.build(self.entries, model)
        watchlist.weigh_by(model, self.crowd(model))
        parts = []
        for first in range(0, max(1, len(self.accounts)), CHUNK):
            found = watchlist.findings(self.accounts[first : first + CHUNK], most, counted=True)[0]
            parts.append((found.accounts + first, found.entries, found.compared))
        accounts, entries, compared = zip(*parts, strict=True)
        rows, numbers = np.concatenate(accounts), np.concatenate(entries)
        columns = zip(*compared, strict=True)
        return Examples(
            rows, numbers, Compared(*(np.concatenate(column) for column in columns)),
            self._wanted()[rows] == numbers, np.ones(len(rows)),
        )  # fmt: skip

    def _wanted(self) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """The number of each account's own entry; -1 for nobody's mirror."""
        number = {entry.id: place for place, entry in enumerate(self.entries)}
        owners = (self.truth.get(account.id, Truth()).mirror_of for account in self.accounts)
        return np.array([number.get(owner or "", -1) for owner in owners], np.int64)

    def coverage(self, model: Model) -> list[Way]:
        """What each way of finding candidates comes to."""
        watchlist = Watchlist.build(self.entries, model)
        watchlist.weigh_by(model, self.crowd(model))
        own = self._wanted()
        pairs, hits = [], []
        for first in range(0, len(self.accounts), CHUNK):
            last = first + CHUNK
            made, found = watchlist.ways(self.accounts[first:last], own[first:last])
            pairs.append(made)
            hits.append(found)
        return ways(np.sum(pairs, axis=0), np.concatenate(hits)[own >= 0])

    def outcomes(self, model: Model, examples: Examples | None = None) -> Outcomes:
        """What a model makes of each account."""
        pairs = self.compared(model) if examples is None else examples
        return outcomes(self.accounts, self.truth, pairs, model, len(self.entries))


def _readings(accounts: Sequence[Account], model: Model) -> Iterator[Reading]:
    for first in range(0, len(accounts), CHUNK):
        yield read(accounts[first : first + CHUNK], model.background)


def learnt_background(accounts: Sequence[Account]) -> Background:
    """What many accounts let know of accounts in general: traits that at least twenty bear, and how
    names are spelt."""
    plain = Background()
    chunks = [accounts[first : first + CHUNK] for first in range(0, len(accounts), CHUNK)]
    counted = count_traits((read(chunk, plain) for chunk in chunks), MIN_BEARERS)
    names = (name for chunk in chunks for name in core_letters(read(chunk, plain)))
    return Background(counted, counted_triples(names, MIN_BEARERS))


def read_pairs(path: Path) -> list[Mapping[str, object]]:
    """Labelled pairs of a file. Raises FileError."""
    found: list[Mapping[str, object]] = []
    for row in read_rows(path):
        try:
            value = row.value()
        except RecordError as error:
            raise FileError(f"{path.name}, line {row.number}: {error.reason}") from error
        if not isinstance(value, Mapping) or value.get("label") not in (0, 1):
            raise FileError(f"{path.name}, line {row.number}: a pair needs a label, 0 or 1")
        if not {"account", "entry"} <= set(value):
            raise FileError(f"{path.name}, line {row.number}: a pair needs an account and an entry")
        found.append(value)
    return found


def _pair(row: Mapping[str, object]) -> Mapping[str, object]:
    return {**row, "account": str(row["account"]), "entry": str(row["entry"])}
