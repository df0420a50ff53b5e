"""Screen a file of accounts against a watchlist, streaming, on all processors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from staydown.mirrors.background import Background
from staydown.mirrors.crew import cores, in_order
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import read
from staydown.mirrors.records import Account
from staydown.mirrors.rows import FileError, Problem, Row, read_accounts, read_rows, writing
from staydown.mirrors.scanning.chunks import (
    CHUNK,
    USUAL,
    Screened,
    Wanted,
    accounts_in,
    chunks_of,
    screened,
)
from staydown.mirrors.scanning.sample import SAMPLED_ACCOUNTS, crowd_among
from staydown.mirrors.shelf import Digest, digest

WORTH_SHARING = 2_000_000
"""A file of fewer bytes is done before other processes have begun."""


@dataclass(slots=True)
class Scanned:
    """What a scan came to: rows read, accounts with a match, rows passed over."""

    accounts: int = 0
    matched: int = 0
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Task:
    """What forked workers do their chunks with."""

    file: str
    watchlist: Watchlist
    wanted: Wanted


_task: list[_Task] = []
_background: list[Background] = []


def scan(
    watchlist: Watchlist,
    accounts: Path,
    out: Path,
    wanted: Wanted = USUAL,
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
    chunks = chunks_of(read_rows(accounts), CHUNK)
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
    chunks = (_File(path.name, rows) for rows in chunks_of(read_rows(path), CHUNK))

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
    return crowd_among(watchlist, read_accounts(accounts, []))


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
    accounts, problems = accounts_in(chunk.name, chunk.rows)
    return digest(accounts, _background[0]), problems


def _screened(rows: list[Row]) -> Screened:
    task = _task[0]
    counted = rows[-1].number <= SAMPLED_ACCOUNTS
    return screened(task.watchlist, task.file, rows, task.wanted, counted=counted)


def _said(problem: Problem) -> str:
    return f"{problem.file}, line {problem.row}: {problem.reason}"
