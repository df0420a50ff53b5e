"""Rows that are malformed, huge or meant to harm: passed over and counted, in bounded memory."""

from __future__ import annotations

import io
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors.rows import MOST_BYTES, FileError, Unread, read_lines, read_table
from staydown.mirrors.scanning.folder import Order
from tests.mirrors.accounts import record
from tests.mirrors.scanning.scans import (
    RETURN,
    lines,
    manifest,
    scanned,
    table,
    watchlist_at,
)

MIB = 1024 * 1024
STRANGE: list[bytes] = [
    json.dumps(record(1, **fields)).encode()
    for fields in (
        {"bio": "x" * MIB},
        {"bio": "مرحبا بكم " * 50_000},
        {"links": [f"https://example.org/{number}" for number in range(10_000)]},
        {"handle": "speci\0men", "bio": "\0" * 1000, "posts": [{"text": "\0"}]},
        {"handle": "specimen_\ud800", "bio": "\udfff\ud800", "id": "\udc00"},
        {"avatar": {"pdq": "0" * 64, "quality": 1e308}},
        {"posts": [{"text": "a", "at": None}] * 20_000},
        {"follows": [f"specimen-{number}" for number in range(50_000)]},
        {"created_at": "0001-01-01T00:00:00Z"},
        {"unknown": {"deep": [[[[]]]]}},
    )
]
"""Accounts all the same."""
BAD: list[bytes] = [
    b"",  # blank: no row
    b"\xff\xfe\xfd",
    b'{"id": "\xff", "platform": "x"}',
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"1" * 5_000,
    b"null",
    b"NaN",
    b'"text"',
    b'{"id": 1.5, "platform": "x"}',
    b'{"id": true, "platform": "x"}',
    b'{"id": "a", "platform": ["x"]}',
    b'{"id": "a", "platform": "x", "bio": 7}',
    b'{"id": "a", "platform": "x", "links": {"a": 1}}',
    b'{"id": "a", "platform": "x", "links": [null]}',
    b'{"id": "a", "platform": "x", "posts": ["text"]}',
    b'{"id": "a", "platform": "x", "avatar": {"pdq": "zz"}}',
    b'{"id": "a", "platform": "x", "client": 1}',
    b'{"id": "a", "platform": "x", "created_at": 1e99}',
    b'{"id": "a", "platform": "x"',
    b"\0" * 1000,
]


def _order(folder: Path, accounts: Path, **options: Any) -> Order:
    return Order(watchlist_at(folder), accounts, folder / "m", workers=1, **options)


def test_hostile_lines_are_counted_with_their_numbers_and_reasons(tmp_path: Path) -> None:
    rows = [*BAD, *STRANGE, json.dumps(RETURN).encode()]
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(rows))
    done = scanned(_order(tmp_path, tmp_path / "a.jsonl", part_bytes=300_000))
    found = manifest(tmp_path / "m")
    assert found["totals"]["problems"] == len(BAD) - 1
    assert found["totals"]["rows"] == len(rows) - 1
    details = [one for part in found["parts"] for one in part["details"]]
    assert [one["row"] for one in details] == list(range(2, len(BAD) + 1))
    assert all(one["reason"] and len(one["reason"]) <= 200 for one in details)
    assert [one["account"] for one in lines(tmp_path / "m")] == ["specimen-1000"]
    assert done.manifest.finished


def test_a_line_of_a_hundred_megabytes_is_passed_over_whatever_part_it_lies_in(
    tmp_path: Path,
) -> None:
    before, after = json.dumps(record(5)).encode(), json.dumps(RETURN).encode()
    with (tmp_path / "a.jsonl").open("wb") as file:
        file.write(before + b'\n{"bio": "')
        for _ in range(100):
            file.write(b"x" * MIB)
        file.write(b'"}\n' + after + b"\n")
    scanned(_order(tmp_path, tmp_path / "a.jsonl"))
    found = manifest(tmp_path / "m")
    assert found["totals"] == {"rows": 3, "matched": 1, "matches": 1, "problems": 1}
    details = [one for part in found["parts"] for one in part["details"]]
    assert details == [{"row": 2, "reason": "longer than 4 MiB"}]


def test_a_long_line_is_not_held_in_memory() -> None:
    class Endless(io.RawIOBase):
        """A line of 200 MiB."""

        left = 200 * MIB

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, *_: int) -> int:
            return 0

        def readinto(self, buffer: Any) -> int:
            size = min(len(buffer), self.left)
            buffer[:size] = b"x" * size
            self.left -= size
            return size

    tracemalloc.start()
    rows = list(read_lines(io.BufferedReader(Endless())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [row.content for row in rows] == [Unread("longer than 4 MiB")]
    assert peak < 5 * MOST_BYTES


def test_the_longest_row_is_still_one() -> None:
    longest = b"x" * MOST_BYTES
    assert next(read_lines(io.BytesIO(longest))).content == longest
    assert next(read_lines(io.BytesIO(longest + b"\n"))).content == longest + b"\n"
    assert isinstance(next(read_lines(io.BytesIO(longest + b"x\n"))).content, Unread)


def test_a_damaged_row_group_is_one_problem_that_says_how_much_is_lost(tmp_path: Path) -> None:
    rows = [record(number) | {"id": f"new-{number}"} for number in range(3_000)]
    file = table(
        tmp_path / "a.parquet", rows, row_group_size=1_000, use_dictionary=False,
        compression="zstd", write_page_checksum=True,
    )  # fmt: skip
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 50] = bytes(50)
    file.write_bytes(content)
    read = list(read_table(file))
    assert isinstance(read[-1].content, Unread)
    assert "those after it" in read[-1].content.reason
    assert len(read) > 1_000
    scanned(_order(tmp_path, file, part_bytes=1))
    found = manifest(tmp_path / "m")
    assert found["totals"]["problems"] == 1
    assert found["parts"][2]["rows"] == 1_000


def test_a_table_cut_short_is_a_problem_among_others_and_alone_an_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = table(tmp_path / "in" / "b.parquet", [record(1)])
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(FileError, match=r"cannot read .*b\.parquet"):
        scanned(_order(tmp_path, tmp_path / "in"))
    (tmp_path / "in" / "a.jsonl").write_text(json.dumps(RETURN))
    scanned(_order(tmp_path, tmp_path / "in"))
    found = manifest(tmp_path / "m")
    assert found["totals"] == {"rows": 2, "matched": 1, "matches": 1, "problems": 1}
    assert "cannot read" in found["parts"][1]["details"][0]["reason"]


def test_rows_of_a_table_that_are_no_text_or_too_large_are_passed_over(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    broken = pa.Array.from_buffers(
        pa.string(), 4,
        [None, pa.array([0, 1, 3, 4, 5], pa.int32()).buffers()[1], pa.py_buffer(b"a\xff\xfebc")],
    )  # fmt: skip
    bios = pa.array(["", "", "", "x" * (MOST_BYTES + 1)])
    columns = {"id": broken, "platform": pa.array(["x"] * 4), "bio": bios}
    pq.write_table(pa.table(columns), tmp_path / "a.parquet")
    scanned(_order(tmp_path, tmp_path / "a.parquet"))
    found = manifest(tmp_path / "m")
    assert found["totals"]["problems"] == 2
    assert [one["row"] for one in found["parts"][0]["details"]] == [2, 4]
