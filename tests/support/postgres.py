"""A PostgreSQL of the tests' own: a temporary cluster on a Unix socket, gone afterwards."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SPEED = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """A running cluster, in `folder`, owned by `user`."""

    folder: Path
    binaries: Path
    user: str | None

    @classmethod
    def start(cls) -> Cluster:
        """Make and start a cluster; PostgreSQL refuses root, so root lends it `postgres`."""
        user = "postgres" if os.geteuid() == 0 else None
        folder = Path(tempfile.mkdtemp(prefix="staydown-pg-"))
        if user:
            record = pwd.getpwnam(user)
            os.chown(folder, record.pw_uid, record.pw_gid)
        cluster = cls(folder, find_binaries(), user)
        cluster._run("initdb", "-D", str(folder / "data"), "-A", "trust", "-E", "UTF8",
                     "-U", "staydown", "--no-sync")  # fmt: skip
        options = " ".join(["-c", "listen_addresses=''", "-k", str(folder), *SPEED])
        cluster._run("pg_ctl", "-D", str(folder / "data"), "-w", "-l", str(folder / "log"),
                     "-o", options, "start")  # fmt: skip
        return cluster

    def url(self, database: str) -> str:
        """The address of `database`, for STAYDOWN_DATABASE_URL."""
        return f"postgresql://staydown@{quote(str(self.folder), safe='')}/{database}"

    def create(self, database: str) -> str:
        """A new empty database; its address."""
        self._run("createdb", "-h", str(self.folder), "-U", "staydown", database)
        return self.url(database)

    def stop(self) -> None:
        """Stop the cluster and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.binaries / program), *arguments],
            user=self.user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr.strip()}")


def find_binaries() -> Path:
    """The newest PostgreSQL's programs: Debian keeps them out of the PATH."""
    on_path = shutil.which("initdb")
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: _version(path.parent)
    )
    if on_path:
        return Path(on_path).parent
    if debian:
        return debian[-1]
    raise RuntimeError("no PostgreSQL server programs here: install the package postgresql")


def _version(binaries: Path) -> int:
    return int(re.sub(r"\D", "", binaries.parent.name) or 0)
