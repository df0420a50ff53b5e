"""Runs commands as the installed `staydown` does, and keeps what they leave behind."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from staydown.cli import main


@dataclass(frozen=True)
class Ran:
    """The exit status of a command, and what it wrote."""

    status: int
    raw: bytes
    err: str

    @property
    def out(self) -> str:
        return self.raw.decode()

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def refusal(self) -> str:
        """The one line on standard error of a command that could not."""
        assert (self.status, self.raw) == (2, b""), self.err
        [line] = self.err.splitlines()
        assert line.startswith("staydown: ")
        return line


class Shell:
    """`run("ledger", "verify")` is what `staydown ledger verify` is to a person."""

    def __init__(self, captured: pytest.CaptureFixture[bytes]) -> None:
        self._captured = captured

    def __call__(self, *arguments: str | Path) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        out, err = self._captured.readouterr()
        return Ran(int(ended.value.code or 0), out, err.decode())


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Shell:
    return Shell(capsysbinary)
