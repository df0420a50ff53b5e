"""Recompute the whole ledger and compare every table that it vouches for.

What this proves, and what not (law 8): without a checkpoint kept elsewhere, somebody who can write
to the database and recompute all hashes could replace the whole log; `Report.limits` says so. With
a checkpoint, any change to the entries it covers is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

from staydown.kernel.reading import one_state
from staydown.ledger.actions import split_hashes
from staydown.ledger.merkle import Frontier, leaf_hash
from staydown.ledger.models import Entry, Head
from staydown.ledger.notes import Checkpoint
from staydown.ledger.tables import Expected, check_tables

_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: where, and in words."""

    code: str
    text: str
    entry: int | None = None
    table: str | None = None
    row: str | None = None


@dataclass(slots=True)
class Report:
    """What was found, over how much, and what could not be ruled out."""

    size: int = 0
    root: str = ""
    findings: list[Finding] = field(default_factory=list)
    limits: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def ok(self) -> bool:
        """True where nothing was found."""
        return not self.findings


def verify(checkpoint: Checkpoint | None = None) -> Report:
    """Check every entry, the tree, the checkpoint if given, and every vouched row.

    It reads one state of the database, so that work going on does not look like tampering.
    """
    report = Report()
    with one_state():
        walk = _Walk(checkpoint.size if checkpoint else None)
        walk.through(report)
        if report.ok:
            _compare_head(walk, report)
        if report.ok:
            report.rows, strays = check_tables(walk.expected)
            report.findings += [
                Finding(stray.code, stray.text, table=stray.table, row=stray.row)
                for stray in strays
            ]
    _compare_checkpoint(checkpoint, walk, report)
    return report


class _Walk:
    """Goes through the entries in order, rebuilding the tree and what the tables should hold."""

    def __init__(self, stop_at: int | None) -> None:
        self.tree = Frontier()
        self.previous = b""
        self.expected = Expected()
        self.stop_at = stop_at
        self.broken = False
        self.root_there: bytes | None = self.tree.root() if stop_at == 0 else None

    def through(self, report: Report) -> None:
        """Walk to the end, or to the first entry that does not fit: what follows rests on it."""
        for seq, body, leaf in _entries():
            problem = self._step(seq, body, bytes(leaf))
            if problem:
                report.findings.append(problem)
                self.broken = True
                break
        report.size, report.root = self.tree.size, self.tree.root().hex()

    def _step(self, seq: int, body: str, leaf: bytes) -> Finding | None:
        """Take one more entry in, or say what is wrong with it."""
        at = self.tree.size
        if seq < at:
            return Finding("entry-inserted", f"entry {seq} has no place in the log", entry=seq)
        if seq > at:
            return Finding("entry-missing", f"entry {at} is missing; the next is {seq}", entry=at)
        if leaf_hash(body.encode()) != leaf:
            return Finding("entry-altered", f"entry {at} does not match its hash", entry=at)
        try:
            content = json.loads(body)
            misplaced = self._misplaced(content["seq"], content["prev"], leaf)
            if not misplaced:
                self.expected.take(at, content["rows"], content["sets"])
        except (ValueError, TypeError, LookupError):
            return Finding("entry-altered", f"entry {at} does not read as an entry", entry=at)
        if not misplaced:
            self._grow(leaf)
        return misplaced

    def _misplaced(self, said: int, previous: str, leaf: bytes) -> Finding | None:
        """Whether the entry follows on the one before; if not, which of the two is at fault.

        The entry after it, or the head, holds its hash: one that is vouched for so is genuine, and
        what stands before it is not.
        """
        at = self.tree.size
        if said == at and previous == self.previous.hex():
            return None
        if said > at or not _followed(at, leaf):
            return Finding("entry-replaced", f"entry {at} is not the one written there", entry=at)
        if said < at:
            text = f"entry {said} was inserted: the one after it was written in its place"
            return Finding("entry-inserted", text, entry=said)
        text = f"entry {at - 1} was replaced: entry {at} was written after another"
        return Finding("entry-replaced", text, entry=at - 1)

    def _grow(self, leaf: bytes) -> None:
        self.tree.append(leaf)
        self.previous = leaf
        if self.tree.size == self.stop_at:
            self.root_there = self.tree.root()


def _followed(seq: int, leaf: bytes) -> bool:
    """Whether what was written after entry `seq` says that it had this hash."""
    following = Entry.objects.filter(seq=seq + 1).values_list("body", flat=True).first()
    if following is None:
        return bytes(_head().last_leaf) == leaf
    return f'"prev":"{leaf.hex()}"' in following


def _head() -> Head:
    return Head.objects.filter(pk=1).first() or Head()


def _entries() -> Iterator[tuple[int, str, bytes | memoryview]]:
    rows = Entry.objects.order_by("seq").values_list("seq", "body", "leaf")
    return rows.iterator(chunk_size=_CHUNK)


def _compare_head(walk: _Walk, report: Report) -> None:
    head, size = _head(), walk.tree.size
    kept = split_hashes(bytes(head.frontier))
    if head.size > size:
        text = f"entry {size} is missing, the last one: the head counts {head.size} entries"
        report.findings.append(Finding("entries-dropped", text, entry=size))
    elif head.size < size:
        text = f"entry {head.size} was added: the head counts {head.size} entries, there are {size}"
        report.findings.append(Finding("entry-inserted", text, entry=head.size))
    elif kept != walk.tree.hashes:
        first, last = _where_they_part(walk.tree, kept)
        text = f"the head's hashes are not the log's: see entries {first} to {last}, and the head"
        report.findings.append(Finding("head-altered", text, entry=first))
    elif bytes(head.last_leaf) != walk.previous:
        report.findings.append(Finding("head-altered", "the head names another last entry"))


def _where_they_part(tree: Frontier, kept: list[bytes]) -> tuple[int, int]:
    """The first and the last entry under the first complete subtree that is not the one kept."""
    start = 0
    sizes = [
        1 << power for power in reversed(range(tree.size.bit_length())) if tree.size >> power & 1
    ]
    for size, ours, theirs in zip_longest(sizes, tree.hashes, kept[: len(sizes)]):
        if ours != theirs:
            return start, start + size - 1
        start += size
    return 0, tree.size - 1


def _compare_checkpoint(checkpoint: Checkpoint | None, walk: _Walk, report: Report) -> None:
    if checkpoint is None:
        report.limits.append(
            "no checkpoint was given: that the whole log was replaced, or its last entries "
            "dropped, by somebody who can write to the database cannot be ruled out; "
            "keep checkpoints elsewhere and verify with --checkpoint FILE"
        )
    elif walk.root_there is None and walk.broken:
        report.limits.append("the log could not be followed as far as the checkpoint")
    elif walk.root_there is None:
        text = f"the checkpoint covers {checkpoint.size} entries, the log has {walk.tree.size}"
        report.findings.append(Finding("behind-checkpoint", text, entry=walk.tree.size))
    elif walk.root_there != checkpoint.root:
        text = f"the first {checkpoint.size} entries are not those that the checkpoint signed"
        report.findings.append(Finding("not-the-checkpoint", text))
    elif walk.tree.size > checkpoint.size:
        newer = walk.tree.size - checkpoint.size
        report.limits.append(f"{newer} entries are newer than the checkpoint")
