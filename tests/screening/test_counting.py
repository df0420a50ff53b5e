"""Screening is counted by the hour and for whom, and nothing about anybody is kept."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError
from staydown.screening import counting, loops, queries
from staydown.screening.actions import screen
from staydown.screening.models import Answered, HourCount, Match
from tests.support.flow import entries
from tests.support.returning import coming_back, signing_up

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted_yet() -> None:
    counting._counts.clear()


def test_an_hour_is_one_entry_with_counts_by_asker(asker: Actor, removed: UUID) -> None:
    documents = [signing_up(1), signing_up(2), coming_back(3), {"event": "bad"}]
    answers = screen(asker, documents)
    assert isinstance(answers[3], InputError)
    counting.flush()
    assert counting.enter_past_hours() == 0  # the hour is not over
    with clock.frozen(clock.now() + timedelta(hours=2)):
        assert counting.enter_past_hours() == 1
        assert counting.enter_past_hours() == 0
    [entry] = entries("screening.hour")
    assert entry["data"]["counts"] == {  # type: ignore[index]
        str(asker): {"none": 2, "likely": 1, "refused": 1}
    }
    assert len([one for one in entries() if "screening" in str(one["action"])]) == 2


def test_a_late_count_is_entered_again_with_the_new_total(asker: Actor, removed: UUID) -> None:
    hour = counting.hour_of(clock.now())
    counting.count("key:1", ["none"] * 5)
    counting.flush()
    with clock.frozen(clock.now() + timedelta(hours=2)):
        counting.enter_past_hours()
    counting.count("key:1", ["none"] * 2)
    counting.flush()
    with clock.frozen(clock.now() + timedelta(hours=2)):
        counting.enter_past_hours()
    assert HourCount.objects.get(hour=hour, asker="key:1").number == 7
    assert entries("screening.hour")[-1]["data"]["counts"] == {"key:1": {"none": 7}}  # type: ignore[index]


def test_what_could_not_be_written_is_kept_for_the_next_time(
    removed: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting.count("key:1", ["none"])

    def lost(**_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(HourCount.objects, "get_or_create", lost)
        with pytest.raises(OSError, match="full"):
            counting.flush()
    counting.flush()
    assert HourCount.objects.get().number == 1


def test_figures_name_rates_and_intervals(asker: Actor, senior: Actor, removed: UUID) -> None:
    screen(asker, [signing_up(1), signing_up(2), coming_back(3)])
    counting.flush()
    found = queries.figures(
        senior, clock.now() - timedelta(days=1), clock.now() + timedelta(hours=1)
    )
    assert found.screened == {"none": 2, "possible": 0, "likely": 1}
    assert found.alert_rate == pytest.approx(1 / 3)
    assert [one.judged for one in found.tiers] == [0, 0]
    assert found.as_json()["tiers"][0]["low"] is None


def test_the_sweep_forgets_answers_and_the_records_of_old_matches(
    asker: Actor, senior: Actor, removed: UUID
) -> None:
    screen(asker, [coming_back()])
    match = Match.objects.get()
    with clock.frozen(clock.now() + timedelta(days=401)):
        assert loops.forget_matches() == 0  # still open
    from staydown.screening.actions import judge

    judge(senior, match.id, "mirror", "The same page.")
    with clock.frozen(clock.now() + timedelta(days=401)):
        assert loops.sweep()
        assert not loops.sweep()
    forgotten = Match.objects.get()
    assert forgotten.account == {}
    assert {one["text"] for one in forgotten.evidence} == {""}
    assert sum(one["bits"] for one in forgotten.evidence) > 0
    assert Answered.objects.count() == 0
