"""How accounts are cut into parts: every row in exactly one, whatever the size of parts."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning.parts import Seen, cut, inputs_at, rows_of
from tests.mirrors.accounts import record, write
from tests.mirrors.scanning.scans import table


@given(
    st.lists(st.binary(max_size=12).map(lambda line: line.replace(b"\n", b"")), max_size=12),
    st.booleans(), st.integers(1, 40),
)  # fmt: skip
def test_lines_are_each_in_one_part_and_the_parts_bytes_lie_end_to_end(
    tmp_path_factory: pytest.TempPathFactory, given: list[bytes], ended: bool, size: int
) -> None:
    content = b"\n".join(given) + (b"\n" if ended and given else b"")
    path = tmp_path_factory.mktemp("parts") / "a.jsonl"
    path.write_bytes(content)
    inputs = inputs_at(path)
    found, line, at = [], 0, 0
    for part in cut(inputs, size):
        seen = Seen()
        for row in rows_of(inputs[0], part, seen):
            assert content[row.at :].removeprefix(b"\xef\xbb\xbf").startswith(row.content)
            found.append((line + row.number, row.content))
        if seen.size:
            assert seen.begin == at
            digest = hashlib.sha256(content[at : at + seen.size])
            assert seen.hasher.digest() == digest.digest()
            at += seen.size
        line += seen.lines
    assert at == len(content)
    all_lines = content.split(b"\n")
    assert line == len(all_lines) - content.endswith(b"\n") - (not content)
    assert [number for number, _ in found] == [
        number for number, one in enumerate(all_lines, start=1) if one.strip()
    ]


@pytest.mark.parametrize("size", [1, 9_000, 1 << 30])
def test_rows_of_a_table_are_each_in_one_part(tmp_path: Path, size: int) -> None:
    rows = [record(number, bio="b" * 50) for number in range(1_050)]
    path = table(tmp_path / "a.parquet", rows, row_group_size=100)
    inputs = inputs_at(path)
    parts = cut(inputs, size)
    assert [part.number for part in parts] == list(range(len(parts)))
    assert len(parts) == {1: 11, 1 << 30: 1}.get(size, len(parts)) > 0
    found, hashed = [], b""
    for part in parts:
        seen = Seen()
        for row in rows_of(inputs[0], part, seen):
            assert row.at == len(found)
            found.append(row.value())
        hashed += path.read_bytes()[seen.begin : seen.begin + seen.size]
    assert found == rows
    assert hashed == path.read_bytes()


def test_files_of_a_folder_come_by_name_and_others_are_left_out(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "notes.txt"):
        write(tmp_path / name, [record(1)])
    table(tmp_path / "aa.parquet", [record(1)])
    (tmp_path / "c.jsonl").mkdir()
    inputs = inputs_at(tmp_path)
    assert [one.path.name for one in inputs] == ["a.jsonl", "aa.parquet", "b.jsonl"]
    assert [part.input for part in cut(inputs)] == [0, 1, 2]


def test_an_empty_file_is_one_part(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [])
    assert len(cut(inputs_at(path))) == 1


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="holds no"):
        inputs_at(tmp_path)
    with pytest.raises(FileError, match="cannot read"):
        inputs_at(tmp_path / "nothing.jsonl")
