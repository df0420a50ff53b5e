"""Verification while others write: it sees one state, and holds nobody up."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.installation import ROOT, Installation

pytestmark = pytest.mark.django_db

#: Between walking through the log and looking at its head, somebody else appends to it.
MEANWHILE = """
import json, threading
from staydown.kernel import actors, boot
boot.ready()
from staydown.ledger import verify
from staydown.liaison import actions, queries

def write():
    actions.add_peer(actors.shell(), "late", "Specimen Latecomers", "flagger")

def compare(*arguments):
    writer = threading.Thread(target=write)
    writer.start()
    writer.join(20)
    told.append(not writer.is_alive())
    real(*arguments)

told = []
real, verify._compare_head = verify._compare_head, compare
report = verify.verify()
verify._compare_head = real
print(json.dumps({
    "findings": [one.text for one in report.findings],
    "size": report.size,
    "written": told,
    "afterwards": verify.verify().size,
}))
"""


def test_what_is_written_meanwhile_is_no_tampering_and_does_not_wait(tmp_path: Path) -> None:
    installation = Installation.new(tmp_path / "data")
    for number in range(3):
        added = installation.command(
            "peers", "add", f"peer-{number}", "--name", "Specimen", "--kind", "flagger"
        )
        assert added.status == 0, added.err
    done = subprocess.run(
        [sys.executable, "-c", MEANWHILE],
        cwd=ROOT,
        env=installation.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "findings": [],
        "size": 3,
        "written": [True],
        "afterwards": 4,
    }
