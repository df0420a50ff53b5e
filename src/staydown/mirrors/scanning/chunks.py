"""A chunk of rows, screened: what every scan does again and again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from staydown.mirrors.index import Watchlist
from staydown.mirrors.records import Account, RecordError
from staydown.mirrors.rows import Problem, Row

CHUNK = 500
CHUNK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to report: most matches of an account, and the least probability (None: the model's
    threshold of `possible`)."""

    top: int = 5
    min_probability: float | None = None


USUAL = Wanted()


@dataclass(frozen=True, slots=True)
class Screened:
    """What a chunk came to: match records as JSON texts, accounts with a match, accounts read, and
    rows passed over."""

    lines: list[str]
    matched: int
    accounts: int
    problems: list[Problem]


def chunks_of(
    rows: Iterable[Row], size: int = CHUNK, kind: Callable[[Row], object] = lambda _: None
) -> Iterator[list[Row]]:
    """Rows in lots of `size`, fewer where they are large, each of one kind."""
    chunk: list[Row] = []
    held, last = 0, None
    for row in rows:
        this = kind(row)
        if chunk and (len(chunk) >= size or held >= CHUNK_BYTES or this != last):
            yield chunk
            chunk, held = [], 0
        chunk.append(row)
        held += row.size
        last = this
    if chunk:
        yield chunk


def screened(
    watchlist: Watchlist, file: str, rows: Iterable[Row], wanted: Wanted, *, counted: bool
) -> Screened:
    """Screen the accounts in rows of a file; `counted`: they are in the crowd themselves."""
    accounts, problems = accounts_in(file, rows)
    lines: list[str] = []
    matched = 0
    for found in watchlist.screen_batch(
        accounts, wanted.top, wanted.min_probability, counted=counted
    ):
        matched += bool(found)
        lines += [json.dumps(match.record(), ensure_ascii=False) for match in found]
    return Screened(lines, matched, len(accounts), problems)


def accounts_in(file: str, rows: Iterable[Row]) -> tuple[list[Account], list[Problem]]:
    """The accounts in rows of a file, and the rows that are none."""
    accounts: list[Account] = []
    problems: list[Problem] = []
    for row in rows:
        try:
            accounts.append(row.account())
        except RecordError as error:
            problems.append(Problem(file, row.number, error.reason))
    return accounts, problems
