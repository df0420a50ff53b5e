"""A log to tamper with, as somebody would who can write to the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

import rfc8785
from django.db import connection, transaction

from staydown.kernel import actors
from staydown.ledger.actions import record, split_hashes
from staydown.ledger.merkle import Frontier, leaf_hash
from staydown.ledger.models import Entry, Head
from staydown.ledger.verify import Finding, Report, verify

Stored = tuple[str, bytes]
Change = Callable[[dict[str, Any]], dict[str, Any]]


def write_entries(count: int) -> None:
    """Append entries that vouch for no rows."""
    for number in range(count):
        with transaction.atomic():
            record("specimen.act", actors.shell(), data={"number": number})


def stored() -> list[Stored]:
    """(body, leaf) of every entry, in order."""
    rows = Entry.objects.order_by("seq").values_list("body", "leaf")
    return [(body, bytes(leaf)) for body, leaf in rows]


def replace_log(entries: Iterable[Stored]) -> None:
    """Put other entries in the place of all there are, counted from 0, and leave the head alone."""
    execute("DELETE FROM ledger_entry")
    for seq, (body, leaf) in enumerate(entries):
        insert(seq, body, leaf)


def insert(seq: int, body: str, leaf: bytes) -> None:
    """Add one row to the log's table."""
    execute("INSERT INTO ledger_entry (seq, body, leaf) VALUES (%s, %s, %s)", seq, body, leaf)


def execute(statement: str, *values: str | int | bytes) -> None:
    """SQL past every rule of the program."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def with_leaf(content: dict[str, Any]) -> Stored:
    """An entry of this content, and the hash that fits it."""
    body = rfc8785.dumps(content)
    return body.decode(), leaf_hash(body)


def edited(entry: Stored, **changes: Any) -> Stored:
    """The entry with other content and the hash that fits."""
    return with_leaf(json.loads(entry[0]) | changes)


def chained(entries: list[Stored], start: int) -> list[Stored]:
    """The entries from `start` on numbered and linked anew, so that only the head can tell."""
    done = entries[:start]
    for seq in range(start, len(entries)):
        previous = done[-1][1].hex() if done else ""
        done.append(edited(entries[seq], seq=seq, prev=previous))
    return done


def rewrite_head() -> None:
    """Make the head fit the log as it is: the whole forgery."""
    leaves = [leaf for _, leaf in stored()]
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    Head.objects.filter(pk=1).update(
        size=frontier.size,
        frontier=b"".join(frontier.hashes),
        last_leaf=leaves[-1] if leaves else b"",
    )


def flip(text: bytes) -> bytes:
    """The same bytes but for one."""
    return bytes([text[0] ^ 1]) + text[1:]


def frontier_of_head() -> list[bytes]:
    """The hashes that the head keeps."""
    return split_hashes(bytes(Head.objects.get(pk=1).frontier))


def only_finding(report: Report | None = None) -> Finding:
    """The one thing that verification finds."""
    [finding] = (report or verify()).findings
    return finding
