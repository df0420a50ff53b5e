"""Clocks as rows: started within somebody's action, paused, resumed and met."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from staydown.kernel import actors, clock
from staydown.kernel.actors import Actor
from staydown.kernel.errors import PermissionDenied
from staydown.ledger import queries as ledger
from staydown.ledger.actions import record
from staydown.liaison import actions, queries
from staydown.liaison.errors import ClockRefuses, UnknownClock
from staydown.liaison.models import Clock

pytestmark = pytest.mark.django_db

SHELL = actors.shell()
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def started(instrument: str = "eu-tco-order", at: datetime = NOON) -> UUID:
    """A clock started the way a domain above does it: in its own action, with its own entry."""
    with transaction.atomic():
        row = actions.start_clock_within(queries.instrument(instrument), at)
        record("test.received", SHELL, rows=[row])
    return row.id


def test_it_starts_with_the_allowance_of_its_instrument() -> None:
    view = queries.clock_view(started("pk-peca-37"), NOON + HOUR)
    assert (view.state, view.instrument) == ("running", "pk-peca-37")
    assert view.due_at == NOON + timedelta(hours=48)
    assert view.remaining == timedelta(hours=47)
    in_karachi = view.due_in_zone("Asia/Karachi")
    assert in_karachi is not None
    assert in_karachi.isoformat() == "2026-01-04T17:00:00+05:00"


def test_without_a_fixed_time_it_has_no_deadline() -> None:
    view = queries.clock_view(started("tos-referral"), NOON + timedelta(days=400))
    assert (view.state, view.due_at, view.remaining) == ("running", None, None)
    assert view.due_in_zone("Asia/Karachi") is None


def test_it_pauses_resumes_and_is_met_with_one_entry_each() -> None:
    key = started()
    actions.pause_clock(SHELL, key, "clarification", NOON + HOUR / 2)
    paused = queries.clock_view(key, NOON + 24 * HOUR)
    assert (paused.state, paused.paused_for) == ("paused", "clarification")
    assert (paused.due_at, paused.remaining) == (None, HOUR / 2)

    actions.resume_clock(SHELL, key, NOON + 24 * HOUR)
    resumed = queries.clock_view(key, NOON + 24 * HOUR)
    assert (resumed.state, resumed.due_at) == ("running", NOON + 24.5 * HOUR)

    actions.meet_clock(SHELL, key, NOON + 24.25 * HOUR)
    met = queries.clock_view(key, NOON + 90 * HOUR)
    assert (met.state, met.met_in_time, met.met_at) == ("met", True, NOON + 24.25 * HOUR)
    assert ledger.size() == 4
    assert ledger.verify(SHELL).findings == []


def test_the_present_is_taken_where_no_moment_is_given() -> None:
    key = started()
    with clock.frozen(NOON + 2 * HOUR):
        assert queries.clock_view(key).state == "overdue"
        actions.meet_clock(SHELL, key)
        assert queries.clock_view(key).met_in_time is False


def test_only_what_its_rule_sheet_names_suspends_it() -> None:
    key = started("pk-peca-37")
    with pytest.raises(ClockRefuses, match="only by: clarification"):
        actions.pause_clock(SHELL, key, "force-majeure", NOON)
    assert queries.clock_view(key, NOON).state == "running"
    assert ledger.size() == 1


def test_a_refused_turn_leaves_the_clock_and_the_ledger_as_they_were() -> None:
    key = started()
    with pytest.raises(ClockRefuses):
        actions.resume_clock(SHELL, key, NOON + HOUR / 2)
    assert queries.clock_view(key, NOON + HOUR / 2).state == "running"
    assert ledger.size() == 1


def test_a_step_answers_the_row_for_the_entry_of_the_action_around_it() -> None:
    key = started()
    with transaction.atomic():
        row = actions.meet_clock_within(key, NOON + HOUR)
        record("test.answered", SHELL, rows=[row])
    assert ledger.verify(SHELL).findings == []


@pytest.mark.django_db(transaction=True)
def test_a_step_outside_a_transaction_is_a_mistake_of_the_program() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        actions.start_clock_within(queries.instrument("eu-tco-order"), NOON)
    with pytest.raises(RuntimeError, match="transaction"):
        actions.meet_clock_within(uuid4(), NOON)


def test_an_unknown_clock_is_not_found() -> None:
    with pytest.raises(UnknownClock):
        queries.clock_view(uuid4(), NOON)
    with pytest.raises(UnknownClock):
        actions.meet_clock(SHELL, uuid4(), NOON)


def test_many_are_read_at_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    keys = [started(at=NOON + timedelta(minutes=minute)) for minute in range(5)]
    with django_assert_num_queries(1):
        views = queries.clock_views(keys, NOON + HOUR)
    assert [views[key].state for key in keys] == ["running"] * 5


def test_it_takes_the_permission_to_turn_a_clock() -> None:
    key = started()
    reader = Actor("user", "reader", frozenset({"peers.read"}))
    with pytest.raises(PermissionDenied):
        actions.meet_clock(reader, key, NOON)


def test_the_deadline_kept_for_sorting_is_the_one_that_the_rule_gives() -> None:
    key = started()
    turns = (
        lambda: None,
        lambda: actions.pause_clock(SHELL, key, "force-majeure", NOON + HOUR / 4),
        lambda: actions.resume_clock(SHELL, key, NOON + HOUR),
    )
    for turn in turns:
        turn()
        assert Clock.objects.get(pk=key).due_at == queries.clock_view(key, NOON + HOUR).due_at


def test_the_database_refuses_an_answer_before_the_demand() -> None:
    key = started()
    with pytest.raises(IntegrityError), transaction.atomic():
        Clock.objects.filter(pk=key).update(met_at=NOON - HOUR)


def test_what_arrived_together_shares_a_clock_until_one_part_is_answered() -> None:
    shared = started("pk-peca-37")
    with transaction.atomic():
        own = actions.copy_clock_within(shared)
        met = actions.meet_clock_within(own.id, NOON + HOUR)
        record("test.answered", SHELL, rows=[met])
    views = queries.clock_views([shared, own.id], NOON + 2 * HOUR)
    assert (views[shared].state, views[own.id].state) == ("running", "met")
    assert ledger.verify(SHELL).findings == []


def test_a_copy_keeps_the_pauses_of_the_shared_clock() -> None:
    shared = started("pk-peca-37")
    actions.pause_clock(SHELL, shared, "clarification", NOON + HOUR)
    with transaction.atomic():
        own = actions.copy_clock_within(shared)
        record("test.parted", SHELL, rows=[own])
    view = queries.clock_view(own.id, NOON + 9 * HOUR)
    assert (view.state, view.remaining) == ("paused", 47 * HOUR)
