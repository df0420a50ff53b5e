"""Appending to the ledger: one entry for each action, in that action's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.db.models import Model

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.ledger.merkle import Frontier, leaf_hash
from staydown.ledger.models import Entry, Head, Vouched


@dataclass(frozen=True, slots=True)
class RowSet:
    """Many rows that one action made together: their number and the Merkle root of their digests.

    `verify` reads them again as the rows of `model` whose `parent_field` is `parent`, by id.
    """

    model: str
    parent_field: str
    parent: str
    count: int
    root: str

    @classmethod
    def of(
        cls, model: type[Vouched], *, parent_field: str, parent_id: UUID, digests: Iterable[bytes]
    ) -> RowSet:
        """The set of the rows with these `digests`, in the order of their ids."""
        growing = GrowingSet(model, parent_field, parent_id)
        growing.add(digests)
        return growing.done()

    def as_json(self) -> list[Any]:
        """The form in which an entry holds it."""
        return [self.model, self.parent_field, self.parent, self.count, self.root]


class GrowingSet:
    """A row set under way: it keeps the tree's edge only, however many rows are added."""

    def __init__(self, model: type[Vouched], parent_field: str, parent_id: UUID) -> None:
        self._model, self._parent_field, self._parent = model, parent_field, parent_id
        self._tree = Frontier()

    def add(self, digests: Iterable[bytes]) -> None:
        """Add rows by their digests, in the order of their ids."""
        for digest in digests:
            self._tree.append(leaf_hash(digest))

    def done(self) -> RowSet:
        """The set of all rows added."""
        table, parent = label_of(self._model), str(self._parent)
        root = self._tree.root().hex()
        return RowSet(table, self._parent_field, parent, self._tree.size, root)


def record(
    action: str,
    actor: Actor,
    *,
    rows: Iterable[Vouched] = (),
    sets: Iterable[RowSet] = (),
    data: Mapping[str, Any] | None = None,
) -> int:
    """Append one entry and answer its number; the last thing that an action does.

    It must stand in the action's transaction, for then the entry exists exactly if the change
    does, and come last, for it takes the lock that puts all appends in order. `data` holds ids,
    counts, digests and public names only: personal data is vouched for through salted `rows`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a ledger entry belongs into the transaction of the action")
    head = _locked_head()
    content: dict[str, Any] = {
        "seq": head.size,
        "at": clock.iso(clock.now()),
        "actor": str(actor),
        "action": action,
        "prev": bytes(head.last_leaf).hex(),
        "rows": [_row(row) for row in rows],
        "sets": [row_set.as_json() for row_set in sets],
        "data": dict(data or {}),
    }
    body = rfc8785.dumps(content)
    _append(head, body)
    return head.size


def label_of(model: type[Model]) -> str:
    """A table's name in entries: `cases.decision`."""
    return model._meta.label_lower


def _row(row: Vouched) -> list[str]:
    return [label_of(type(row)), str(row.id), bytes(row.sealed).hex(), row.before.hex()]


def _locked_head() -> Head:
    """The head, locked until the transaction ends.

    PostgreSQL locks the row. SQLite has no row locks and needs none: our transactions take its one
    write lock as they begin (`transaction_mode`), so nobody else can append until we are done.
    """
    head = Head.objects.select_for_update().filter(pk=1).first()
    if head is None:
        Head.objects.bulk_create([Head()], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(pk=1)
    return head


def _append(head: Head, body: bytes) -> None:
    leaf = leaf_hash(body)
    frontier = Frontier(head.size, split_hashes(bytes(head.frontier)))
    frontier.append(leaf)
    Entry.objects.bulk_create([Entry(seq=head.size, body=body.decode(), leaf=leaf)])
    Head.objects.filter(pk=1).update(
        size=frontier.size, frontier=b"".join(frontier.hashes), last_leaf=leaf
    )


def split_hashes(joined: bytes) -> list[bytes]:
    """The 32-byte hashes that `joined` strings together."""
    return [joined[at : at + 32] for at in range(0, len(joined), 32)]
