"""The scan of a whole account base: time, memory, whether both grow in line with its size, and the
three engines on the same cores in the same run.

Accounts are those of `mirrors_speed`, from a pool: each takes handle, name and biography from three
places of it, and a number of its own, so that ten million are written in minutes; one in a hundred
continues an entry. Every scan is a process of its own, as a user starts it, against a watchlist
saved before; memory is the proportional set size of it and all below it, at its peak, looked at
twice a second (memory that processes share counts once).

`python -m benchmarks.scan [ENTRIES [ACCOUNTS…]]`: 100,000, and 200,000 and 400,000, if not given;
Ray and Spark do the first size only. `--local` leaves them out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.mirrors_speed import Makers, entries
from benchmarks.support import tell
from staydown.mirrors.crew import cores
from staydown.mirrors.model import Model
from staydown.mirrors.scan import load_watchlist

POOL = 100_000
_LOOK_EVERY = 0.5
_COMMAND = "from staydown.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Run:
    """A scan's wall-clock seconds in all and of the parts alone, its peak in MiB, its folder."""

    seconds: float
    scanning: float
    peak_mib: int
    out: Path


def lines(count: int, size: int) -> Iterator[str]:
    """Accounts as JSON Lines; every hundredth continues one of `size` entries."""
    makers = Makers(2)
    pool = [makers.account(number) for number in range(POOL)]
    old = list(islice(entries(size), min(size, POOL)))
    for number in range(count):
        turn = number // POOL * 7919
        one, other = pool[number % POOL], pool[(number + turn + 1) % POOL]
        handle, bio = f"{one['handle']}{number // POOL or ''}", other["bio"]
        if number % 100 == 0:
            entry = old[number // 100 % len(old)]
            handle, bio = f"{entry['handle']}_2", entry["bio"]
        name = pool[(number + 3 * turn + 2) % POOL]["display_name"]
        yield (
            f'{{"id": "new-{number}", "platform": "x", "handle": "{handle}", '
            f'"display_name": "{name}", "bio": "{bio}"}}\n'
        )


def run(folder: Path, accounts: Path, engine: str) -> Run:
    """Scan with the command. Raises CalledProcessError."""
    out = folder / f"{accounts.stem}-{engine}"
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", _COMMAND, "mirrors", "scan", "--watchlist", str(folder / "saved"),
         "--accounts", str(accounts), "--out", str(out), "--engine", engine,
         "--progress", "json"],
        stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    with Watched(process.pid) as watched:
        _, said = process.communicate()
    took = time.perf_counter() - began
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, engine, stderr=said[-2000:])
    told = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return Run(took, told[-1]["seconds"], watched.peak // 1024, out)


class Watched:
    """The most memory, in KiB, that a process and all below it hold while one looks."""

    def __init__(self, pid: int) -> None:
        self._pid, self._done = pid, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self.peak = 0

    def __enter__(self) -> Watched:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(_LOOK_EVERY):
            self.peak = max(self.peak, sum(map(_kib, below(self._pid))))


def below(pid: int) -> list[int]:
    """A process and all that it started, and they."""
    children: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(") ")[2].split()[1])
        except (OSError, ValueError):
            continue
        children.setdefault(parent, []).append(int(status.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def _kib(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def same(one: Path, other: Path) -> bool:
    """Whether two scans have the same parts, byte for byte."""
    names = sorted(path.name for path in one.glob("part-*"))
    return names == sorted(path.name for path in other.glob("part-*")) and all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in names
    )


def main(size: int, counts: Sequence[int], engines: Sequence[str]) -> None:
    """Write the files, scan, print a line for each scan."""
    with tempfile.TemporaryDirectory(prefix="staydown-bench-") as name:
        folder = Path(name)
        with (folder / "w.jsonl").open("w", encoding="utf-8") as out:
            out.writelines(json.dumps(row) + "\n" for row in entries(size))
        load_watchlist(folder / "w.jsonl", Model.load(), problems=[]).save(folder / "saved")
        warm = folder / "warm.jsonl"
        warm.write_text("".join(lines(1, size)), encoding="utf-8")
        run(folder, warm, "local")
        for count in counts:
            accounts = folder / f"{count}.jsonl"
            began = time.perf_counter()
            with accounts.open("w", encoding="utf-8") as out:
                out.writelines(lines(count, size))
            print(f"# {count:,} accounts written in {time.perf_counter() - began:.0f} s")
            local = run(folder, accounts, "local")
            _tell(local, local, "local", size, count)
            for engine in engines if count == counts[0] else ():
                _tell(run(folder, accounts, engine), local, engine, size, count)
            accounts.unlink()


def _tell(this: Run, local: Run, engine: str, size: int, count: int) -> None:
    totals = json.loads((this.out / "manifest.json").read_text(encoding="utf-8"))["totals"]
    tell(
        "scan", engine=engine, cores=cores(), entries=size, accounts=count,
        seconds=round(this.seconds, 1), scan_seconds=round(this.scanning, 1),
        accounts_per_second=round(count / max(1e-9, this.scanning)), peak_mib=this.peak_mib,
        matched=totals["matched"], times_local=round(this.seconds / local.seconds, 2),
        same_as_local=same(local.out, this.out),
    )  # fmt: skip


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:] if argument != "--local"]
    chosen = () if "--local" in sys.argv else ("ray", "spark")
    main(given[0] if given else 100_000, given[1:] or [200_000, 400_000], chosen)
