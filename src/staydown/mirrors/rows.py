"""Rows of JSON Lines and Parquet files, in and out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from staydown.mirrors.records import Account, RecordError, parse

MOST_BYTES = 4 * 1024 * 1024
"""A longer row is no account record: it is passed over without being held in memory."""
_BATCH = 200
_BATCH_BYTES = 8 * 1024 * 1024
_PIECE = 1024 * 1024
_WRITTEN_TOGETHER = 10_000
_MARK = b"\xef\xbb\xbf"
_LONG = f"longer than {MOST_BYTES // 1024 // 1024} MiB"


class FileError(ValueError):
    """A file that cannot be read or written at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Stands where a row cannot be read, and says why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its number from 1, and its line, or its values if it is Parquet. `at`:
    the byte of the file where its line begins, or its number in the table from 0; `size`: about so
    many bytes."""

    number: int
    content: bytes | dict[str, Any] | Unread
    at: int = 0
    size: int = 0

    def account(self) -> Account:
        """The account in the row. Raises RecordError."""
        return parse(self.value())

    def value(self) -> object:
        """The row's JSON value. Raises RecordError."""
        if isinstance(self.content, Unread):
            raise RecordError(self.content.reason)
        if isinstance(self.content, dict):
            return self.content
        try:
            return json.loads(self.content)
        except (ValueError, RecursionError) as error:
            raise RecordError(f"not JSON: {error}") from error


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was passed over: file, row from 1, and why."""

    file: str
    row: int
    reason: str


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a JSON Lines file (blank lines are left out, and counted) or a Parquet file, read as
    they are taken. Raises FileError."""
    try:
        if is_parquet(path):
            yield from read_table(path)
        else:
            with path.open("rb") as file:
                yield from read_lines(file)
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror or error}") from error


def read_accounts(path: Path, problems: list[Problem]) -> Iterator[Account]:
    """The accounts in a file; rows without one are told in `problems`. Raises FileError."""
    for row in read_rows(path):
        try:
            yield row.account()
        except RecordError as error:
            problems.append(Problem(path.name, row.number, error.reason))


def is_parquet(path: Path) -> bool:
    """Whether a file is a Parquet file, by how it begins. Raises OSError."""
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def read_lines(
    file: IO[bytes],
    begin: int = 0,
    end: int | None = None,
    see: Callable[[bytes], None] = lambda _: None,
) -> Iterator[Row]:
    """The lines from one that begins at byte `begin` to the last one that begins before `end`,
    numbered from 1, but for blank ones; `see` is given every byte of them, blank ones too, in
    pieces. Raises OSError."""
    file.seek(begin)
    at, number = begin, 0
    while (end is None or at < end) and (line := file.readline(MOST_BYTES + 1)):
        see(line)
        number += 1
        size = len(line)
        if size > MOST_BYTES and not line.endswith(b"\n"):
            size += _rest_of_line(file, see)
            yield Row(number, Unread(_LONG), at, len(line))
        elif line.strip():
            yield Row(number, line.removeprefix(_MARK), at, size)
        at += size


def first_line(file: IO[bytes], begin: int, end: int) -> int:
    """Where the first line of those begins that begin in a range of bytes; if none does, some place
    from `end` on. Raises OSError."""
    if not begin:
        return 0
    at = begin - 1
    file.seek(at)
    while at < end and (piece := file.readline(_PIECE)):
        at += len(piece)
        if piece.endswith(b"\n"):
            break
    return at


def _rest_of_line(file: IO[bytes], see: Callable[[bytes], None]) -> int:
    size = 0
    while piece := file.readline(_PIECE):
        see(piece)
        size += len(piece)
        if piece.endswith(b"\n"):
            break
    return size


def read_table(path: Path, groups: range | None = None) -> Iterator[Row]:
    """The rows of a Parquet file, or of some of its row groups, numbered from 1; where the data
    are damaged there is one row that says so, and no more. Raises FileError."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileError(f"cannot read {path}: {_short(error)}") from error
    with table:
        sizes = [table.metadata.row_group(number) for number in range(table.num_row_groups)]
        wanted = range(len(sizes)) if groups is None else groups
        first = sum(group.num_rows for group in sizes[: wanted.start])
        average = max((g.total_byte_size // max(1, g.num_rows) for g in sizes), default=1)
        together = max(1, min(_BATCH, _BATCH_BYTES // max(1, average)))
        number = 0
        try:
            for batch in table.iter_batches(together, row_groups=list(wanted)):
                size = batch.nbytes // max(1, batch.num_rows)
                for values in _values(batch):
                    yield Row(number + 1, values, first + number, size)
                    number += 1
        except (pa.ArrowException, OSError, ValueError) as error:
            lost = sum(sizes[group].num_rows for group in wanted) - number
            reason = f"this row and those after it, {lost:,} in all, cannot be read"
            yield Row(number + 1, Unread(f"{reason}: {_short(error)}"), first + number)


def _values(batch: Any) -> list[dict[str, Any] | Unread]:
    """The rows of a batch; one by one where they are large, or not all can be read."""
    if batch.nbytes <= MOST_BYTES * 4:
        try:
            values: list[dict[str, Any] | Unread] = batch.to_pylist()
            return values
        except (ValueError, OverflowError):
            pass
    return [_value(batch.slice(number, 1)) for number in range(batch.num_rows)]


def _value(row: Any) -> dict[str, Any] | Unread:
    if row.nbytes > MOST_BYTES:
        return Unread(_LONG)
    try:
        values: dict[str, Any] = row.to_pylist()[0]
    except (ValueError, OverflowError) as error:
        return Unread(f"cannot be read: {_short(error)}")
    return values


def _short(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]


class Writer(Protocol):
    """Takes match records as JSON texts."""

    def write(self, lines: Iterable[str]) -> None: ...


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer of match records to a JSON Lines or, by its suffix, a Parquet file. Raises
    FileError."""
    try:
        if path.suffix == ".parquet":
            with _ParquetWriter(path) as table:
                yield table
        else:
            with path.open("wb") as file:
                yield _LineWriter(file)
    except OSError as error:
        raise FileError(f"cannot write {path}: {error.strerror or error}") from error


class _LineWriter:
    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._file.write(_encoded(line) + b"\n")


def _encoded(line: str) -> bytes:
    """UTF-8; a lone surrogate, which UTF-8 cannot hold, is escaped as JSON escapes it."""
    try:
        return line.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(line)).encode()


class _ParquetWriter:
    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        evidence = pa.struct({"signal": pa.string(), "bits": pa.float64(), "text": pa.string()})
        fields = {
            "account": pa.string(),
            "entry": pa.string(),
            "probability": pa.float64(),
            "tier": pa.string(),
            "evidence": pa.list_(evidence),
        }
        self._schema = pa.schema(fields)
        self._file = pq.ParquetWriter(path, self._schema)
        self._waiting: list[str] = []

    def __enter__(self) -> _ParquetWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._write_waiting()
        self._file.close()

    def write(self, lines: Iterable[str]) -> None:
        self._waiting += lines
        if len(self._waiting) >= _WRITTEN_TOGETHER:
            self._write_waiting()

    def _write_waiting(self) -> None:
        import pyarrow as pa

        rows = [json.loads(_encoded(line).decode()) for line in self._waiting]
        self._waiting.clear()
        if rows:
            self._file.write_table(pa.Table.from_pylist(rows, schema=self._schema))
