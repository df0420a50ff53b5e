"""Recompute the whole ledger and compare every table that it vouches for.

What this proves, and what not (law 8): without a checkpoint kept elsewhere, somebody who can write
to the database and recompute all hashes could replace the whole log; `Report.limits` says so. With
a checkpoint, any change to the entries it covers is found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

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

    It reads one state of the database: a transaction, so that work going on does not look like
    tampering.
    """
    report = Report()
    with transaction.atomic():
        walk = _Walk(checkpoint.size if checkpoint else None)
        walk.through(report)
        _compare_head(walk, report)
        if not report.findings:
            rows, strays = check_tables(walk.expected)
            report.rows = rows
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
        self.root_there: bytes | None = self.tree.root() if stop_at == 0 else None

    def through(self, report: Report) -> None:
        """Walk to the end, or to the first entry that does not fit: what follows rests on it."""
        for seq, body, leaf in _entries():
            content = _parsed(body)
            problem = self._fault(seq, body, bytes(leaf), content)
            if problem:
                report.findings.append(problem)
                break
            self._take(content, bytes(leaf))
        report.size, report.root = self.tree.size, self.tree.root().hex()

    def _fault(self, seq: int, body: str, leaf: bytes, content: dict[str, Any]) -> Finding | None:
        at = self.tree.size
        if seq != at:
            return Finding("entry-missing", f"entry {at} is missing; the next is {seq}", entry=at)
        if leaf_hash(body.encode()) != leaf:
            return Finding("entry-altered", f"entry {at} does not match its hash", entry=at)
        if content.get("seq") != at:
            return Finding("entry-moved", f"entry {at} says that it is another", entry=at)
        if content["prev"] != self.previous.hex():
            text = f"entry {at} does not follow on entry {at - 1}: one of the two was replaced"
            return Finding("entry-replaced", text, entry=at)
        return None

    def _take(self, content: dict[str, Any], leaf: bytes) -> None:
        self.expected.take(self.tree.size, content["rows"], content["sets"])
        self.tree.append(leaf)
        self.previous = leaf
        if self.tree.size == self.stop_at:
            self.root_there = self.tree.root()


def _parsed(body: str) -> dict[str, Any]:
    """The entry's content; empty, and so at fault, where the text is no JSON object."""
    try:
        content = json.loads(body)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _entries() -> Iterator[tuple[int, str, bytes | memoryview]]:
    rows = Entry.objects.order_by("seq").values_list("seq", "body", "leaf")
    return rows.iterator(chunk_size=_CHUNK)


def _compare_head(walk: _Walk, report: Report) -> None:
    head = Head.objects.filter(pk=1).first() or Head()
    if report.findings:
        return
    if head.size != walk.tree.size:
        text = f"the head counts {head.size} entries, the log holds {walk.tree.size}"
        report.findings.append(Finding("entries-dropped", text, entry=walk.tree.size))
    elif split_hashes(bytes(head.frontier)) != walk.tree.hashes:
        report.findings.append(Finding("head-altered", "the head's hashes are not the log's"))


def _compare_checkpoint(checkpoint: Checkpoint | None, walk: _Walk, report: Report) -> None:
    if checkpoint is None:
        report.limits.append(
            "no checkpoint was given: that the whole log was replaced, or its last entries "
            "dropped, by somebody who can write to the database cannot be ruled out; "
            "keep checkpoints elsewhere and verify with --checkpoint FILE"
        )
    elif walk.root_there is None:
        text = f"the checkpoint covers {checkpoint.size} entries, the log has {walk.tree.size}"
        report.findings.append(Finding("behind-checkpoint", text, entry=walk.tree.size))
    elif walk.root_there != checkpoint.root:
        text = f"the first {checkpoint.size} entries are not those that the checkpoint signed"
        report.findings.append(Finding("not-the-checkpoint", text))
    elif walk.tree.size > checkpoint.size:
        newer = walk.tree.size - checkpoint.size
        report.limits.append(f"{newer} entries are newer than the checkpoint")
