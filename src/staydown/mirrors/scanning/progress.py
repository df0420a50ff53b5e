"""How far a scan is: rows, rate, share, time left."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TextIO

Kind = Literal["auto", "json", "none"]
_EVERY = {"auto": 0.2, "json": 5.0, "none": float("inf")}


@dataclass(slots=True)
class Progress:
    """What is done: `rows`, `matched`, `problems` and bytes, of `total` bytes of input; `before`:
    bytes that an earlier run had done."""

    total: int
    before: int = 0
    bytes: int = 0
    rows: int = 0
    matched: int = 0
    problems: int = 0
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """Of the input, from 0 to 1."""
        return min(1.0, (self.before + self.bytes) / self.total) if self.total else 1.0

    @property
    def rate(self) -> float:
        """Rows a second in this run."""
        return self.rows / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds to go at this rate; None while nothing can be said."""
        if not self.bytes:
            return None
        return self.seconds * max(0, self.total - self.before - self.bytes) / self.bytes

    def line(self) -> str:
        """For a person."""
        left = f"{_clock(self.left)} left" if self.left is not None else "starting"
        return f"{self.share:6.1%}  {self.rows:,} rows, {self.rate:,.0f}/s, {left}"

    def json(self) -> str:
        """For a log."""
        left = None if self.left is None else round(self.left)
        return json.dumps({
            "rows": self.rows, "rows_per_second": round(self.rate), "share": round(self.share, 4),
            "seconds": round(self.seconds, 1), "seconds_left": left, "matched": self.matched,
            "problems": self.problems,
        })  # fmt: skip


def _clock(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


@dataclass(slots=True)
class Teller:
    """Writes progress to a stream, now and then: over one line of a terminal, or as JSON Lines."""

    kind: Kind = "auto"
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic
    _began: float | None = None
    _told: float = float("-inf")
    _width: int = 0

    def tell(self, progress: Progress) -> None:
        """Say how far it is, unless that was said just now; the first time, the clock starts."""
        if self.kind == "none" or (self.kind == "auto" and not self.stream.isatty()):
            return
        now, last = self.clock(), progress.share >= 1
        self._began = now if self._began is None else self._began
        progress.seconds = now - self._began
        if now - self._told < _EVERY[self.kind] and not last:
            return
        self._told = now
        if self.kind == "json":
            self.stream.write(progress.json() + "\n")
        else:
            text = progress.line().ljust(self._width)
            self._width = len(text.rstrip())
            self.stream.write(f"\r{text}" + ("\n" if last else ""))
        self.stream.flush()
