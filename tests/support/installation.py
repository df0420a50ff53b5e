"""An installation of its own, worked on by child processes that can be killed.

It has a data folder and, where the tests run on PostgreSQL, a database in the same cluster. What a
child does is in `tests.support.child`.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg
from psycopg import sql

from staydown.kernel.settings import load
from tests.support import child
from tests.support.sample_platform import SECRET, SamplePlatform

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120

#: Imported once, by the process that children are forked from: what takes long, and knows neither
#: settings nor database.
_IMPORTED = [
    "pytest",
    "httpx",
    "psycopg",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django.forms",
    "django.views.generic",
    "staydown.connectors.webhook.config",
    "staydown.designations.lookup",
    "staydown.designations.sources",
    "staydown.kernel.boot",
    "staydown.ledger.notes",
    "staydown.liaison.sheets",
    "staydown.platforms",
    "staydown.referrals.readers",
]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(_IMPORTED)


@dataclass(frozen=True)
class Installation:
    """A data folder, and the address of its database on PostgreSQL (None: SQLite in the folder)."""

    folder: Path
    database_url: str | None
    #: Of the processes that run on it; may be set before they start.
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, folder: Path) -> Installation:
        """An empty one, on the kind of database that this run of the tests is on."""
        folder.mkdir(parents=True)
        return cls(folder, _database(None))

    def copy(self, folder: Path) -> Installation:
        """The same again; nobody may be working on this one."""
        shutil.copytree(self.folder, folder)
        return Installation(folder, _database(self.database_url), dict(self.settings))

    def connect(self, platform: SamplePlatform) -> None:
        """Let it carry measures to this platform."""
        (self.folder / "staydown.toml").write_text(
            f'[[connectors]]\nkind = "webhook"\nname = "sample"\nurl = "{platform.url}"\n'
            f'secret = "{SECRET}"\nplatforms = ["x"]\n'
        )

    def start(self, *verbs: str) -> Child:
        """A child that does these verbs one after another; see `tests.support.child_verbs`."""
        ours, theirs = _PROCESSES.Pipe(duplex=False)
        process = _PROCESSES.Process(
            target=child.main, args=(self.environment(), verbs, theirs), daemon=True
        )
        process.start()
        theirs.close()
        return Child(process, ours)

    def do(self, *verbs: str) -> Any:
        """Let a child do these verbs to the end; what it reports, if that is among them."""
        return self.start(*verbs).ends()

    def dies_at(self, step: str, *verbs: str) -> None:
        """Let a child do these verbs until it kills itself at `step`."""
        self.start(f"die@{step}", *verbs).is_killed()

    def command(self, *arguments: str, file_size: int | None = None) -> Finished:
        """Run `staydown` with these arguments; no file may grow beyond `file_size` bytes."""
        done = subprocess.run(
            [sys.executable, "-c", "from staydown.cli import main; main()", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=_limit(file_size) if file_size is not None else None,
        )
        return Finished(done.returncode, done.stdout, done.stderr)

    def environment(self) -> Mapping[str, str]:
        """The variables of its processes: of ours, none that could lead them elsewhere."""
        kept = {name: text for name, text in os.environ.items() if "STAYDOWN" not in name}
        ours = {"STAYDOWN_DATA": str(self.folder), "STAYDOWN_LOG_LEVEL": "ERROR"}
        database = {"STAYDOWN_DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | ours | database | self.settings


@dataclass(frozen=True)
class Finished:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Child:
    """A process at work on an installation."""

    process: BaseProcess
    answer: Connection

    def ends(self) -> Any:
        """Wait until it has ended well; what its last verb gave."""
        given, status = self._wait()
        assert status == 0, "it failed: its traceback is on standard error"
        return given

    def is_killed(self) -> None:
        """Wait until it was killed; anything else is a failure of the test."""
        _, status = self._wait()
        assert status == -signal.SIGKILL, f"it was not killed: {status}"

    def _wait(self) -> tuple[Any, int | None]:
        assert self.answer.poll(PATIENCE), "it takes too long"
        try:
            given = self.answer.recv()
        except EOFError:  # it ended without an answer
            given = None
        self.process.join(PATIENCE)
        return given, self.process.exitcode


def _limit(file_size: int) -> Callable[[], None]:
    """To be done in a process before it starts: as if the disk were full beyond that size."""

    def set_limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead
        resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    return set_limit


def _database(template: str | None) -> str | None:
    """A new database beside that of the tests, empty or a copy; None on SQLite."""
    secret = load().database_url
    if secret is None:
        return None
    of_the_tests = secret.get_secret_value()
    name = f"staydown_{uuid4().hex}"
    source = urlsplit(template).path.strip("/") if template else "template1"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    with psycopg.connect(of_the_tests, autocommit=True) as connection:
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(source)))
    return urlunsplit(urlsplit(of_the_tests)._replace(path=f"/{name}"))
