"""The engine that needs nothing else: processes of this machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from pathlib import Path

from staydown.mirrors.crew import cores, in_order
from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning.manifest import Done
from staydown.mirrors.scanning.parts import Part
from staydown.mirrors.scanning.work import Failed, do_part, opened


def run(
    work: Path, scan: str, parts: Sequence[Part], workers: int | None
) -> Iterator[Done | Failed]:
    """Do the parts in forked processes. Raises FileError."""
    workers = min(workers or cores(), len(parts))
    opened(work, scan)  # forked processes have it open
    try:
        yield from in_order(partial(do_part, work, scan), parts, workers)
    except BrokenProcessPool as error:
        raise FileError(
            "a process of the scan was ended from outside (too little memory?); "
            "run the same command again to go on, perhaps with fewer --workers"
        ) from error
