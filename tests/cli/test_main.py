"""The command as a whole: its help, its exit statuses, and its one line when it cannot."""

from __future__ import annotations

import importlib
import subprocess
import sys

import click
import pytest
from django.db import OperationalError

from staydown import __version__
from staydown.cli import COMMANDS, command
from staydown.kernel.errors import Conflict
from tests.cli.shell import Shell, run

__all__ = ["run"]


def every_command() -> list[tuple[str, ...]]:
    """The words of every command and group."""
    found: list[tuple[str, ...]] = []

    def walk(words: tuple[str, ...], one: click.Command) -> None:
        found.append(words)
        if isinstance(one, click.Group):
            context = click.Context(one)
            for name in one.list_commands(context):
                inner = one.get_command(context, name)
                assert inner is not None
                walk((*words, name), inner)

    walk((), command)
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_has_help_that_says_what_it_does(run: Shell, words: tuple[str, ...]) -> None:
    ran = run(*words, "--help")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: {' '.join(('staydown', *words))}")
    assert len(ran.out.split("\n\n")) >= 3  # usage, what it does, options


def test_it_lists_every_command_and_its_version(run: Shell) -> None:
    assert all(f"\n  {name} " in run("--help").out for name in COMMANDS)
    assert __version__ in run("--version").out


@pytest.mark.parametrize("words", [(), ("referrals",), ("ledger",), ("lists",), ("users",)])
def test_without_a_command_it_shows_them_and_says_so_in_one_line(
    run: Shell, words: tuple[str, ...]
) -> None:
    ran = run(*words)
    assert ran.status == 2
    assert ran.out.startswith("Usage: ")
    [line] = ran.err.splitlines()
    assert "wants a command" in line


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("ledger", "nonsense"),
        ("--nonsense",),
        ("ledger", "verify", "--nonsense"),
        ("ledger", "verify", "too", "much"),
        ("ledger", "prove"),
        ("ledger", "prove", "first"),
        ("referrals", "submit"),
        ("referrals", "answer", "not-an-id", "--format", "csv"),
        ("referrals", "answer"),
        ("users", "add", "specimen", "--role", "king"),
        ("deliveries", "retry", "not-an-id"),
        ("deliveries", "list", "--state", "lost"),
    ],
    ids=" ".join,
)
def test_bad_arguments_are_one_line_and_status_2(run: Shell, words: tuple[str, ...]) -> None:
    assert run(*words).refusal


class TestWhatACommandRaises:
    @pytest.fixture
    def fails_with(self, monkeypatch: pytest.MonkeyPatch) -> object:
        """Lets `staydown check` raise something."""

        def arrange(error: BaseException) -> None:
            @click.command("check")
            def failing() -> None:
                raise error

            monkeypatch.setattr(importlib, "import_module", lambda _: _Module(failing))

        return arrange

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (Conflict("specimen", "somebody\nwas first"), "staydown: somebody was first"),
            (OperationalError("database or disk is full"), "database or disk is full"),
            (OSError(28, "No space left on device"), "No space left on device"),
            (LookupError("what nobody foresaw"), "LookupError: what nobody foresaw"),
            (KeyboardInterrupt(), "stopped"),
            (ValueError(), "ValueError"),
        ],
    )
    def test_is_one_line_and_status_2_for_1_means_findings(
        self, run: Shell, fails_with: object, error: BaseException, said: str
    ) -> None:
        assert callable(fails_with)
        fails_with(error)
        ran = run("check")
        assert (ran.status, ran.out) == (2, "")
        [line] = ran.err.strip().splitlines()
        assert said in line

    def test_shows_where_only_if_asked(
        self, run: Shell, fails_with: object, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert callable(fails_with)
        fails_with(LookupError("unforeseen"))
        assert "Traceback" not in run("check").err
        monkeypatch.setenv("STAYDOWN_DEBUG", "true")
        assert "Traceback" in run("check").err


class _Module:
    def __init__(self, command: click.Command) -> None:
        self.command = command


#: Imported, they would make `--help` wait.
SLOW = ("django", "pydantic", "openpyxl", "numpy", "lxml", "icu", "phonenumbers", "httpx")


def test_asking_for_help_imports_nothing_slow() -> None:
    script = (
        "import sys; sys.argv = ['staydown', '--help']\n"
        "from staydown.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print('imported:', *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    imported = done.stdout.rpartition("imported:")[2].split()
    assert "click" in imported
    assert not set(SLOW) & set(imported)
