"""Deciding a case, asking back, and undoing what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from staydown.cases import actions, queries
from staydown.cases.errors import CaseClosed, FaultyDecision, NoSuchCase, NothingToLift
from staydown.cases.queries import CasePage, Draft
from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import Conflict, PermissionDenied
from staydown.kernel.models import Event
from staydown.kernel.permissions import Role
from tests.support import world
from tests.support.flow import entries
from tests.support.world import CONTRADICTED, PRESS, SUPPORTED

pytestmark = pytest.mark.usefixtures("lists_and_peers")

REMOVE = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")
WITHHOLD = Draft(
    "withhold",
    "It posts for the group.",
    ground="legal",
    legal_instrument="pk-peca-37",
    legal_ground="PECA s.37",
    territories=("PK",),
)
NO_ACTION = Draft("no_action", "A newspaper.", exceptions={"news": "It reports on the group."})
ASK = Draft("more_information", "Which of the two groups is meant?")


def referred(folder: Path, *lines: world.Line, instrument: str = "pk-peca-37") -> list[UUID]:
    """The case of each row."""
    batch = world.refer(folder, *lines, instrument=instrument)
    return [world.case_of(batch, row) for row in range(1, len(lines) + 1)]


def shown(case: UUID) -> CasePage:
    return queries.page_of(case)


def states(case: UUID) -> list[tuple[bool, str]]:
    """Of each referral of the case: whether it is open, and how its clock stands."""
    return [(one.open, one.clock.state) for one in shown(case).referrals]


def told(name: str) -> int:
    return Event.objects.filter(name=name).count()


def test_a_removal_closes_the_case_answers_its_referral_and_wants_a_measure(
    tmp_path: Path, reviewer: Actor
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    before = len(entries())
    decision = actions.decide(reviewer, case, REMOVE)
    page = shown(case)
    assert not page.open
    assert states(case) == [(False, "met")]
    [measure] = page.measures
    assert (measure.kind, measure.ref) == ("remove", "x:handle:specimen_river")
    assert (measure.decision, measure.in_force) == (decision.id, True)
    assert told("cases.measure_wanted") == 1
    assert len(entries()) == before + 1


def test_the_one_entry_of_a_decision_vouches_for_all_it_changed_and_names_nobody(
    tmp_path: Path, reviewer: Actor
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    decision = actions.decide(reviewer, case, REMOVE)
    [entry] = entries("cases.decide")
    tables = sorted(row[0] for row in entry["rows"])  # type: ignore[attr-defined]
    assert tables == [
        "cases.case", "cases.decision", "cases.measure", "liaison.clock", "referrals.referral",
    ]  # fmt: skip
    assert entry["actor"] == f"user:{reviewer.id}"
    assert entry["data"] == {"case": str(case), "outcome": "remove", "ground": "policy"}
    assert "specimen_river" not in str(entry)
    assert decision.facts not in str(entry)


def test_withholding_names_its_territories_in_the_measure(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, WITHHOLD)
    [measure] = shown(case).measures
    assert (measure.kind, measure.territories) == ("withhold", ("PK",))
    [decision] = shown(case).decisions
    assert (decision.legal_instrument, decision.territories) == ("pk-peca-37", ("PK",))


def test_no_action_closes_the_case_and_wants_nothing(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, PRESS)
    actions.decide(reviewer, case, replace(NO_ACTION, ground="policy", policy_ground="Rule 4"))
    page = shown(case)
    assert (page.open, page.measures) == (False, [])
    assert page.decisions[0].exceptions == {"news": "It reports on the group."}
    assert page.decisions[0].ground == ""
    assert told("cases.measure_wanted") == 0
    assert states(case) == [(False, "met")]


def test_one_row_of_a_batch_stops_its_own_clock_only(tmp_path: Path, reviewer: Actor) -> None:
    first, second = referred(tmp_path, SUPPORTED, PRESS)
    shared = shown(second).referrals[0].clock.id
    assert shown(first).referrals[0].clock.id == shared
    actions.decide(reviewer, first, REMOVE)
    assert shown(first).referrals[0].clock.id != shared
    assert shown(second).referrals[0].clock.id == shared
    assert (states(first), states(second)) == ([(False, "met")], [(True, "running")])


def test_one_decision_answers_every_peer_that_referred_the_account(
    tmp_path: Path, reviewer: Actor
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    again = world.refer(tmp_path, SUPPORTED, peer=world.FLAGGER, name="second.csv")
    assert world.case_of(again) == case
    actions.decide(reviewer, case, REMOVE)
    assert states(case) == [(False, "met"), (False, "met")]


def test_asking_for_information_pauses_the_clock_and_keeps_the_case_open(
    tmp_path: Path, reviewer: Actor
) -> None:
    asked, other = referred(tmp_path, SUPPORTED, PRESS)
    actions.decide(reviewer, asked, ASK)
    page = shown(asked)
    assert (page.open, page.measures) == (True, [])
    assert (states(asked), states(other)) == ([(True, "paused")], [(True, "running")])
    assert told("cases.measure_wanted") == 0


def test_asking_twice_pauses_once(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, ASK)
    actions.decide(reviewer, case, replace(ASK, facts="And which platform?"))
    assert states(case) == [(True, "paused")]
    assert len(shown(case).decisions) == 2


def test_a_clarification_lets_the_clock_go_on_by_what_it_stood(
    tmp_path: Path, reviewer: Actor
) -> None:
    now = clock.now()
    with clock.frozen(now):
        [case] = referred(tmp_path, SUPPORTED)
        due = shown(case).referrals[0].clock.due_at
    with clock.frozen(now + timedelta(hours=1)):
        actions.decide(reviewer, case, ASK)
    with clock.frozen(now + timedelta(hours=6)):
        actions.clarified(reviewer, case, "Letter of today, in the file.")
        assert states(case) == [(True, "running")]
    assert due is not None
    assert shown(case).referrals[0].clock.due_at == due + timedelta(hours=5)
    [entry] = entries("cases.clarified")
    assert "Letter" not in str(entry)


def test_after_a_clarification_the_case_can_be_decided(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, ASK)
    actions.clarified(reviewer, case, "Letter of today.")
    actions.decide(reviewer, case, REMOVE)
    assert states(case) == [(False, "met")]
    assert [one.outcome for one in shown(case).decisions] == ["more_information", "remove"]


def test_a_case_can_be_decided_while_its_clock_stands(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, ASK)
    actions.decide(reviewer, case, REMOVE)
    assert states(case) == [(False, "met")]


def test_nothing_is_clarified_that_was_not_asked(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    with pytest.raises(Conflict) as refused:
        actions.clarified(reviewer, case, "A letter.")
    assert refused.value.code == "no-clock-paused"
    assert entries("cases.clarified") == []


@pytest.mark.parametrize("second", [REMOVE, NO_ACTION, ASK])
def test_a_closed_case_is_not_decided_again(tmp_path: Path, reviewer: Actor, second: Draft) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, REMOVE)
    with pytest.raises(CaseClosed):
        actions.decide(reviewer, case, second)
    assert len(shown(case).decisions) == len(shown(case).measures) == 1


def test_a_form_sent_twice_is_decided_once(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, ASK, seen=0)
    with pytest.raises(CaseClosed):
        actions.decide(reviewer, case, ASK, seen=0)
    assert len(shown(case).decisions) == 1


def test_a_faulty_draft_leaves_no_trace(tmp_path: Path, reviewer: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    before = entries()
    with pytest.raises(FaultyDecision) as refused:
        actions.decide(reviewer, case, replace(WITHHOLD, outcome="remove", territories=()))
    assert [fault.code for fault in refused.value.faults] == ["scope-too-wide"]
    page = shown(case)
    assert (page.open, page.decisions, page.measures) == (True, [], [])
    assert entries() == before


def test_a_removal_on_a_false_claim_waits_for_its_acknowledgement(
    tmp_path: Path, reviewer: Actor
) -> None:
    [case] = referred(tmp_path, CONTRADICTED)
    [claim] = shown(case).contradicted
    with pytest.raises(FaultyDecision) as refused:
        actions.decide(reviewer, case, REMOVE)
    assert [fault.code for fault in refused.value.faults] == ["claim-not-acknowledged"]
    actions.decide(reviewer, case, replace(REMOVE, acknowledged=(claim,)))
    assert shown(case).decisions[0].acknowledged == (claim,)


def test_a_false_claim_that_a_second_peer_brings_is_acknowledged_too(
    tmp_path: Path, reviewer: Actor
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    line = replace(CONTRADICTED, account=SUPPORTED.account)
    world.refer(tmp_path, line, peer=world.FLAGGER, name="second.csv")
    with pytest.raises(FaultyDecision):
        actions.decide(reviewer, case, REMOVE)


def test_a_notice_about_content_never_compels_a_measure_on_the_account(
    tmp_path: Path, reviewer: Actor
) -> None:
    line = replace(SUPPORTED, account="https://x.com/specimen_river/status/1", reasons="unlawful")
    batch = world.refer(
        tmp_path, line, instrument="dsa-16-notice", contact_point="desk@specimen.example",
        good_faith="yes",
    )  # fmt: skip
    case = world.case_of(batch)
    legal = replace(WITHHOLD, legal_instrument="dsa-16-notice", territories=("DE",))
    with pytest.raises(FaultyDecision) as refused:
        actions.decide(reviewer, case, legal)
    assert [fault.code for fault in refused.value.faults] == ["content-is-not-an-account"]
    actions.decide(reviewer, case, REMOVE)
    assert [one.kind for one in shown(case).measures] == ["remove"]


def test_lifting_is_a_new_decision_that_names_the_one_it_undoes(
    tmp_path: Path, senior: Actor
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    removal = actions.decide(senior, case, REMOVE)
    before = len(entries())
    lift = actions.lift(senior, case, facts="The account belongs to a namesake.")
    assert (lift.outcome, lift.lifts_id) == ("lift", removal.id)
    [measure] = shown(case).measures
    assert not measure.in_force
    assert queries.measures_in_force(measure.ref) == []
    assert told("cases.measure_lifted") == 1
    assert len(entries()) == before + 1
    assert [one.outcome for one in shown(case).decisions] == ["remove", "lift"]


def test_what_was_lifted_is_not_lifted_twice(tmp_path: Path, senior: Actor) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(senior, case, REMOVE)
    actions.lift(senior, case, facts="A namesake.")
    with pytest.raises(NothingToLift):
        actions.lift(senior, case, facts="A namesake.")


@pytest.mark.parametrize("draft", [NO_ACTION, ASK, None])
def test_there_is_nothing_to_lift_where_nobody_acted(
    tmp_path: Path, senior: Actor, draft: Draft | None
) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    if draft:
        actions.decide(senior, case, draft)
    with pytest.raises(NothingToLift):
        actions.lift(senior, case, facts="A namesake.")


@pytest.mark.parametrize("facts", ["", " \n\t"])
def test_lifting_needs_its_own_reasons(tmp_path: Path, senior: Actor, facts: str) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(senior, case, REMOVE)
    with pytest.raises(FaultyDecision):
        actions.lift(senior, case, facts=facts)
    assert shown(case).measures[0].in_force


def test_an_account_that_is_referred_after_its_case_closed_gets_a_new_case(
    tmp_path: Path, senior: Actor
) -> None:
    [first] = referred(tmp_path, SUPPORTED)
    actions.decide(senior, first, REMOVE)
    second = world.case_of(world.refer(tmp_path, SUPPORTED, PRESS, name="second.csv"))
    assert second != first
    assert shown(second).earlier == [first]
    actions.decide(senior, second, REMOVE)
    actions.lift(senior, first, facts="A namesake.")
    [standing] = queries.measures_in_force("x:handle:specimen_river")
    assert standing.case == second


@pytest.mark.parametrize("verb", ["decide", "clarified", "lift"])
def test_a_case_that_is_not_there_is_said_not_to_be(senior: Actor, verb: str) -> None:
    with pytest.raises(NoSuchCase):
        attempt(verb, senior, uuid4())


ROLES_THAT_DO_NOT_DECIDE = [
    role for role in Role if role not in {Role.REVIEWER, Role.SENIOR_REVIEWER}
]
ROLES_THAT_DO_NOT_LIFT = [role for role in Role if role not in {Role.SENIOR_REVIEWER, Role.LEGAL}]


def attempt(verb: str, actor: Actor, case: UUID) -> None:
    if verb == "decide":
        actions.decide(actor, case, REMOVE)
    elif verb == "clarified":
        actions.clarified(actor, case, "A letter.")
    else:
        actions.lift(actor, case, facts="A namesake.")


def refused(verb: str, actor: Actor, case: UUID) -> None:
    before = entries()
    with pytest.raises(PermissionDenied):
        attempt(verb, actor, case)
    assert entries() == before


@pytest.mark.parametrize("verb", ["decide", "clarified", "lift"])
def test_neither_the_command_line_nor_a_worker_decides(tmp_path: Path, verb: str) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    refused(verb, actors.shell(), case)
    refused(verb, actors.system(), case)


@pytest.mark.parametrize("role", ROLES_THAT_DO_NOT_DECIDE)
def test_only_reviewers_decide(tmp_path: Path, role: Role) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    person = world.person("somebody", role).as_actor()
    refused("decide", person, case)
    refused("clarified", person, case)


@pytest.mark.parametrize("role", ROLES_THAT_DO_NOT_LIFT)
def test_only_seniors_and_lawyers_lift(tmp_path: Path, reviewer: Actor, role: Role) -> None:
    [case] = referred(tmp_path, SUPPORTED)
    actions.decide(reviewer, case, REMOVE)
    refused("lift", world.person("somebody", role).as_actor(), case)
    assert shown(case).measures[0].in_force
