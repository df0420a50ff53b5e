"""Several processes take in referrals at the same moment: one batch a file, none by halves."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.referrals.submitting import accounts
from tests.support.installation import ROOT, Finished, Installation

pytestmark = pytest.mark.django_db

#: Two imports of the same accounts in opposite orders, each stopped when half of it is written.
CROSSED = """
import json, sys, threading
from pathlib import Path
from staydown.kernel import actors, boot
boot.ready()
from django.db import connection
from staydown.cases import actions as cases
from staydown.kernel.errors import Conflict
from staydown.ledger import verify
from staydown.referrals import importing
from staydown.referrals.models import Batch, Referral

halfway = threading.Barrier(2)
importing._CHUNK = 1
real = importing.Import._store

def store(running, *arguments):
    real(running, *arguments)
    if len(running.seen) == 1:
        try:
            halfway.wait(2)
        except threading.BrokenBarrierError:
            pass  # SQLite lets one in at a time

importing.Import._store = store
outcomes = []

def submit(path):
    try:
        done = cases.receive(
            actors.shell(), Path(path), peer_slug="ministry", instrument_id="tos-referral"
        )
        outcomes.append(done.batch.counts)
    except Conflict as error:
        outcomes.append(error.code)
    finally:
        connection.close()

threads = [threading.Thread(target=submit, args=[path]) for path in sys.argv[1:]]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(json.dumps({
    "outcomes": sorted(outcomes, key=str),
    "batches": Batch.objects.count(),
    "referrals": Referral.objects.count(),
    "findings": [one.text for one in verify.verify().findings],
}))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation.new(tmp_path / "data")
    added = made.command(
        "peers", "add", "ministry", "--name", "Specimen Ministry", "--kind", "authority",
        "--country", "PK",
    )  # fmt: skip
    assert added.status == 0, added.err
    return made


def submit(installation: Installation, path: Path) -> Finished:
    return installation.command(
        "referrals", "submit", str(path), "--from", "ministry", "--instrument", "tos-referral",
        "--json",
    )  # fmt: skip


def holds(installation: Installation) -> bool:
    return installation.command("ledger", "verify").status == 0


def test_the_same_file_handed_in_by_several_at_once_is_one_batch(
    installation: Installation, tmp_path: Path
) -> None:
    path = accounts(tmp_path, *[f"https://x.com/specimen_{number}" for number in range(50)])
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: submit(installation, path), range(3)))
    assert [(one.status, one.err) for one in done] == [(0, "")] * 3
    answers = [json.loads(one.out) for one in done]
    assert len({one["batch"] for one in answers}) == 1
    assert sorted(one["replayed"] for one in answers) == [False, True, True]
    assert {one["counts"]["accepted"] for one in answers} == {50}
    assert holds(installation)


def test_other_files_with_the_same_accounts_are_taken_in_or_refused_whole(
    installation: Installation, tmp_path: Path
) -> None:
    cells = [f"https://x.com/specimen_{number}" for number in range(30)]
    paths = [
        accounts(tmp_path, *cells, f"https://x.com/specimen_own_{name}", name=f"{name}.csv")
        for name in "abc"
    ]
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda path: submit(installation, path), paths))
    taken = [json.loads(one.out)["counts"]["refs"] for one in done if one.status == 0]
    refused = {path: one.err for path, one in zip(paths, done, strict=True) if one.status != 0}
    assert taken
    assert sum(one["accepted"] for one in taken) == 30 + len(taken)
    assert all("submit it again" in line for line in refused.values())
    assert all(submit(installation, path).status == 0 for path in refused)
    assert holds(installation)


def test_two_that_wait_for_each_other_do_not_wait_for_ever(
    installation: Installation, tmp_path: Path
) -> None:
    cells = ["https://x.com/specimen_one", "https://x.com/specimen_two"]
    there = accounts(tmp_path, *cells, name="there.csv")
    back = accounts(tmp_path, *reversed(cells), name="back.csv")
    found = crossed(installation, there, back)
    one_is_refused = {
        "outcomes": ["import-overtaken", {"accepted": 2, "refs_accepted": 2}],
        "batches": 1,
    }
    both_in_turn = {
        "outcomes": [
            {"accepted": 2, "refs_accepted": 2},
            {"duplicate": 2, "refs_duplicate": 2},
        ],
        "batches": 2,
    }
    expected = both_in_turn if connection.vendor == "sqlite" else one_is_refused
    assert found == expected | {"referrals": 2, "findings": []}


def crossed(installation: Installation, *paths: Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", CROSSED, *map(str, paths)],
        cwd=ROOT,
        env=installation.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))
