"""Compare the rows of the vouched tables with the digests that the entries hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

from django.apps import apps

from staydown.ledger.actions import label_of
from staydown.ledger.merkle import Frontier, leaf_hash
from staydown.ledger.models import Vouched, digest_of

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Stray:
    """A row, or a set of rows, that is not as recorded."""

    code: str
    text: str
    table: str
    row: str | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """What the entries say of one row: the newest digest, the oldest one, and who said it last."""

    newest: str
    oldest: str
    entry: int


@dataclass(frozen=True, slots=True)
class _Set:
    count: int
    root: str
    entry: int


class _Row(NamedTuple):
    """A row as it is now: whose set it is in, its digest worked out anew, and the one it bears."""

    parent: str
    id: str
    digest: bytes
    sealed: bytes


@dataclass(slots=True)
class Expected:
    """What the tables should hold, gathered while walking through the entries."""

    rows: dict[str, dict[str, _State]] = field(default_factory=lambda: defaultdict(dict))
    sets: dict[str, dict[str, _Set]] = field(default_factory=lambda: defaultdict(dict))
    parents: dict[str, str] = field(default_factory=dict)
    #: (table, row, entry, later entry): the later one did not start from what the first recorded.
    broken: list[tuple[str, str, int, int]] = field(default_factory=list)

    def take(self, entry: int, rows: list[list[str]], sets: list[list[Any]]) -> None:
        """Add what one entry says; TypeError or ValueError where it has another shape."""
        for table, row, digest, before in rows:
            bytes.fromhex(digest + before)  # ValueError where somebody wrote nonsense
            known = self.rows[table].get(row)
            if known and known.newest != before:
                self.broken.append((table, row, known.entry, entry))
            self.rows[table][row] = _State(digest, known.oldest if known else before, entry)
        for table, parent_field, parent, count, root in sets:
            self.parents[table] = parent_field
            self.sets[table][parent] = _Set(count, root, entry)


def vouched_models() -> list[type[Vouched]]:
    """Every table that the ledger vouches for."""
    return [model for model in apps.get_models() if issubclass(model, Vouched)]


def check_tables(expected: Expected) -> tuple[int, list[Stray]]:
    """How many rows were compared, and those that are not as recorded."""
    total, strays = 0, []
    for model in vouched_models():
        check = _TableCheck(label_of(model), expected)
        total += check.run(model)
        strays += check.strays
    return total, strays + [_meanwhile(*facts) for facts in expected.broken]


def _meanwhile(table: str, row: str, entry: int, later: int) -> Stray:
    text = f"{table}: row {row} was changed without an entry between entries {entry} and {later}"
    return Stray("row-altered-between", text, table, row)


class _TableCheck:
    """Compares one table: its rows in the order of their sets, then of their ids."""

    def __init__(self, table: str, expected: Expected) -> None:
        self.table = table
        self.rows = expected.rows.get(table, {})
        self.sets = expected.sets.get(table, {})
        self.parent_field = expected.parents.get(table)
        self.strays: list[Stray] = []

    def run(self, model: type[Vouched]) -> int:
        """Compare every row; how many there are."""
        seen: set[str] = set()
        sets_seen: set[str] = set()
        total = 0
        for parent, rows in groupby(self._rows_of(model), key=lambda row: row.parent):
            total += self._check_group(parent, rows, seen)
            sets_seen.add(parent)
        for row in self.rows.keys() - seen:
            self._stray("row-missing", f"row {row} is gone without an entry", row)
        for parent in self.sets.keys() - sets_seen:
            if self.sets[parent].count:
                self._stray("rows-missing", f"all rows of {parent} are gone", None)
        return total

    def _rows_of(self, model: type[Vouched]) -> Iterator[_Row]:
        """Every row as it is now, by parent and id."""
        order = [self.parent_field, "id"] if self.parent_field else ["id"]
        everything = model._base_manager  # abstract models have no `objects`
        columns = everything.order_by(*order).values_list(
            *order[:-1], "id", "salt", "sealed", *model.vouched_fields
        )
        for record in columns.iterator(chunk_size=_CHUNK):
            parent, (row, salt, sealed, *values) = (
                (str(record[0]), record[1:]) if self.parent_field else ("", record)
            )
            digest = digest_of(salt, row, model.to_vouch(values))
            yield _Row(parent, str(row), digest, bytes(sealed))

    def _check_group(self, parent: str, rows: Iterator[_Row], seen: set[str]) -> int:
        expected = self.sets.get(parent)
        tree = Frontier()
        count = 0
        for row in rows:
            count += 1
            state = self.rows.get(row.id)
            if state:
                seen.add(row.id)
            self._check_row(row, state, in_set=expected is not None)
            if expected and (state is None or state.oldest):
                tree.append(leaf_hash(bytes.fromhex(state.oldest) if state else row.digest))
        if expected and (tree.size, tree.root().hex()) != (expected.count, expected.root):
            self._stray("rows-altered", self._difference(parent, tree.size, expected), None)
        return count

    def _check_row(self, row: _Row, state: _State | None, *, in_set: bool) -> None:
        """What one row shows by itself; of a set's rows the set's root has the last word."""
        if state and state.newest != row.digest.hex():
            text = f"row {row.id} is not as entry {state.entry} recorded it"
            self._stray("row-altered", text, row.id)
        elif not state and not in_set:
            self._stray("row-unrecorded", f"row {row.id} was made without an entry", row.id)
        elif row.sealed != row.digest:
            text = f"row {row.id} and its own seal differ: one of the two was changed"
            self._stray("row-altered", text, row.id)

    def _difference(self, parent: str, count: int, expected: _Set) -> str:
        if count != expected.count:
            return (
                f"entry {expected.entry} recorded {expected.count} rows of {parent}, "
                f"the table has {count}"
            )
        return f"a row of {parent} is not as entry {expected.entry} recorded it"

    def _stray(self, code: str, text: str, row: str | None) -> None:
        self.strays.append(Stray(code, f"{self.table}: {text}", self.table, row))
