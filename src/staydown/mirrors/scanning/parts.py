"""How the accounts are cut into parts: by the input alone, so that every engine cuts alike.

A part of a JSON Lines file is the lines that *begin* in a range of bytes, so that nothing has to be
read to cut a file of any size. A part of a Parquet file is some of its row groups. In both cases
the parts' bytes lie end to end, so that their digests together vouch for the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from staydown.mirrors.rows import (
    FileError,
    Row,
    Unread,
    first_line,
    is_parquet,
    read_lines,
    read_table,
)

PART_BYTES = 8 * 1024 * 1024
SUFFIXES = (".jsonl", ".parquet")
_BUFFER = 1 << 20


@dataclass(frozen=True, slots=True)
class Input:
    """A file of accounts; `damage`: why it cannot be read, if so."""

    path: Path
    size: int
    parquet: bool
    damage: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its number, the number of its input, its range of bytes, and in a Parquet file its
    row groups (None: all)."""

    number: int
    input: int
    begin: int
    end: int
    groups: tuple[int, int] | None = None


@dataclass(slots=True)
class Seen:
    """What was read of a part: its bytes in the file (whole lines), a running digest of them, and
    how many lines, blank ones too, or rows of a table."""

    begin: int = 0
    size: int = 0
    lines: int = 0
    hasher: Any = field(default_factory=hashlib.sha256)
    _amid: bool = False

    def take(self, piece: bytes) -> None:
        """More bytes of the part."""
        self.hasher.update(piece)
        self.size += len(piece)
        self.lines += not self._amid
        self._amid = not piece.endswith(b"\n")


def inputs_at(path: Path) -> list[Input]:
    """A file of accounts, or those in a folder by name. Raises FileError, also where none can be
    read."""
    try:
        files = [path]
        if path.is_dir():
            files = sorted(p for p in path.iterdir() if p.suffix in SUFFIXES and p.is_file())
        if not files:
            raise FileError(f"{path} holds no .jsonl or .parquet file")
        inputs = [_input(file) for file in files]
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror or error}") from error
    if all(one.damage for one in inputs):
        raise FileError(inputs[0].damage)
    return inputs


def _input(path: Path) -> Input:
    size = path.stat().st_size
    if path.suffix != ".parquet" and not is_parquet(path):
        return Input(path, size, parquet=False)
    try:
        _groups(path)
    except FileError as error:
        return Input(path, size, parquet=True, damage=str(error))
    return Input(path, size, parquet=True)


def cut(inputs: Sequence[Input], part_bytes: int = PART_BYTES) -> list[Part]:
    """All parts, in the order of the input; every file has one at least."""
    parts: list[Part] = []
    for number, one in enumerate(inputs):
        if one.damage:
            parts.append(Part(len(parts), number, 0, one.size))
        elif one.parquet:
            for begin, end, groups in _tables(one, part_bytes):
                parts.append(Part(len(parts), number, begin, end, groups))
        else:
            for begin in range(0, max(1, one.size), part_bytes):
                end = min(begin + part_bytes, one.size)
                parts.append(Part(len(parts), number, begin, end))
    return parts


def _groups(path: Path) -> list[tuple[int, int]]:
    """Where each row group of a table begins, and its bytes when unpacked. Raises FileError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as table:
            metadata = table.metadata
            groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
            return [(_start(group), group.total_byte_size) for group in groups]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileError(f"cannot read {path}: {str(error).splitlines()[0][:200]}") from error


def _start(group: Any) -> int:
    columns = [group.column(number) for number in range(group.num_columns)]
    starts = [
        min(one.dictionary_page_offset or one.data_page_offset, one.data_page_offset)
        for one in columns
    ]
    return int(min(starts, default=0))


def _tables(one: Input, part_bytes: int) -> Iterator[tuple[int, int, tuple[int, int]]]:
    """Runs of row groups of about so many bytes when unpacked; where the groups do not lie in order
    in the file, all of it."""
    groups = _groups(one.path)
    starts = [start for start, _ in groups]
    firsts, size = [0], 0
    for number, (_, unpacked) in enumerate(groups):
        if size >= part_bytes:
            firsts.append(number)
            size = 0
        size += unpacked
    in_order = all(a < b for a, b in pairwise([0, *starts, one.size]))
    firsts = firsts if in_order else [0]
    begins = [0, *(starts[first] for first in firsts[1:])]
    for place, (first, begin) in enumerate(zip(firsts, begins, strict=True)):
        last = place + 1 == len(firsts)
        end = one.size if last else begins[place + 1]
        yield begin, end, (first, len(groups) if last else firsts[place + 1])


def rows_of(one: Input, part: Part, seen: Seen) -> Iterator[Row]:
    """The rows of a part, numbered from 1 in it, and what was seen on the way. Raises FileError."""
    seen.begin = part.begin
    try:
        if one.damage:
            yield Row(1, Unread(one.damage))
            _see_bytes(one.path, part, seen)
        elif one.parquet:
            groups = range(*part.groups) if part.groups else None
            for row in read_table(one.path, groups):
                yield row
                seen.lines = row.number
            _see_bytes(one.path, part, seen)
        else:
            with one.path.open("rb", buffering=_BUFFER) as file:
                seen.begin = first_line(file, part.begin, part.end)
                yield from read_lines(file, seen.begin, part.end, seen.take)
    except OSError as error:
        raise FileError(f"cannot read {one.path}: {error.strerror or error}") from error


def _see_bytes(path: Path, part: Part, seen: Seen) -> None:
    """The digest of bytes that Arrow read: they are still in the system's memory."""
    with path.open("rb") as file:
        file.seek(part.begin)
        while piece := file.read(min(_BUFFER, part.end - part.begin - seen.size)):
            seen.hasher.update(piece)
            seen.size += len(piece)
