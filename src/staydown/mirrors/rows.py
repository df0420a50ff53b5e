"""Rows of JSON Lines and Parquet files, in and out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from staydown.mirrors.records import Account, RecordError, parse

_BATCH = 1_000


class FileError(ValueError):
    """A file that cannot be read or written at all; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands: its number from 1, and its line, or its values if it is Parquet."""

    number: int
    content: bytes | dict[str, Any]

    def account(self) -> Account:
        """The account in the row. Raises RecordError."""
        return parse(self.value())

    def value(self) -> object:
        """The row's JSON value. Raises RecordError."""
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
        yield from _read_parquet(path) if _is_parquet(path) else _read_lines(path)
    except OSError as error:
        raise FileError(f"cannot read {path}: {error.strerror or error}") from error


def read_accounts(path: Path, problems: list[Problem]) -> Iterator[Account]:
    """The accounts in a file; rows without one are told in `problems`. Raises FileError."""
    for row in read_rows(path):
        try:
            yield row.account()
        except RecordError as error:
            problems.append(Problem(path.name, row.number, error.reason))


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


def _is_parquet(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PAR1"


def _read_lines(path: Path) -> Iterator[Row]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                yield Row(number, line.removeprefix(b"\xef\xbb\xbf"))


def _read_parquet(path: Path) -> Iterator[Row]:
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    try:
        number = 0
        for batch in pq.ParquetFile(path).iter_batches(_BATCH):
            for values in batch.to_pylist():
                number += 1
                yield Row(number, values)
    except pa.ArrowInvalid as error:
        raise FileError(f"cannot read {path}: {error}") from error


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

    def __enter__(self) -> _ParquetWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, lines: Iterable[str]) -> None:
        import pyarrow as pa

        rows = [json.loads(_encoded(line).decode()) for line in lines]
        if rows:
            self._file.write_table(pa.Table.from_pylist(rows, schema=self._schema))
