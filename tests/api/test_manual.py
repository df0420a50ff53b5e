"""The manual of the API: its commands work as they stand, and it leaves nothing out."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from pytest_django.live_server_helper import LiveServer

from staydown.client import Staydown
from staydown.enforcement import queries as enforcement
from staydown.kernel import actors, keys
from staydown.kernel.permissions import FOR_KEYS, Role
from staydown.screening import queries
from tests.api.screener import Screener
from tests.api.test_access import SCOPES, operations
from tests.api.test_reading import Matches
from tests.support import world
from tests.support.flow import decided

MANUAL = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.+?)```", MANUAL, re.DOTALL)


def test_every_operation_stands_in_the_line_of_its_scope() -> None:
    for name, method, path, _ in operations():
        [line] = re.findall(rf"^\| `{re.escape(SCOPES[name])}` \|.*$", MANUAL, re.MULTILINE)
        shown = re.sub(r"[0-9a-f-]{36}", "{id}", path.removeprefix("/api/v1"))
        assert f"`{method} {shown}`" in line
    assert set(re.findall(r"^\| `(\w+\.\w+)` \|", MANUAL, re.MULTILINE)) == FOR_KEYS


@pytest.fixture
def key(live_server: LiveServer, transactional_db: None) -> str:
    return keys.make(actors.shell(), "specimen", FOR_KEYS)[1]


@pytest.fixture
def screening(monkeypatch: pytest.MonkeyPatch) -> None:
    from staydown.screening import actions

    monkeypatch.setattr(actions, "screen", Screener().screen)
    found = Matches()
    monkeypatch.setattr(queries, "matches", found.matches)
    monkeypatch.setattr(queries, "returns", found.returns)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_command_works_as_it_stands(
    live_server: LiveServer,
    key: str,
    screening: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = _world(tmp_path, monkeypatch)
    (tmp_path / "key.curl").write_text(f'header = "Authorization: Bearer {key}"\n')
    account = json.loads(blocks("json")[0])
    (tmp_path / "account.json").write_text(json.dumps(account))
    (tmp_path / "accounts.jsonl").write_text(json.dumps(account) + "\nx\n")
    variables = {**os.environ, "STAYDOWN": f"{live_server.url}/api/v1", **ids}
    for block in blocks("sh"):
        strict = block.replace("curl -sK", "curl --no-progress-meter --fail-with-body -K")
        for command in re.split(r"\n(?=curl)", strict.strip()):
            done = subprocess.run(
                ["bash", "-euc", command], cwd=tmp_path, env=variables, capture_output=True,
                text=True, check=False,
            )  # fmt: skip
            assert done.returncode == 0, (command, done.stdout, done.stderr)
            assert done.stdout or (tmp_path / "answer.xlsx").stat().st_size


def _world(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """A decided case with its delivery, and the ids that the manual's commands name."""
    world.load_lists()
    world.add_peers()
    platform = world.MemoryPlatform()
    world.serve(monkeypatch, platform)
    reviewer = world.person("specimen_reviewer", Role.REVIEWER).as_actor()
    case = decided(reviewer, folder, line=world.PRESS, name="decided.csv")
    world.work_off(platform)
    world.referral_file(folder, world.SUPPORTED, world.NOT_AN_ACCOUNT)
    [delivery] = enforcement.of_case(case)
    from staydown.referrals import queries as referrals

    [batch] = referrals.batches(actors.shell())
    return {"CASE": str(case), "DELIVERY": str(delivery.id), "BATCH": str(batch.id)}


def test_the_program_works_as_it_stands(
    live_server: LiveServer, key: str, screening: None, capsys: pytest.CaptureFixture[str]
) -> None:
    [program] = blocks("python")
    # Only the address is another, and the time that a busy machine may take.
    here = program.replace("https://staydown.example.org", live_server.url)
    names: dict[str, Any] = {"key": key}
    exec(here.replace("timeout=0.8", "timeout=20"), names)  # noqa: S102
    client: Staydown = names["staydown"]
    client.close()
    assert (names["found"].failed, names["found"].verdict) == (False, "none")
    assert capsys.readouterr().out == ""


def test_every_document_is_one() -> None:
    for block in blocks("json"):
        json.loads(block.replace("[…]", "[]"))
