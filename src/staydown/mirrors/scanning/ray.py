"""The scan on Ray Data: one row of a data set is one part."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path
from typing import Any

from staydown.mirrors.crew import cores
from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning.manifest import Done
from staydown.mirrors.scanning.parts import Part
from staydown.mirrors.scanning.work import Failed, answer_of, answered, do_part

MISSING = "the Ray engine is not installed: pip install staydown[ray]"
_STORE = 256 * 1024 * 1024
"""Bytes of Ray's object store: only the names of parts and their counts pass through it."""


def run(
    work: Path, scan: str, parts: Sequence[Part], workers: int | None, *, address: str | None = None
) -> Iterator[Done | Failed]:
    """Do the parts on a Ray cluster, or on one of this machine's own that ends with the scan. All
    its machines see the folders under the same names. Raises FileError."""
    check()
    import ray
    import ray.data

    def do(row: dict[str, Any]) -> dict[str, Any]:
        return {"answer": answer_of(do_part(Path(row["work"]), row["scan"], _part(row["part"])))}

    rows = [{"work": str(work), "scan": scan, "part": _numbers(part)} for part in parts]
    with _connected(address, workers or cores()):
        done = ray.data.from_items(rows, override_num_blocks=len(rows)).map(do, num_cpus=1)
        try:
            for row in done.iter_rows():
                yield answered(row["answer"])
        except ray.exceptions.RayError as error:
            raise FileError(
                f"Ray gave up ({_first_line(error)}); run the same command again to go on"
            ) from error


def check() -> None:
    """Raise FileError where Ray is not installed."""
    try:
        import ray.data  # noqa: F401
    except ImportError as error:
        raise FileError(MISSING) from error


@contextmanager
def _connected(address: str | None, workers: int) -> Iterator[None]:
    """A connection to Ray, closed afterwards; Ray of this machine's own listens on loopback, and
    tells nobody of its use."""
    import ray
    import ray.data

    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    own: dict[str, Any] = {
        "num_cpus": workers, "include_dashboard": False, "object_store_memory": _STORE,
        "_node_ip_address": "127.0.0.1",
    }  # fmt: skip
    try:
        ray.init(
            address or "local", log_to_driver=False, logging_level=logging.ERROR,
            **({} if address else own),
        )  # fmt: skip
    except (ConnectionError, OSError, RuntimeError, ValueError) as error:
        raise FileError(f"cannot reach Ray at {address or 'this machine'}: {error}") from error
    try:
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        context.print_on_execution_start = False
        logging.getLogger("ray.data").setLevel(logging.ERROR)
        yield
    finally:
        ray.shutdown()


def _numbers(part: Part) -> list[int]:
    """A part as a list of numbers, which every table can hold."""
    number, one, begin, end, groups = astuple(part)
    return [number, one, begin, end, *(groups or ())]


def _part(numbers: Sequence[int]) -> Part:
    number, one, begin, end, *groups = map(int, numbers)
    return Part(number, one, begin, end, (groups[0], groups[1]) if groups else None)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
