"""A referral file from submission to open cases, on SQLite; one JSON line.

The yardstick of the same run is the least that any such system does: the standard library reading
the same CSV and writing its rows into one SQLite table. Run: `python -m benchmarks.submit ROWS`.
"""

from __future__ import annotations

import csv
import sqlite3
import sys
from pathlib import Path

from benchmarks.support import (
    add_authority,
    fresh_installation,
    load_specimen_lists,
    peak_mib,
    tell,
    timed,
    write_referral,
)


def main(rows: int) -> None:
    """Measure, and print the line."""
    with fresh_installation() as folder:
        from staydown.cases.actions import receive
        from staydown.kernel import actors

        add_authority()
        load_specimen_lists()
        path = folder / "referral.csv"
        write_referral(path, rows)
        shell = actors.shell()
        before = peak_mib()
        seconds = timed(
            lambda: receive(shell, path, peer_slug="specimen", instrument_id="pk-peca-37")
        )
        peak = peak_mib()
        yardstick = timed(lambda: _plain(path, folder / "plain.sqlite3"))
        tell(
            f"submit-{rows}",
            rows=rows,
            seconds=round(seconds, 2),
            rows_per_second=int(rows / seconds),
            peak_mib=peak,
            start_mib=before,
            ratio_to_plain_csv_into_sqlite=round(seconds / yardstick, 1),
        )


def _plain(source: Path, target: Path) -> None:
    with source.open(newline="", encoding="utf-8-sig") as file, sqlite3.connect(target) as database:
        database.execute("CREATE TABLE referral (a, b, c, d, e, f, g, h, i)")
        rows = csv.reader(file)
        next(rows)
        database.executemany("INSERT INTO referral VALUES (?,?,?,?,?,?,?,?,?)", rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 481)
