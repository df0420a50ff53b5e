"""What the database itself refuses, whatever a program in front of it does."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Model

from staydown.cases.models import Case, Decision, Measure
from staydown.enforcement.models import Attempt, Delivery, Snapshot
from staydown.kernel import clock
from staydown.kernel.ids import new_id
from staydown.kernel.models import User

pytestmark = pytest.mark.django_db

REF = "x:handle:specimen_river"
M = TypeVar("M", bound=Model)


@pytest.fixture(autouse=True)
def the_ledger_holds() -> None:
    """Not here: these rows are written past the ledger on purpose."""


@pytest.fixture
def author() -> UUID:
    return User.objects.create(username="author", name="Author", password="!").id


@pytest.fixture
def case() -> Case:
    return bulk(Case, ref=REF)


@pytest.fixture
def removal(case: Case, author: UUID) -> Decision:
    return bulk(Decision, **reasons(case, author))


@pytest.fixture
def measure(case: Case, removal: Decision) -> Measure:
    return bulk(Measure, case=case, decision=removal, ref=REF, kind="remove")


@pytest.fixture
def delivery(case: Case, measure: Measure) -> Delivery:
    return bulk(Delivery, **job(case, measure))


def bulk(model: type[M], **columns: Any) -> M:
    """Past every action and every `save`."""
    return model._base_manager.bulk_create([model(**columns)])[0]


def reasons(case: Case, author: UUID, **other: Any) -> dict[str, Any]:
    usual = {"case": case, "decided_by_id": author, "outcome": "remove", "ground": "policy"}
    return usual | {"policy_ground": "Rule 4", "facts": "It posts for the group."} | other


def job(case: Case, measure: Measure, **other: Any) -> dict[str, Any]:
    return {"case": case, "measure": measure, "ref": REF, "verb": "apply", "tries_left": 8} | other


def far_off() -> datetime:
    return clock.now() + timedelta(minutes=1)


def refuses(constraint: str, model: type[Model], **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        bulk(model, **columns)
    assert constraint in str(refusal.value)


def refuses_update(constraint: str, row: Any, **columns: Any) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**columns)
    assert constraint in str(refusal.value)


def test_a_second_open_case_for_an_account(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Case, ref=REF)
    closed = bulk(Case, ref=REF, open=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=closed.pk).update(open=True)
    bulk(Case, ref=REF, open=False)
    bulk(Case, ref="x:handle:specimen_other")


@pytest.mark.parametrize("outcome", ["erase", "", "REMOVE"])
def test_an_unknown_outcome(case: Case, author: UUID, outcome: str) -> None:
    refuses("decision_outcome_known", Decision, **reasons(case, author, outcome=outcome))


def test_an_unknown_ground(case: Case, author: UUID) -> None:
    refuses("decision_ground_known", Decision, **reasons(case, author, ground="custom"))


def test_a_decision_without_facts(case: Case, author: UUID, removal: Decision) -> None:
    refuses("decision_states_facts", Decision, **reasons(case, author, facts=""))
    refuses_update("decision_states_facts", removal, facts="")


def test_a_decision_of_nobody(case: Case, author: UUID, removal: Decision) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Decision, **reasons(case, author, decided_by_id=None))
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=removal.pk).update(decided_by=None)


@pytest.mark.parametrize("outcome", ["remove", "limit"])
def test_acting_without_a_ground(case: Case, author: UUID, outcome: str) -> None:
    told = reasons(case, author, outcome=outcome, ground="")
    refuses("acting_needs_a_ground", Decision, **told)


def test_withholding_nowhere(case: Case, author: UUID) -> None:
    told = reasons(case, author, outcome="withhold")
    refuses("withholding_names_territories", Decision, **told, territories=[])
    there = bulk(Decision, **told, territories=["PK"])
    refuses_update("withholding_names_territories", there, territories=[])


def test_a_lift_that_names_nothing(case: Case, author: UUID, removal: Decision) -> None:
    told = reasons(case, author, outcome="lift", ground="")
    refuses("a_lift_names_what_it_lifts", Decision, **told)
    lift = bulk(Decision, **told, lifts=removal)
    refuses_update("a_lift_names_what_it_lifts", lift, lifts=None)


def test_another_outcome_that_names_what_it_lifts(
    case: Case, author: UUID, removal: Decision
) -> None:
    refuses("a_lift_names_what_it_lifts", Decision, **reasons(case, author), lifts=removal)


def test_a_measure_without_a_decision(case: Case, measure: Measure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Measure, case=case, decision=None, ref=REF, kind="remove")
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(pk=measure.pk).update(decision=None)


@pytest.mark.django_db(transaction=True)
def test_a_measure_of_a_decision_that_is_not_there(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Measure, case=case, decision_id=new_id(), ref=REF, kind="remove")


@pytest.mark.django_db(transaction=True)
def test_a_decision_taken_away_under_its_measure(measure: Measure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_decision")


def test_a_measure_without_a_decision_even_in_plain_sql(measure: Measure) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE cases_measure SET decision_id = NULL")


def test_a_measure_of_an_unknown_kind(case: Case, removal: Decision, measure: Measure) -> None:
    refuses("measure_kind_known", Measure, case=case, decision=removal, ref=REF, kind="erase")
    refuses_update("measure_kind_known", measure, kind="deactivate")


def test_a_measure_lifted_by_nobody(case: Case, author: UUID, measure: Measure) -> None:
    at = clock.now()
    told = reasons(case, author, outcome="lift", ground="")
    lift = bulk(Decision, **told, lifts_id=measure.decision_id)
    refuses_update("a_lifted_measure_names_its_decision", measure, lifted_at=at)
    refuses_update("a_lifted_measure_names_its_decision", measure, lifted_by=lift)
    Measure.objects.filter(pk=measure.pk).update(lifted_by=lift, lifted_at=at)


def test_a_measure_lifted_by_its_own_decision(measure: Measure) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        Measure.objects.update(lifted_by=F("decision"), lifted_at=clock.now())
    assert "no_decision_lifts_its_own_measure" in str(refusal.value)


def test_a_second_delivery_of_a_measure_in_the_same_direction(
    case: Case, measure: Measure, delivery: Delivery
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Delivery, **job(case, measure))
    bulk(Delivery, **job(case, measure, verb="lift"))


def test_a_delivery_that_is_neither_applying_nor_lifting(case: Case, measure: Measure) -> None:
    refuses("delivery_verb_known", Delivery, **job(case, measure, verb="erase"))


def test_a_delivery_in_a_state_that_there_is_not(delivery: Delivery) -> None:
    refuses_update("delivery_state_known", delivery, state="lost")


@pytest.mark.parametrize("state", ["waiting", "stuck", "void"])
def test_a_delivery_that_is_read_back_and_not_done(delivery: Delivery, state: str) -> None:
    refuses_update("confirmed_means_done", delivery, confirmed=True, state=state)


def test_a_delivery_of_no_measure(case: Case, delivery: Delivery) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(measure=None)


def test_two_attempts_at_a_time(delivery: Delivery) -> None:
    bulk(Attempt, delivery=delivery, number=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Attempt, delivery=delivery, number=2)


def test_two_attempts_of_one_number(delivery: Delivery) -> None:
    bulk(Attempt, delivery=delivery, number=1, ended_at=far_off())
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk(Attempt, delivery=delivery, number=1, ended_at=far_off())


def test_an_attempt_that_ended_before_it_began(delivery: Delivery) -> None:
    at = clock.now() - timedelta(seconds=1)
    refuses("an_attempt_ends_after_it_starts", Attempt, delivery=delivery, number=1, ended_at=at)


def test_a_snapshot_for_no_known_occasion(case: Case) -> None:
    refuses(
        "snapshot_occasion_known", Snapshot, case=case, ref=REF, occasion="whim",
        taken_at=clock.now(), account={}, evidence=[],
    )  # fmt: skip


def test_the_rules_are_constraints_and_no_triggers() -> None:
    """Foreign keys of PostgreSQL are triggers inside; those are not ours and not listed."""
    statement = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.fetchall() == []
