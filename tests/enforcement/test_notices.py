"""Telling users is a delivery: once for each key, tried again, and never silently lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from staydown.connectors.base import Notice, Outcome, Refused, RetryAt, Unknown
from staydown.enforcement import actions, leases, notices, queries
from staydown.enforcement.errors import NoSuchDelivery, NotStuck
from staydown.enforcement.models import NoticeDelivery
from staydown.kernel import events
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.models import Event
from staydown.kernel.permissions import BY_ROLE, Role
from staydown.kernel.settings import load
from staydown.platforms import AccountRef
from tests.support import world
from tests.support.flow import entries, let_time_pass
from tests.support.scripted import NEVER, NO_ANSWER, NOT_NOW, ScriptedPlatform

REF = "x:handle:specimen_river"
TEXT = "Your account is on hold until a person has looked at it. آپ کا اکاؤنٹ"


@pytest.fixture
def case(tmp_path: Path) -> UUID:
    return world.case_of(world.refer(tmp_path, world.SUPPORTED))


def tell(case: UUID, key: str = "hold-1", ref: str = REF, text: str = TEXT) -> None:
    """What `cases` records where a user is to be told something."""
    payload = {"case": str(case), "ref": ref, "key": key, "language": "ur"}
    with transaction.atomic():
        told = payload | {"subject": "On hold", "text": text}
        events.record("cases.notice_wanted", told, private=True)


class Answering(ScriptedPlatform):
    """Gives these answers to notices instead of the truth, until they are used up."""

    def __init__(self, *answers: Outcome, acts: bool = False) -> None:
        super().__init__()
        self.answers, self.acts, self.asked = list(answers), acts, 0

    def notify(self, ref: AccountRef, notice: Notice) -> Outcome:
        self.asked += 1
        if not self.answers:
            return super().notify(ref, notice)
        if self.acts:
            super().notify(ref, notice)
        return self.answers.pop(0)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Answering]:
    def make(*answers: Outcome, acts: bool = False) -> Answering:
        platform = Answering(*answers, acts=acts)
        world.serve(monkeypatch, platform)
        return platform

    return make


def test_the_user_is_told_and_nothing_of_the_text_is_kept(
    case: UUID, platform: ScriptedPlatform
) -> None:
    tell(case)
    events.work_off()
    assert NoticeDelivery.objects.get().text == TEXT
    assert not Event.objects.filter(name="cases.notice_wanted").exists()
    world.work_off(platform)
    assert platform.told == {"hold-1": Notice("hold-1", "ur", "On hold", TEXT)}
    row = NoticeDelivery.objects.get()
    assert (row.state, row.text, row.connector) == ("done", "", "memory")
    assert len(row.text_sha256) == 64
    assert TEXT[:30] not in json.dumps(entries())
    assert [one["action"] for one in entries() if str(one["action"]).startswith("notices.")] == [
        "notices.make", "notices.done",
    ]  # fmt: skip


def test_the_same_key_is_told_once(case: UUID, platform: ScriptedPlatform) -> None:
    tell(case)
    tell(case, text="The same in other words.")
    world.work_off(platform)
    tell(case)
    world.work_off(platform)
    assert NoticeDelivery.objects.count() == len(platform.told) == 1
    assert platform.told["hold-1"].text == TEXT


def test_a_platform_that_cannot_tell_them_now_is_asked_again(
    case: UUID, answering: Callable[..., Answering]
) -> None:
    platform = answering(NOT_NOW, NO_ANSWER)
    tell(case)
    for _ in range(3):
        assert platform.told == {}
        world.work_off(platform)
        let_time_pass(hours=2)
    assert (platform.asked, list(platform.told)) == (3, ["hold-1"])
    assert queries.notice_counts()["done"] == 1


def test_it_waits_as_long_as_the_platform_asks(
    case: UUID, answering: Callable[..., Answering]
) -> None:
    platform = answering(RetryAt(timedelta(hours=3), "HTTP 429"))
    tell(case)
    world.work_off(platform)
    let_time_pass(hours=2)
    world.work_off(platform)
    assert platform.asked == 1
    let_time_pass(hours=2)
    world.work_off(platform)
    assert platform.told


def test_what_was_told_without_an_answer_is_not_told_twice(
    case: UUID, answering: Callable[..., Answering]
) -> None:
    platform = answering(NO_ANSWER, acts=True)
    tell(case)
    world.work_off(platform)
    let_time_pass(hours=2)
    world.work_off(platform)
    assert (platform.asked, len(platform.told)) == (2, 1)
    [view] = queries.of_case_notices(case)
    assert (view.state, view.detail) == ("done", "told before")


def test_a_notice_that_is_refused_is_stuck_and_can_be_tried_again(
    case: UUID, answering: Callable[..., Answering], senior: Actor
) -> None:
    platform = answering(Refused("not-able", "set server_notices"))
    tell(case)
    world.work_off(platform)
    [view] = queries.notices(senior, state="stuck")
    assert (view.case, view.ref, view.language, view.problem, view.detail) == (
        case, REF, "ur", "not-able", "set server_notices",
    )  # fmt: skip
    assert NoticeDelivery.objects.get().text == TEXT
    actions.retry_notice(senior, view.id)
    world.work_off(platform)
    assert list(platform.told) == ["hold-1"]
    assert queries.notices(senior, state="stuck") == []
    [entry] = entries("notices.retry_stuck")
    assert entry["actor"] == f"user:{senior.id}"


def test_tries_that_are_used_up_are_a_stuck_item(
    case: UUID, answering: Callable[..., Answering]
) -> None:
    tries = load().delivery_attempts
    platform = answering(*[Unknown("no answer")] * 100)
    tell(case)
    for _ in range(tries + 3):
        world.work_off(platform)
        let_time_pass(hours=2)
    assert platform.asked == tries
    assert [one.problem for one in queries.of_case_notices(case)] == ["tries-used-up"]
    assert len(entries("notices.stuck")) == 1


def test_a_refusal_and_then_a_lost_answer_leave_a_true_record(
    case: UUID, answering: Callable[..., Answering], senior: Actor
) -> None:
    platform = answering(NEVER, NO_ANSWER)
    tell(case)
    world.work_off(platform)
    actions.retry_notice(senior, queries.of_case_notices(case)[0].id)
    world.work_off(platform)
    assert queries.of_case_notices(case)[0].state == "waiting"
    assert queries.waiting() == 1


def test_without_a_connector_it_is_stuck_and_says_so(
    case: UUID, platform: ScriptedPlatform
) -> None:
    tell(case)
    world.work_off()
    assert [one.problem for one in queries.of_case_notices(case)] == ["no-connector"]


def test_a_text_that_somebody_changed_is_not_sent(case: UUID, platform: ScriptedPlatform) -> None:
    tell(case)
    events.work_off()
    NoticeDelivery.objects.update(text="Send money.")
    world.work_off(platform)
    assert platform.told == {}
    assert [one.problem for one in queries.of_case_notices(case)] == ["text-altered"]


def test_a_user_is_told_in_order(case: UUID, answering: Callable[..., Answering]) -> None:
    platform = answering(NOT_NOW)
    tell(case, "hold-1")
    tell(case, "lifted-1", text="The hold has ended.")
    world.work_off(platform)
    assert platform.told == {}
    let_time_pass(hours=2)
    world.work_off(platform)
    assert list(platform.told) == ["hold-1", "lifted-1"]


def test_one_user_does_not_wait_for_another(
    case: UUID, answering: Callable[..., Answering]
) -> None:
    platform = answering(NOT_NOW)
    tell(case, "one")
    tell(case, "two", ref="x:handle:specimen_other")
    world.work_off(platform)
    assert list(platform.told) == ["two"]


def test_a_worker_that_lost_its_lease_writes_nothing(
    case: UUID, platform: ScriptedPlatform
) -> None:
    tell(case)
    events.work_off()
    [mine] = leases.take_notices("slow", timedelta(minutes=1), 1)
    let_time_pass(minutes=2)
    [theirs] = leases.take_notices("other", timedelta(minutes=1), 1)
    notices.carry_out(mine, platform)
    assert NoticeDelivery.objects.get().state == "waiting"
    notices.carry_out(theirs, platform)
    assert NoticeDelivery.objects.get().state == "done"
    assert len(entries("notices.done")) == 1


def test_a_notice_that_is_not_stuck_or_not_there_is_not_tried_again(
    case: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    tell(case)
    world.work_off(platform)
    with pytest.raises(NotStuck):
        actions.retry_notice(senior, queries.of_case_notices(case)[0].id)
    with pytest.raises(NoSuchDelivery):
        actions.retry_notice(senior, uuid4())


@pytest.mark.parametrize("role", [role for role in Role if "deliveries.retry" not in BY_ROLE[role]])
def test_who_may_not_retry_does_not(case: UUID, role: Role) -> None:
    tell(case)
    world.work_off()
    with pytest.raises(PermissionDenied):
        actions.retry_notice(
            world.person("somebody", role).as_actor(), queries.of_case_notices(case)[0].id
        )


def test_the_list_of_notices_is_for_who_reads_deliveries(
    case: UUID, platform: ScriptedPlatform, senior: Actor
) -> None:
    tell(case)
    world.work_off(platform)
    assert [one.subject for one in queries.notices(senior)] == ["On hold"]
    assert entries("notices.list")[0]["data"] == {"state": "", "shown": 1}
    with pytest.raises(PermissionDenied):
        queries.notices(world.person("administrator", Role.ADMINISTRATOR).as_actor())
