"""The demonstration's stage: a throw-away folder, a homeserver, a sample platform, the settings."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from staydown.cli.demo.homeserver import Homeserver, find_python
from staydown.cli.demo.world import World

PLATFORMS = ("x", "facebook", "instagram", "whatsapp", "telegram")


@dataclass(frozen=True, slots=True)
class Stage:
    """What runs while the demonstration lasts."""

    folder: Path
    homeserver: Homeserver


def use_folder(folder: Path) -> None:
    """Let this process, and those it starts, work in `folder` and nowhere else."""
    for name in [name for name in os.environ if name.startswith("STAYDOWN_")]:
        if name != "STAYDOWN_SYNAPSE_PYTHON":
            del os.environ[name]
    os.environ["STAYDOWN_DATA"] = str(folder / "data")
    os.environ["STAYDOWN_CONFIG"] = str(folder / "staydown.toml")


@contextmanager
def open_stage(world: World, folder: Path) -> Iterator[Stage]:
    """Start both platforms and write the settings that name them; end both afterwards."""
    with (
        Homeserver(find_python(), folder / "homeserver", world.server_name) as homeserver,
        _sample_platform(world, folder / "platform") as port,
    ):
        _write_settings(folder, homeserver, port)
        yield Stage(folder, homeserver)


@contextmanager
def _sample_platform(world: World, folder: Path) -> Iterator[int]:
    """The port of a running sample platform that knows the world's other accounts."""
    folder.mkdir(parents=True)
    accounts, secret = folder / "accounts.json", folder / "secret"
    accounts.write_text(json.dumps(world.platform_accounts), encoding="utf-8")
    secret.write_text("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode())
    process = subprocess.Popen(
        [
            sys.executable, "-m", "staydown.connectors.webhook.sample_platform",
            "--accounts", accounts, "--state", folder / "journal.jsonl", "--secret-file", secret,
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout  # noqa: S101  a pipe was asked for
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def _write_settings(folder: Path, homeserver: Homeserver, port: int) -> None:
    token = folder / "homeserver-token"
    token.write_text(homeserver.admin_token)
    token.chmod(0o600)
    platforms = json.dumps(PLATFORMS)
    (folder / "staydown.toml").write_text(
        f"""operator_name = "Specimen Platform"
language = "en"
log_level = "ERROR"

[[connectors]]
kind = "synapse"
name = "our homeserver"
base_url = "{homeserver.base_url}"
server_name = "{homeserver.server_name}"
token_file = {json.dumps(str(token))}

[[connectors]]
kind = "webhook"
name = "sample platform"
url = "http://127.0.0.1:{port}/"
secret_file = {json.dumps(str(folder / "platform" / "secret"))}
platforms = {platforms}
"""
    )
