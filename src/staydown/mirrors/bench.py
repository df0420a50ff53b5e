"""How fast screening is on a user's own files, and how much memory it takes."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.records import Account
from staydown.mirrors.rows import read_accounts
from staydown.mirrors.scan import crowd_at, load_watchlist, scan

SINGLES = 2_000
CHANGES = 300
Figures = dict[str, float | int]


def measured(
    watchlist_path: Path, accounts_path: Path, model: Model, workers: int | None = None
) -> Figures:
    """Seconds, accounts a second, milliseconds of single calls, and peak memory in MiB of this
    process and of the largest worker. Raises FileError or WatchlistError."""
    _compile(model)
    began = time.perf_counter()
    watchlist = load_watchlist(watchlist_path, model, problems=[], workers=workers)
    built = time.perf_counter() - began
    watchlist.weigh_by(model, crowd_at(watchlist, accounts_path))
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = scan(watchlist, accounts_path, Path(folder) / "matches.jsonl", workers=workers)
        took = time.perf_counter() - began
    return {
        "entries": len(watchlist),
        "build_seconds": round(built, 2),
        "accounts": done.accounts,
        "matched": done.matched,
        "accounts_per_second": round(done.accounts / took),
        **singles(watchlist, list(islice(read_accounts(accounts_path, []), SINGLES))),
        **changes(watchlist),
        "peak_mib": _peak(resource.RUSAGE_SELF),
        "peak_worker_mib": _peak(resource.RUSAGE_CHILDREN),
    }


def _compile(model: Model) -> None:
    """What the first use of a new installation waits for is not counted."""
    Watchlist.build([Account("bench", "x", handle="specimen", bio="warming up")], model).warm()


def singles(watchlist: Watchlist, accounts: Sequence[Account]) -> Figures:
    """Half of single calls, and 99 in 100, take at most so many milliseconds."""
    times = sorted(_milliseconds(watchlist, account) for account in accounts)
    if not times:
        return {}
    return {"p50_ms": round(times[len(times) // 2], 3), "p99_ms": round(_late(times), 3)}


def changes(watchlist: Watchlist) -> Figures:
    """Milliseconds that adding an entry, and removing it, take at most in 99 of 100 cases."""
    adding, removing = [], []
    for number in range(CHANGES):
        account = Account(f"bench-{number}", "x", handle=f"specimen_bench_{number}")
        began = time.perf_counter()
        watchlist.add(account)
        added = time.perf_counter()
        watchlist.remove(account.id)
        adding.append((added - began) * 1000)
        removing.append((time.perf_counter() - added) * 1000)
    return {
        "add_p99_ms": round(_late(sorted(adding)), 3),
        "remove_p99_ms": round(_late(sorted(removing)), 3),
    }


def _milliseconds(watchlist: Watchlist, account: Account) -> float:
    began = time.perf_counter()
    watchlist.screen(account)
    return (time.perf_counter() - began) * 1000


def _late(times: Sequence[float]) -> float:
    return times[min(len(times) - 1, len(times) * 99 // 100)]


def _peak(whose: int) -> int:
    return resource.getrusage(whose).ru_maxrss // 1024
