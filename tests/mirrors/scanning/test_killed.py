"""A scan that is killed, again and again: run once more, it goes on, and says the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from staydown.mirrors.scanning.chunks import Wanted
from staydown.mirrors.scanning.folder import Order
from staydown.mirrors.scanning.whole import alone_in
from tests.mirrors.accounts import write
from tests.mirrors.scanning.scans import accounts, files, manifest, scanned, watchlist_at

ROOT = Path(__file__).resolve().parents[3]
SCAN = """
import sys
from pathlib import Path
from staydown.mirrors.scanning.chunks import Wanted
from staydown.mirrors.scanning.folder import Order
from tests.mirrors.scanning.scans import scanned

watchlist, accounts, out = map(Path, sys.argv[1:4])
scanned(Order(watchlist, accounts, out, wanted=Wanted(2, 0.0), part_bytes=4_000,
              workers=int(sys.argv[4])))
"""


@pytest.fixture
def order(tmp_path: Path) -> Order:
    """2,000 accounts in more than fifty parts."""
    file = write(tmp_path / "a.jsonl", accounts(2_000))
    return Order(
        watchlist_at(tmp_path), file, tmp_path / "m", wanted=Wanted(2, 0.0), part_bytes=4_000
    )


def _killed_at(order: Order, workers: int, parts: int) -> int:
    """Start the scan, kill it with SIGKILL when so many parts are there; how many there are."""
    arguments = [str(one) for one in (order.watchlist, order.accounts, order.out, workers)]
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, "-c", SCAN, *arguments], cwd=ROOT, env=os.environ | {"PYTHONPATH": paths}
    )
    until = time.monotonic() + 400
    while process.poll() is None and time.monotonic() < until:
        if (order.out / "manifest.json").exists() and _there(order.out) >= parts:
            break
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    return _there(order.out)


def _there(folder: Path) -> int:
    return len(list(folder.glob("part-*.jsonl")))


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "kills"), [(1, [20]), (2, [0, 1, 30])])
def test_it_goes_on_after_each_kill(order: Order, workers: int, kills: list[int]) -> None:
    clean = replace(order, out=order.out.parent / "clean")
    whole = scanned(clean)
    everything = len(whole.manifest.parts)
    assert everything > 50
    for parts in kills:
        assert _killed_at(order, workers, parts) < everything
        assert manifest(order.out)["finished"] is None
    with alone_in(order.out):  # the last process has ended
        pass
    kept = {path.name: path.stat().st_mtime_ns for path in order.out.glob("part-*.jsonl")}
    done = scanned(order)
    assert done.done_before >= kills[-1] - workers
    assert done.redone == []
    unchanged = [n for n, at in kept.items() if (order.out / n).stat().st_mtime_ns == at]
    assert len(unchanged) >= done.done_before
    assert files(order.out) == files(clean.out)
