"""The sample platform of the webhook connector, as a process that can be stopped and come back."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from staydown.connectors.base import Connector
from staydown.connectors.registry import ConnectorConfig, load
from staydown.platforms import parse_ref

SECRET = "whsec_" + base64.b64encode(b"specimen secret of the tests 002").decode()


@dataclass
class SamplePlatform:
    """Knows the accounts `refs`; keeps its journal in `folder`, so that a restart forgets nothing.

    `options` are those of the command line: `--fault`, `--fail-first`, `--delay`.
    """

    folder: Path
    refs: Sequence[str]
    port: int = 0
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """The same over all restarts."""
        return f"http://127.0.0.1:{self.port}/"

    def start(self, *options: str) -> None:
        """Start it, on the port that it had before."""
        process = subprocess.Popen(
            [
                sys.executable, "-m", "staydown.connectors.webhook.sample_platform",
                "--port", str(self.port), *self._files(), *options,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        self._process = process
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def stop(self) -> None:
        """End it, in whatever it is doing."""
        if self._process:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def restart(self, *options: str) -> None:
        """End it and start it anew."""
        self.stop()
        self.start(*options)

    def connector(self, seconds: str = "5") -> Connector:
        """A connector to it that serves the accounts' platforms."""
        options = {
            "url": self.url,
            "secret": SECRET,
            "platforms": ", ".join(sorted({parse_ref(ref).platform for ref in self.refs})),
            "seconds": seconds,
        }
        return next(iter(load([ConnectorConfig("webhook", "sample", options)])))

    def journal(self) -> list[dict[str, Any]]:
        """Every change that it made, in order: `{"id", "ref", "in_force"}`."""
        return [entry for entry in self._lines() if "in_force" in entry]

    def notices(self) -> list[dict[str, Any]]:
        """What it told its users, in order: `{"id", "ref", "notice"}`."""
        return [entry for entry in self._lines() if "notice" in entry]

    def changes(self) -> list[list[str]]:
        """What was in force after each change."""
        return [entry["in_force"] for entry in self.journal()]

    def _lines(self) -> list[dict[str, Any]]:
        if not self._journal.exists():
            return []
        return [json.loads(line) for line in self._journal.read_text().splitlines()]

    @property
    def _journal(self) -> Path:
        return self.folder / "journal.jsonl"

    def _files(self) -> list[str]:
        self.folder.mkdir(parents=True, exist_ok=True)
        accounts, secret = self.folder / "accounts.json", self.folder / "secret"
        accounts.write_text(json.dumps([_account(ref) for ref in self.refs]))
        secret.write_text(SECRET)
        given = ("--accounts", accounts, "--state", self._journal, "--secret-file", secret)
        return [str(part) for part in given]


@contextmanager
def sample_platform(folder: Path, *refs: str) -> Iterator[SamplePlatform]:
    """It runs while the block lasts, unless the block stops it."""
    platform = SamplePlatform(folder, refs)
    platform.start()
    try:
        yield platform
    finally:
        platform.stop()


def _account(ref: str) -> dict[str, Any]:
    parsed = parse_ref(ref)
    record = {"id": parsed.value, "platform": parsed.platform, "handle": parsed.value}
    return {"ref": ref, "account": record | {"bio": "An invented account."}}
