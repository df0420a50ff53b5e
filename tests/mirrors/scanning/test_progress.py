"""How far a scan is, said to a person or to a log."""

from __future__ import annotations

import io
import json

from staydown.mirrors.scanning.progress import Progress, Teller


class Terminal(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def _told(kind: str, stream: io.StringIO, seconds: list[float]) -> str:
    clock = iter(seconds)
    teller = Teller(kind, stream, lambda: next(clock))  # type: ignore[arg-type]
    progress = Progress(total=1_000, before=200)
    for size, rows in ((0, 0), (200, 5_000), (200, 5_000), (400, 10_000)):
        progress.bytes += size
        progress.rows += rows
        teller.tell(progress)
    return stream.getvalue()


def test_a_terminal_has_one_line_that_moves() -> None:
    said = _told("auto", Terminal(), [0.0, 10.0, 10.1, 7_260.0])
    assert [line.strip() for line in said.strip().split("\r")] == [
        "20.0%  0 rows, 0/s, starting",
        "40.0%  5,000 rows, 500/s, 0:30 left",
        "100.0%  20,000 rows, 3/s, 0:00 left",
    ]
    assert said.endswith("\n")


def test_a_log_has_a_line_every_few_seconds_and_at_the_end() -> None:
    said = _told("json", io.StringIO(), [0.0, 10.0, 12.0, 12.5])
    assert [(one["rows"], one["seconds_left"]) for one in map(json.loads, said.splitlines())] == [
        (0, None), (5_000, 30), (20_000, 0)
    ]  # fmt: skip


def test_elsewhere_nothing_is_said() -> None:
    assert _told("auto", io.StringIO(), []) == ""
    assert _told("none", Terminal(), []) == ""


def test_hours_are_told_as_hours() -> None:
    progress = Progress(total=1_000, bytes=1, rows=1, seconds=10.0)
    assert progress.line().endswith("2:46:30 left")


def test_of_nothing_all_is_done() -> None:
    assert Progress(total=0).share == 1.0
