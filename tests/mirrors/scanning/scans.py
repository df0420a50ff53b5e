"""Scans into folders, for the tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning import local
from staydown.mirrors.scanning.folder import Order, Outcome, scan_folder
from staydown.mirrors.stored import record_of
from tests.mirrors.accounts import record, removed, write

NOW = "2026-01-02T03:04:05+00:00"
RETURN = record_of(removed()) | {"id": "specimen-1000", "removed_at": None}


def entry(number: int) -> dict[str, Any]:
    """A removed account with traits of its own."""
    word = f"{number * 7919 % 9973:04}"
    return record(
        number,
        id=f"specimen-removed-{number}",
        bio=f"Voice number {word} of the specimen orchard",
        links=[f"https://t.me/+Specimen{word}"],
        client={"phone": f"hash-of-{word}", "devices": [f"hash-of-device-{word}"]},
        removed_at="2025-08-02T10:00:00Z",
    )


def returns(number: int) -> dict[str, Any]:
    """The removed account of this number, returning."""
    return entry(number) | {"id": f"specimen-return-{number}", "removed_at": None}


def accounts(count: int) -> list[dict[str, Any]]:
    """Accounts of which every 50th is a return."""
    return [returns(n) if n % 50 == 7 else record(n) | {"id": f"new-{n}"} for n in range(count)]


def watchlist_at(folder: Path) -> Path:
    """A watchlist of all who return in up to 4,000 `accounts`, and one other."""
    return write(
        folder / "w.jsonl", [*(entry(n) for n in range(7, 4_000, 50)), record_of(removed())]
    )


def table(path: Path, rows: Sequence[dict[str, Any]], **options: Any) -> Path:
    """Rows as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = dict.fromkeys(name for row in rows for name in row)
    pq.write_table(pa.Table.from_pylist([columns | row for row in rows]), path, **options)
    return path


def scanned(order: Order, engine: Any = local.run, **options: Any) -> Outcome:
    """Scan at a time that stands still."""
    return scan_folder(order, engine, lambda: NOW, **options)


def refused(order: Order) -> str:
    """Why an order is not carried out."""
    try:
        scanned(order)
    except FileError as error:
        return str(error)
    raise AssertionError("it was carried out")


def files(folder: Path) -> dict[str, bytes]:
    """All that a scan left in its folder."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def lines(folder: Path) -> list[Any]:
    """The matches in a folder of JSON Lines."""
    parts = sorted(folder.glob("part-*.jsonl"))
    return [json.loads(line) for part in parts for line in part.open(encoding="utf-8")]


def manifest(folder: Path) -> dict[str, Any]:
    """The manifest in a folder."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found
