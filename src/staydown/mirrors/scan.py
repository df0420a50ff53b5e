"""Screen a file of accounts against a watchlist, streaming, on all processors."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from staydown.mirrors.background import Background
from staydown.mirrors.crew import chunked, cores, in_order
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import Reading, read
from staydown.mirrors.records import Account, RecordError
from staydown.mirrors.rows import FileError, Problem, Row, read_accounts, read_rows, writing
from staydown.mirrors.shelf import Digest, digest

CHUNK = 500
WORTH_SHARING = 2_000_000
"""A file of fewer bytes is done before other processes have begun."""
SAMPLED_ENTRIES = 20_000
SAMPLED_ACCOUNTS = 50_000
LEAST_SAMPLE = 500
"""Of fewer accounts nothing can be said about how common a trait is."""


@dataclass(slots=True)
class Scanned:
    """What a scan came to: rows read, accounts with a match, rows passed over."""

    accounts: int = 0
    matched: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to report: most matches of an account, and the least probability (None: the model's
    threshold of `possible`)."""

    top: int = 5
    min_probability: float | None = None


@dataclass(frozen=True, slots=True)
class _Task:
    """What forked workers do their chunks with."""

    file: str
    watchlist: Watchlist
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class _Done:
    lines: list[str]
    matched: int
    accounts: int
    problems: list[Problem]


_task: list[_Task] = []
_background: list[Background] = []


def scan(
    watchlist: Watchlist,
    accounts: Path,
    out: Path,
    wanted: Wanted = Wanted(),
    *,
    strict: bool = False,
    workers: int | None = None,
    tell: Callable[[Scanned], None] = lambda _: None,
) -> Scanned:
    """Write the matches of each account in a file, in its order; rows without an account are
    passed over and told, or with `strict` stop the scan. Raises FileError."""
    total = Scanned()
    _task[:] = [_Task(accounts.name, watchlist, wanted)]
    watchlist.warm()
    chunks = chunked(read_rows(accounts), CHUNK)
    with writing(out) as file:
        for done in in_order(_screened, chunks, workers_for(accounts, workers)):
            file.write(done.lines)
            total.accounts += done.accounts
            total.matched += done.matched
            total.problems += done.problems
            if strict and total.problems:
                raise FileError(_said(total.problems[0]))
            tell(total)
    return total


def load_watchlist(
    path: Path,
    model: Model,
    *,
    problems: list[Problem],
    strict: bool = False,
    workers: int | None = None,
) -> Watchlist:
    """The watchlist of a file of account records, or the one saved in a folder. Raises FileError
    or WatchlistError."""
    if path.is_dir():
        return Watchlist.open(path, model)
    _background[:] = [model.background]
    read([Account("", "", handle="warming")], model.background)
    chunks = (_File(path.name, rows) for rows in chunked(read_rows(path), CHUNK))

    def digests() -> Iterable[Digest]:
        for one, found in in_order(_digested, chunks, workers_for(path, workers)):
            problems.extend(found)
            if strict and problems:
                raise FileError(_said(problems[0]))
            yield one

    return Watchlist.of_digests(digests(), model)


def crowd_at(watchlist: Watchlist, accounts: Path) -> Crowd | None:
    """The accounts at hand, from whom is known what is common among them; None if they are too
    few to tell."""
    background, sampled = watchlist.model.background, 0

    def readings() -> Iterable[Reading]:
        nonlocal sampled
        new = islice(read_accounts(accounts, []), SAMPLED_ACCOUNTS)
        for chunk in chunked(chain(islice(watchlist.entries(), SAMPLED_ENTRIES), new), CHUNK):
            sampled += len(chunk)
            yield read(chunk, background)

    crowd = Crowd.of(readings())
    return crowd if sampled >= LEAST_SAMPLE else None


def workers_for(path: Path, asked: int | None) -> int:
    """How many processes a file is worth, unless told."""
    if asked is not None:
        return asked
    try:
        return cores() if path.stat().st_size >= WORTH_SHARING else 1
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror}") from error


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    rows: list[Row]


def _digested(chunk: _File) -> tuple[Digest, list[Problem]]:
    accounts, problems = _accounts(chunk)
    return digest(accounts, _background[0]), problems


def _screened(rows: list[Row]) -> _Done:
    task = _task[0]
    accounts, problems = _accounts(_File(task.file, rows))
    lines: list[str] = []
    matched = 0
    wanted = task.wanted
    counted = rows[-1].number <= SAMPLED_ACCOUNTS
    for found in task.watchlist.screen_batch(
        accounts, wanted.top, wanted.min_probability, counted=counted
    ):
        matched += bool(found)
        lines += [json.dumps(match.record(), ensure_ascii=False) for match in found]
    return _Done(lines, matched, len(accounts), problems)


def _accounts(chunk: _File) -> tuple[list[Account], list[Problem]]:
    accounts: list[Account] = []
    problems: list[Problem] = []
    for row in chunk.rows:
        try:
            accounts.append(row.account())
        except RecordError as error:
            problems.append(Problem(chunk.name, row.number, error.reason))
    return accounts, problems


def _said(problem: Problem) -> str:
    return f"{problem.file}, line {problem.row}: {problem.reason}"
