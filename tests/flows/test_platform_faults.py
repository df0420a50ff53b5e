"""A real platform that fails, lies, is slow, dies, and comes back: everything gets done once."""

from __future__ import annotations

from pathlib import Path

import pytest

from staydown.connectors.base import Connector, MeasureKind
from staydown.enforcement import queries
from staydown.kernel.actors import Actor
from staydown.platforms import parse_ref
from tests.flows.conftest import REF
from tests.support import world
from tests.support.flow import decided, delivery, let_time_pass, lifted, outcomes
from tests.support.sample_platform import SamplePlatform, sample_platform
from tests.support.world import Line

pytestmark = pytest.mark.usefixtures("lists_and_peers")


def persist(connector: Connector, rounds: int = 4) -> None:
    """Work, and let the waits pass, some times."""
    for _ in range(rounds):
        world.work_off(connector)
        let_time_pass(hours=2)


def is_done(case: object, verb: str = "apply") -> bool:
    found = delivery(case, verb)  # type: ignore[arg-type]
    return found.state == "done" and found.confirmed


@pytest.mark.parametrize("fault", ["error", "rate-limit", "garbage", "drop"])
def test_a_platform_that_fails_at_first_has_the_measure_once_in_the_end(
    tmp_path: Path, senior: Actor, platform: SamplePlatform, fault: str
) -> None:
    platform.restart("--fault", fault, "--fail-first", "5")
    case = decided(senior, tmp_path)
    with platform.connector() as connector:
        persist(connector, rounds=6)
        assert connector.read(parse_ref(REF)).in_force == {MeasureKind.REMOVE}
    assert is_done(case)
    assert platform.changes() == [["remove"]]


@pytest.mark.parametrize("fault", ["garbage", "drop"])
def test_a_lift_whose_answer_is_lost_is_not_done_twice(
    tmp_path: Path, senior: Actor, platform: SamplePlatform, fault: str
) -> None:
    case = decided(senior, tmp_path)
    with platform.connector() as connector:
        world.work_off(connector)
        platform.restart("--fault", fault, "--fail-first", "2")
        lifted(senior, case)
        persist(connector)
        assert connector.read(parse_ref(REF)).in_force == frozenset()
    assert is_done(case, "lift")
    assert platform.changes() == [["remove"], []]


def test_a_platform_that_dies_after_acting_is_found_to_have_acted(
    tmp_path: Path, senior: Actor, platform: SamplePlatform
) -> None:
    platform.restart("--fault", "die", "--fail-first", "1")
    case = decided(senior, tmp_path, "limit")
    with platform.connector() as connector:
        world.work_off(connector)
        assert delivery(case).state == "waiting"
        platform.restart()
        let_time_pass(hours=2)
        persist(connector)
    assert outcomes(case) == ["unknown", "already"]
    assert is_done(case)
    assert platform.changes() == [["limit"]]


def test_a_platform_slower_than_we_wait_is_asked_again_when_it_is_quicker(
    tmp_path: Path, senior: Actor, platform: SamplePlatform
) -> None:
    platform.restart("--delay", "30")
    case = decided(senior, tmp_path, "limit")
    with platform.connector(seconds="0.2") as impatient:
        world.work_off(impatient)
    assert outcomes(case) == ["unknown"]
    platform.restart()
    let_time_pass(hours=2)
    with platform.connector() as connector:
        persist(connector)
    assert is_done(case)
    assert platform.changes() == [["limit"]]


def test_a_platform_that_was_down_for_a_day_gets_all_of_it_when_it_is_back(
    tmp_path: Path, senior: Actor
) -> None:
    handles = [f"specimen_{number:02}" for number in range(12)]
    refs = [f"x:handle:{handle}" for handle in handles]
    with sample_platform(tmp_path / "platform", *refs) as platform:
        platform.stop()
        cases = [
            decided(senior, tmp_path, line=Line(f"https://x.com/{handle}"), name=f"{handle}.csv")
            for handle in handles
        ]
        with platform.connector() as connector:
            persist(connector, rounds=3)
            assert queries.counts()["waiting"] == len(cases)
            platform.start()
            persist(connector)
        assert all(is_done(case) for case in cases)
        assert sorted(entry["ref"] for entry in platform.journal()) == sorted(refs)
        assert queries.waiting() == 0


def test_a_platform_that_never_comes_back_leaves_visible_stuck_items(
    tmp_path: Path, senior: Actor, platform: SamplePlatform
) -> None:
    platform.stop()
    case = decided(senior, tmp_path)
    with platform.connector() as connector:
        persist(connector, rounds=10)
    assert (delivery(case).state, delivery(case).problem) == ("stuck", "tries-used-up")
    assert [one.case for one in queries.deliveries(senior, state="stuck")] == [case]


def test_a_platform_that_does_not_know_us_is_a_stuck_item(
    tmp_path: Path, senior: Actor, platform: SamplePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = decided(senior, tmp_path, "limit")
    other = "whsec_" + "b3RoZXIgc2VjcmV0IG9mIHRoZSB0ZXN0cyAwMDM="
    monkeypatch.setattr("tests.support.sample_platform.SECRET", other)
    with platform.connector() as connector:
        persist(connector)
    assert delivery(case).problem == "credentials"
    assert platform.changes() == []
