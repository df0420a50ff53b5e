"""Work on chunks in several processes, in order, with little waiting in memory."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")
_AHEAD = 3
"""Chunks handed out for each worker before the first is asked back."""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def chunked(items: Iterable[Given], size: int) -> Iterator[list[Given]]:
    """Lists of `size` items, the last one shorter."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def in_order(
    work: Callable[[Given], Made], chunks: Iterable[Given], workers: int
) -> Iterator[Made]:
    """`work` on each chunk, in the order of the chunks.

    Workers are forked, so that they see what `work`'s module holds without copying it; where
    processes cannot fork, or for one worker, the work is done here. They end with this process,
    however it ends.
    """
    if workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(work, chunks)
        return
    context = multiprocessing.get_context("fork")
    waiting: deque[Future[Made]] = deque()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
    ) as pool:
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk))
                if len(waiting) >= _AHEAD * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # whoever stops waits for no more work


def _end_with(parent: int) -> None:
    """End this process soon after its parent, which may be killed without a word."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.2)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
