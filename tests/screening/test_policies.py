"""What automation may do alone: hold, for a time, under a policy that two people signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from staydown.cases import actions as cases
from staydown.cases import queries as case_queries
from staydown.cases.errors import FaultyPolicy, NothingToLift
from staydown.cases.models import Decision, Measure, StandingPolicy
from staydown.cases.queries import Draft, PolicyDraft
from staydown.connectors.base import MeasureKind
from staydown.kernel import clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, PermissionDenied
from staydown.kernel.models import Event
from staydown.kernel.permissions import Role
from staydown.screening.actions import screen
from staydown.screening.models import Match
from staydown.screening.values import Answer
from tests.support import world
from tests.support.flow import decided, entries
from tests.support.returning import BARE, coming_back
from tests.support.scripted import ScriptedPlatform

pytestmark = pytest.mark.django_db
REF = "x:id:900001"
REMOVE = Draft("remove", "It is the same page.", ground="policy", policy_ground="Rule 4")
RELEASE = Draft("no_action", "A namesake.")


def drafted(**fields: object) -> PolicyDraft:
    plain: dict[str, object] = {
        "name": "Hold sure returns",
        "tier": "likely",
        "hours": 24,
        "ground": "policy",
        "basis": "Rule 4: no return of a removed account",
        "ends_at": clock.now() + timedelta(days=30),
    }
    return PolicyDraft(**plain | fields)  # type: ignore[arg-type]


@pytest.fixture
def signed(senior: Actor, legal: Actor) -> Callable[..., StandingPolicy]:
    """Puts a policy in force."""

    def sign(**fields: object) -> StandingPolicy:
        policy = cases.draft_policy(senior, drafted(**fields))
        cases.sign_policy(senior, policy.id)
        return cases.sign_policy(legal, policy.id)

    return sign


def returns(actor: Actor, number: int = 1, **fields: object) -> Answer:
    [answer] = screen(actor, [coming_back(number) | fields])
    assert isinstance(answer, Answer)
    return answer


def test_without_a_policy_nothing_is_held(asker: Actor, removed: UUID) -> None:
    assert returns(asker).hold_until is None
    assert Measure.objects.filter(kind="hold").count() == 0


def test_two_different_people_sign_before_it_is_in_force(senior: Actor, legal: Actor) -> None:
    policy = cases.draft_policy(senior, drafted())
    assert case_queries.policy(senior, policy.id).state == "draft"
    cases.sign_policy(senior, policy.id)
    with pytest.raises(Conflict, match="second person"):
        cases.sign_policy(senior, policy.id)
    assert case_queries.policy(senior, policy.id).state == "signed"
    cases.sign_policy(legal, policy.id)
    assert case_queries.policy(senior, policy.id).state == "in_force"
    assert [one["action"] for one in entries()][-3:] == [
        "policies.draft", "policies.sign", "policies.sign",
    ]  # fmt: skip


def test_the_database_itself_wants_two_people(senior: Actor) -> None:
    policy = cases.draft_policy(senior, drafted())
    cases.sign_policy(senior, policy.id)
    same = StandingPolicy.objects.filter(pk=policy.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        same.update(countersigned_by=UUID(senior.id), countersigned_at=clock.now())


def test_a_reviewer_cannot_sign(db: None) -> None:
    reviewer = world.person("reviewer", Role.REVIEWER).as_actor()
    with pytest.raises(PermissionDenied):
        cases.draft_policy(reviewer, drafted())


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": " "}, "name-missing"),
        ({"tier": "certain"}, "tier-unknown"),
        ({"basis": ""}, "basis-missing"),
        ({"hours": 0}, "hours-out-of-bounds"),
        ({"hours": 169}, "hours-out-of-bounds"),
        ({"most_wrong": 51}, "share-out-of-bounds"),
        ({"most_hourly": 0}, "number-out-of-bounds"),
    ],
)
def test_a_policy_without_bounds_is_refused(
    senior: Actor, fields: dict[str, object], code: str
) -> None:
    with pytest.raises(FaultyPolicy) as refused:
        cases.draft_policy(senior, drafted(**fields))
    assert [fault.code for fault in refused.value.faults] == [code]


def test_a_policy_ends_within_half_a_year(senior: Actor) -> None:
    for day in (-1, 185):
        with pytest.raises(FaultyPolicy):
            cases.draft_policy(senior, drafted(ends_at=clock.now() + timedelta(days=day)))


def test_a_return_is_held_at_once_and_the_user_told(
    asker: Actor, removed: UUID, platform: ScriptedPlatform, signed: Callable[..., StandingPolicy]
) -> None:
    policy = signed()
    answer = returns(asker)
    hold = Measure.objects.get(kind="hold")
    assert answer.hold_until == clock.short(hold.expires_at)  # type: ignore[arg-type]
    assert (hold.policy_id, hold.decision_id, hold.ref) == (policy.id, None, REF)
    assert Match.objects.get().hold_id == hold.id
    world.work_off(platform)
    assert platform.holds(REF) == {MeasureKind.HOLD}


def test_what_becomes_likely_with_the_biography_is_held_then(
    asker: Actor, removed: UUID, lenient: None, signed: Callable[..., StandingPolicy]
) -> None:
    signed()
    bare = coming_back(handle="specimen_other", bio=BARE)
    [first] = screen(asker, [bare])
    assert isinstance(first, Answer)
    assert (first.verdict, first.hold_until) == ("possible", None)
    whole = coming_back(handle="specimen_other") | {"event": "profile-1", "occasion": "profile"}
    [second] = screen(asker, [whole])
    assert isinstance(second, Answer)
    assert second.hold_until
    assert Match.objects.get().hold_id


def test_in_shadow_and_flag_mode_nothing_is_held(
    asker: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    signed()
    for number, mode in enumerate(("shadow", "flag"), 1):
        assert returns(asker, number, mode=mode).hold_until is None
    assert Match.objects.count() == 2
    assert Measure.objects.filter(kind="hold").count() == 0


def test_a_decision_to_remove_leaves_no_moment_in_which_the_account_is_free(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform,
    signed: Callable[..., StandingPolicy],
) -> None:  # fmt: skip
    signed()
    answer = returns(asker)
    world.work_off(platform)
    states: list[set[MeasureKind]] = []
    platform.during = lambda order: states.append(set(platform.holds(str(order.ref))))
    cases.decide(senior, answer.matches[0].case, REMOVE)  # type: ignore[arg-type]
    world.work_off(platform)
    assert all(states)
    assert platform.holds(REF) == {MeasureKind.REMOVE}
    assert Measure.objects.get(kind="hold").lifted_by == Decision.objects.latest("id")


def test_a_decision_to_leave_it_releases_the_account(
    asker: Actor, senior: Actor, removed: UUID, platform: ScriptedPlatform,
    signed: Callable[..., StandingPolicy],
) -> None:  # fmt: skip
    policy = signed()
    answer = returns(asker)
    world.work_off(platform)
    cases.decide(senior, answer.matches[0].case, RELEASE)  # type: ignore[arg-type]
    world.work_off(platform)
    assert platform.holds(REF) == set()
    figures = case_queries.policy_figures(policy.id)
    assert (figures.placed, figures.overturned, figures.standing) == (1, 1, 0)


def test_a_repeated_event_is_told_the_hold_as_it_stands(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    signed()
    first = returns(asker)
    assert returns(asker).hold_until == first.hold_until
    cases.decide(senior, first.matches[0].case, RELEASE)  # type: ignore[arg-type]
    again = returns(asker)
    assert (again.replayed, again.hold_until) == (True, None)


def test_a_hold_that_nobody_confirms_ends_by_itself(
    asker: Actor, removed: UUID, platform: ScriptedPlatform, signed: Callable[..., StandingPolicy]
) -> None:
    policy = signed(hours=2)
    answer = returns(asker)
    world.work_off(platform)
    assert cases.lapse_due() == 0
    with clock.frozen(clock.now() + timedelta(hours=2, seconds=1)):
        assert cases.lapse_due() == 1
        assert cases.lapse_due() == 0
        world.work_off(platform)
    assert platform.holds(REF) == set()
    assert case_queries.policy_figures(policy.id).lapsed == 1
    assert case_queries.page_of(answer.matches[0].case).open  # type: ignore[arg-type]
    assert len(entries("holds.lapse")) == 1


def test_what_the_user_is_told_is_private_and_says_why_and_until_when(
    asker: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    signed()
    answer = returns(asker)
    notice = Event.objects.get(name="cases.notice_wanted")
    assert notice.private
    assert answer.hold_until in notice.payload["text"]
    assert "Rule 4" in notice.payload["text"]


def test_a_hold_is_ended_by_deciding_the_case_not_by_lifting(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    signed()
    answer = returns(asker)
    with pytest.raises(NothingToLift):
        cases.lift(senior, answer.matches[0].case, facts="A namesake.")  # type: ignore[arg-type]


def test_too_many_holds_in_an_hour_switch_the_policy_off(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    policy = signed(most_hourly=2)
    held = [returns(asker, number).hold_until is not None for number in range(1, 5)]
    assert held == [True, True, False, False]
    view = case_queries.policy(senior, policy.id)
    assert view.state == "off"
    assert "within an hour" in view.off_reason
    assert Match.objects.count() == 4  # the cases are there all the same
    assert entries("policies.off")[0]["data"]["code"] == "too-many-holds"  # type: ignore[index]


def test_too_many_wrong_holds_switch_the_policy_off(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    policy = signed(most_wrong=25, judged_least=4)
    outcomes = [REMOVE, RELEASE, REMOVE, RELEASE]
    for number, draft in enumerate(outcomes, 1):
        answer = returns(asker, number)
        assert answer.hold_until
        cases.decide(senior, answer.matches[0].case, draft)  # type: ignore[arg-type]
    view = case_queries.policy(senior, policy.id)
    assert view.state == "off"
    assert "2 of 4" in view.off_reason
    assert returns(asker, 9).hold_until is None


def test_one_entry_holds_only_so_many_accounts(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    """Somebody gets an innocent's traits removed and hopes for everybody who shares them."""
    policy = signed(most_an_entry=2)
    held = [returns(asker, number).hold_until is not None for number in range(1, 5)]
    assert held == [True, True, False, False]
    assert case_queries.policy(senior, policy.id).state == "in_force"


def test_a_policy_that_is_off_or_over_places_nothing(
    asker: Actor, senior: Actor, removed: UUID, signed: Callable[..., StandingPolicy]
) -> None:
    policy = signed(ends_at=clock.now() + timedelta(days=2))
    with clock.frozen(clock.now() + timedelta(days=3)):
        assert returns(asker).hold_until is None
    cases.switch_off_policy(senior, policy.id, "Too many namesakes this week.")
    assert returns(asker, 2).hold_until is None
    with pytest.raises(Conflict):
        cases.sign_policy(senior, policy.id)


def test_what_is_acted_on_already_is_not_held_besides(
    asker: Actor, senior: Actor, removed: UUID, tmp_path: Path,
    signed: Callable[..., StandingPolicy],
) -> None:  # fmt: skip
    signed()
    line = world.Line("https://x.com/specimen_two")
    decided(senior, tmp_path, line=line, name="second.csv")
    document = coming_back()
    document["account"]["handle"] = "Specimen_Two"
    [answer] = screen(asker, [document])
    assert isinstance(answer, Answer)
    assert Measure.objects.filter(kind="hold").count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"policy": None, "decision": None},
        {"kind": "remove"},
        {"expires_at": None},
        {"lapsed": True},
        {"lifted_at": clock.now()},
    ],
)
def test_the_database_holds_what_a_policy_may_do(
    asker: Actor, removed: UUID, signed: Callable[..., StandingPolicy], wrong: dict[str, object]
) -> None:
    signed()
    returns(asker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(kind="hold").update(**wrong)
