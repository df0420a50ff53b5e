"""Our process is killed at any point: nothing is lost, nothing is done twice, the state is true.

Each test kills a real process (SIGKILL) at one step, on a database of its own, while it works
against the sample platform in another process; then a fresh worker goes on.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.flows.conftest import REF
from tests.support.installation import Installation
from tests.support.sample_platform import SamplePlatform

pytestmark = pytest.mark.django_db

#: The steps of carrying a measure out, in their order.
CARRYING = [
    "event: its work done and not committed",
    "lease taken",
    "snapshot taken and not kept",
    "snapshot kept and not committed",
    "intent written and not committed",
    "intent committed",
    "platform has acted",
    "answer read",
    "read back",
    "outcome written and not committed",
    "outcome committed",
]
LIFTING = [step for step in CARRYING if "snapshot" not in step]
#: Before these the platform has not been asked, so there is no attempt to find out about.
NOT_ASKED = CARRYING[:5]
#: At these the platform has acted and nobody has written so.
ACTED_UNKNOWN = ["platform has acted", "answer read", "read back",
                 "outcome written and not committed"]  # fmt: skip


def after_restart(installation: Installation) -> dict[str, Any]:
    """A fresh worker goes on, once the lease of the dead one has ended; then how all stands."""
    report = installation.do("wait", "work", "wait", "work", "report")
    assert report["findings"] == []
    assert report["unheard"] == 0
    assert isinstance(report, dict)
    return report


def attempts_after(step: str) -> list[str]:
    """What each attempt of a delivery whose worker died at `step` has come to in the end."""
    if step in NOT_ASKED or step == "outcome committed":
        return ["applied"]
    return ["unknown"] if step in ACTED_UNKNOWN else ["unknown", "applied"]


def done(verb: str, attempts: list[str]) -> dict[str, Any]:
    return {"verb": verb, "state": "done", "confirmed": True, "attempts": attempts}


@pytest.mark.parametrize("step", CARRYING)
def test_a_removal_is_carried_out_once(
    installation: Installation, platform: SamplePlatform, step: str
) -> None:
    installation.dies_at(step, "decide", "work")
    report = after_restart(installation)
    assert report["deliveries"] == [done("apply", attempts_after(step))]
    assert platform.changes() == [["remove"]]
    assert report["snapshots"] == ["before-acting", "case-opened"]


@pytest.mark.parametrize("step", LIFTING)
def test_a_lift_is_carried_out_once(
    installation: Installation, platform: SamplePlatform, step: str
) -> None:
    installation.do("decide", "work", "lift")
    installation.dies_at(step, "work")
    report = after_restart(installation)
    expected = [done("apply", ["applied"]), done("lift", attempts_after(step))]
    assert report["deliveries"] == expected
    assert platform.changes() == [["remove"], []]


@pytest.mark.parametrize("step", ["failure written and not committed", "failure committed"])
def test_a_failure_of_the_platform_is_waited_out_once(
    installation: Installation, platform: SamplePlatform, step: str
) -> None:
    platform.restart("--fault", "rate-limit", "--fail-first", "1")
    installation.dies_at(step, "limit", "work")
    report = after_restart(installation)
    first = "retry" if step == "failure committed" else "unknown"
    assert report["deliveries"] == [done("apply", [first, "applied"])]
    assert platform.changes() == [["limit"]]


def test_it_dies_again_and_again_and_the_measure_is_applied_once(
    installation: Installation, platform: SamplePlatform
) -> None:
    installation.do("decide")
    for step in CARRYING:
        installation.dies_at(step, "wait", "work", "wait", "work")
        if step == "platform has acted":
            break
    report = after_restart(installation)
    assert report["deliveries"] == [done("apply", ["unknown", "unknown"])]
    assert platform.changes() == [["remove"]]


def test_the_record_of_an_account_is_taken_once(installation: Installation) -> None:
    installation.dies_at("first snapshot kept and not committed", "work")
    assert after_restart(installation)["snapshots"] == ["case-opened"]


@pytest.mark.parametrize(
    "step",
    [
        "drift read and not written",
        "drift written and not committed",
        "drift committed",
        "restoring written and not committed",
        "restoring committed",
    ],
)
def test_what_was_lost_on_the_platform_is_found_and_restored_once(
    installation: Installation, platform: SamplePlatform, step: str
) -> None:
    installation.do("decide", "work", "lift past us")
    installation.dies_at(step, "look")
    report = installation.do("look", "work", "report")
    assert report["drift"] == ["restored"]
    assert report["deliveries"] == [done("apply", ["applied"])] * 2
    assert platform.changes() == [["remove"], [], ["remove"]]
    assert report["entries"].count("enforcement.drift_found") == 1
    assert report["findings"] == []


@pytest.mark.parametrize(
    "step",
    [
        "notice heard of and not committed",
        "notice taken",
        "user told",
        "answer to notice read",
        "notice written and not committed",
        "notice committed",
    ],
)
def test_a_user_is_told_once(
    installation: Installation, platform: SamplePlatform, step: str
) -> None:
    installation.do("work")
    installation.dies_at(step, "tell", "work")
    report = after_restart(installation)
    assert report["notices"] == [("done", "")]
    [told] = platform.notices()
    assert (told["ref"], told["notice"]["text"]) == (REF, "Your account is on hold.")


@pytest.mark.parametrize("step", ["import between chunks", "import written and not committed"])
def test_an_import_leaves_nothing_and_can_be_done_again(
    installation: Installation, step: str
) -> None:
    before = installation.do("report")
    installation.dies_at(step, "refer")
    assert installation.do("report") == before
    again = installation.do("refer", "report")
    assert (again["batches"], again["rows"], again["referrals"], again["cases"]) == (2, 61, 61, 61)
    assert again["entries"] == [*before["entries"], "referrals.submit"]
    assert again["findings"] == []


def test_a_decision_is_made_or_it_is_not(
    installation: Installation, platform: SamplePlatform
) -> None:
    before = installation.do("report")
    installation.dies_at("decision written and not committed", "decide")
    assert installation.do("report") == before
    report = installation.do("decide", "work", "report")
    assert (report["decisions"], report["measures"]) == (1, 1)
    assert report["deliveries"] == [done("apply", ["applied"])]
    assert report["findings"] == []


def test_a_lift_is_decided_or_it_is_not(
    installation: Installation, platform: SamplePlatform
) -> None:
    before = installation.do("decide", "work", "report")
    installation.dies_at("decision written and not committed", "lift")
    assert installation.do("report") == before
    report = installation.do("lift", "work", "report")
    assert report["decisions"] == 2
    assert platform.changes() == [["remove"], []]
    assert report["findings"] == []


def test_a_platform_killed_with_us_has_the_measure_once(
    installation: Installation, platform: SamplePlatform
) -> None:
    installation.dies_at("platform has acted", "decide", "work")
    platform.restart()
    after_restart(installation)
    assert platform.changes() == [["remove"]]
