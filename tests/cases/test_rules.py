"""What may be decided: every fault that a draft can have, and drafts without any."""

from __future__ import annotations

from dataclasses import replace

import pytest

from staydown.cases.rules import (
    ACTING,
    EXCEPTIONS,
    FINAL,
    OUTCOMES,
    Basis,
    Draft,
    contradicted,
    faults,
    measure_kind,
)

DIRECTION = Basis("pk-peca-37", "account", compels=True, territories=("PK",), contradicted=())
ORDER_EVERYWHERE = replace(DIRECTION, instrument="court-order", territories=())
TERMS = Basis("tos-referral", "account", compels=False, territories=(), contradicted=())
NOTICE = Basis("dsa-16-notice", "content", compels=False, territories=("EU",), contradicted=())
REMOVAL_ORDER = Basis("eu-tco-order", "content", compels=True, territories=("EU",), contradicted=())

POLICY = Draft("remove", "It posts for the group.", ground="policy", policy_ground="Rule 4")
LEGAL = Draft(
    "withhold",
    "It posts for the group.",
    ground="legal",
    legal_instrument="pk-peca-37",
    legal_ground="PECA s.37",
    territories=("PK",),
)
NO_ACTION = Draft("no_action", "A newspaper.", exceptions={"news": "It reports on the group."})


def codes(draft: Draft, *referrals: Basis) -> list[tuple[str, str]]:
    """(field, code) of each fault."""
    return [(fault.field, fault.code) for fault in faults(draft, referrals)]


@pytest.mark.parametrize(
    ("draft", "referrals"),
    [
        (POLICY, [TERMS]),
        (POLICY, [NOTICE]),
        (POLICY, []),
        (LEGAL, [DIRECTION]),
        (LEGAL, [TERMS, DIRECTION]),
        (replace(LEGAL, outcome="remove", territories=(), legal_instrument="court-order"),
         [ORDER_EVERYWHERE]),
        (replace(POLICY, outcome="limit"), [DIRECTION]),
        (replace(POLICY, outcome="withhold", territories=("PK", "IN")), [DIRECTION]),
        (NO_ACTION, [DIRECTION]),
        (Draft("more_information", "Which of the two groups?"), [DIRECTION]),
    ],
)  # fmt: skip
def test_it_finds_nothing_wrong_with_a_sound_draft(draft: Draft, referrals: list[Basis]) -> None:
    assert faults(draft, referrals) == []


@pytest.mark.parametrize(
    ("draft", "referrals", "expected"),
    [
        (replace(POLICY, outcome="erase"), [TERMS], ("outcome", "outcome-unknown")),
        (replace(POLICY, outcome=""), [TERMS], ("outcome", "outcome-unknown")),
        (replace(POLICY, outcome="lift"), [TERMS], ("outcome", "outcome-unknown")),
        (replace(POLICY, facts=" \n"), [TERMS], ("facts", "facts-missing")),
        (replace(NO_ACTION, facts=""), [TERMS], ("facts", "facts-missing")),
        (replace(LEGAL, territories=()), [DIRECTION], ("territories", "territories-missing")),
        (replace(POLICY, territories=("PK",)), [TERMS], ("territories", "territories-unused")),
        (replace(NO_ACTION, territories=("PK",)), [TERMS], ("territories", "territories-unused")),
        (replace(NO_ACTION, exceptions={"satire": "It jokes."}), [TERMS],
         ("exceptions", "exception-unknown")),
        (replace(POLICY, ground=""), [TERMS], ("ground", "ground-missing")),
        (replace(POLICY, ground="custom"), [TERMS], ("ground", "ground-missing")),
        (replace(POLICY, policy_ground=" "), [TERMS], ("policy_ground", "ground-unstated")),
        (replace(LEGAL, legal_ground=""), [DIRECTION], ("legal_ground", "ground-unstated")),
        (LEGAL, [TERMS], ("legal_instrument", "instrument-not-in-case")),
        (LEGAL, [], ("legal_instrument", "instrument-not-in-case")),
        (replace(LEGAL, legal_instrument="tos-referral"), [TERMS],
         ("legal_instrument", "instrument-does-not-compel")),
        (replace(LEGAL, legal_instrument="dsa-16-notice"), [NOTICE],
         ("legal_instrument", "content-is-not-an-account")),
        (replace(LEGAL, legal_instrument="eu-tco-order"), [REMOVAL_ORDER],
         ("legal_instrument", "content-is-not-an-account")),
        (replace(LEGAL, outcome="remove", territories=()), [DIRECTION],
         ("outcome", "scope-too-wide")),
        (replace(LEGAL, outcome="limit", territories=()), [DIRECTION],
         ("outcome", "scope-too-wide")),
        (replace(LEGAL, territories=("PK", "IN")), [DIRECTION], ("territories", "scope-too-wide")),
    ],
)  # fmt: skip
def test_it_finds_the_one_fault(
    draft: Draft, referrals: list[Basis], expected: tuple[str, str]
) -> None:
    assert codes(draft, *referrals) == [expected]


@pytest.mark.parametrize("outcome", ACTING)
def test_a_contradicted_claim_is_acknowledged_before_anybody_acts_on_any_ground(
    outcome: str,
) -> None:
    false = replace(TERMS, contradicted=("Paper Moon: UN 1267",))
    territories = ("PK",) if outcome == "withhold" else ()
    draft = replace(POLICY, outcome=outcome, territories=territories)
    assert codes(draft, false) == [("acknowledged", "claim-not-acknowledged")]
    seen = replace(draft, acknowledged=("Paper Moon: UN 1267",))
    assert faults(seen, [false]) == []


def test_each_contradicted_claim_is_acknowledged_by_itself_whoever_made_it() -> None:
    one = replace(DIRECTION, contradicted=("A: UN 1267", "B: UK TA2000"))
    other = replace(TERMS, contradicted=("A: UN 1267", "C: US FTO"))
    assert contradicted([one, other]) == ["A: UN 1267", "B: UK TA2000", "C: US FTO"]
    draft = replace(LEGAL, acknowledged=("A: UN 1267", "C: US FTO"))
    [fault] = faults(draft, [one, other])
    assert "B: UK TA2000" in fault.text


def test_acknowledging_something_else_is_not_enough() -> None:
    false = replace(TERMS, contradicted=("Paper Moon: UN 1267",))
    draft = replace(POLICY, acknowledged=("paper moon: un 1267", "yes"))
    assert codes(draft, false) == [("acknowledged", "claim-not-acknowledged")]


@pytest.mark.parametrize("outcome", ["no_action", "more_information"])
def test_nothing_is_acknowledged_where_nobody_is_touched(outcome: str) -> None:
    false = replace(DIRECTION, contradicted=("Paper Moon: UN 1267",))
    assert faults(Draft(outcome, "Not borne out."), [false]) == []


@pytest.mark.parametrize("exception", EXCEPTIONS)
def test_every_form_of_resemblance_can_be_considered(exception: str) -> None:
    draft = Draft("no_action", "It only resembles.", exceptions={exception: "Shown by its posts."})
    assert faults(draft, [DIRECTION]) == []


def test_all_faults_are_told_at_once() -> None:
    draft = Draft("withhold", "", ground="legal", exceptions={"satire": ""})
    false = replace(TERMS, contradicted=("Paper Moon: UN 1267",))
    assert {fault.field for fault in faults(draft, [false])} == {
        "facts", "territories", "exceptions", "legal_ground", "acknowledged", "legal_instrument",
    }  # fmt: skip


def test_only_acting_outcomes_put_a_measure_on_an_account() -> None:
    assert {outcome: measure_kind(outcome) for outcome in OUTCOMES} == {
        "remove": "remove",
        "withhold": "withhold",
        "limit": "limit",
        "no_action": None,
        "more_information": None,
        "lift": None,
    }


def test_asking_for_information_is_the_only_draft_that_leaves_the_case_open() -> None:
    assert set(OUTCOMES) - set(FINAL) - {"lift"} == {"more_information"}
