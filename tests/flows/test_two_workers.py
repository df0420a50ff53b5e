"""Two workers at once, in processes of their own, on the same database."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.support.installation import Installation
from tests.support.paper import read_calls

pytestmark = pytest.mark.django_db


def test_two_workers_share_sixty_deliveries_and_call_for_each_once(
    referred: Installation, tmp_path: Path
) -> None:
    installation = referred.copy(tmp_path / "data")
    installation.do("refer", "limit")
    workers = [installation.start("work on paper") for _ in range(2)]
    for worker in workers:
        worker.ends()
    calls = read_calls(installation.folder / "calls.jsonl")
    assert Counter(call["verb"] for call in calls) == {"apply": 61}
    assert len({call["key"] for call in calls}) == 61
    assert len({call["by"] for call in calls}) == 2
    report = installation.do("report")
    assert [one["state"] for one in report["deliveries"]] == ["done"] * 61
    assert all(one["attempts"] == ["applied"] for one in report["deliveries"])
    assert report["findings"] == []


def test_two_processes_that_read_back_find_and_restore_each_loss_once(
    referred: Installation, tmp_path: Path
) -> None:
    installation = referred.copy(tmp_path / "data")
    installation.do("refer", "limit")
    workers = [installation.start("work on paper") for _ in range(2)]
    for worker in workers:
        worker.ends()
    installation.do("all is due")
    lookers = [installation.start("look on paper") for _ in range(2)]
    for looker in lookers:
        looker.ends()
    report = installation.do("report")
    assert report["drift"] == ["restoring"] * 61
    assert Counter(one["state"] for one in report["deliveries"]) == {"done": 61, "waiting": 61}
    assert report["entries"].count("enforcement.drift_found") == 61
    assert report["entries"].count("enforcement.drift_restore") == 61
    assert report["findings"] == []


def test_two_people_who_decide_the_same_cases_at_once_decide_each_once(
    referred: Installation, tmp_path: Path
) -> None:
    installation = referred.copy(tmp_path / "data")
    installation.do("refer")
    people = [installation.start("decide what is open") for _ in range(2)]
    for person in people:
        person.ends()
    report = installation.do("report")
    assert (report["decisions"], report["measures"]) == (61, 61)
    assert report["findings"] == []
