"""Cases for an import: joined where one is open, opened where none is."""

from __future__ import annotations

from threading import Thread
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction

from staydown.cases.intake import ImportedCases
from staydown.cases.models import Case
from staydown.kernel import actors
from staydown.kernel.ids import new_id
from staydown.ledger.actions import record

ONE, TWO = "x:handle:specimen_one", "x:handle:specimen_two"

pytestmark = pytest.mark.django_db


def opened(*refs: str) -> dict[str, UUID]:
    """The cases of an import of these accounts."""
    cases, batch = ImportedCases(), new_id()
    with transaction.atomic():
        found = cases.cases_for(list(refs), batch)
        record("referrals.submit", actors.shell(), sets=cases.opened())
    return found


def close(case: Case) -> None:
    with transaction.atomic():
        case.open = False
        case.save()
        record("cases.decide", actors.shell(), rows=[case])


def test_it_joins_the_open_case_and_opens_one_where_there_is_none() -> None:
    first = opened(ONE)
    second = opened(ONE, TWO)
    assert second[ONE] == first[ONE]
    assert Case.objects.count() == 2


def test_it_opens_a_new_case_where_the_last_one_is_closed() -> None:
    case = Case.objects.get(pk=opened(ONE)[ONE])
    close(case)
    assert opened(ONE)[ONE] != case.id


def test_an_import_in_chunks_opens_each_case_once_and_has_one_set_of_them() -> None:
    cases, batch = ImportedCases(), new_id()
    with transaction.atomic():
        first = cases.cases_for([ONE], batch)
        second = cases.cases_for([ONE, TWO], batch)
        [made] = cases.opened()
        record("referrals.submit", actors.shell(), sets=[made])
    assert first[ONE] == second[ONE]
    assert made.count == 2


def test_an_import_that_opens_none_has_no_set() -> None:
    opened(ONE)
    again = ImportedCases()
    with transaction.atomic():
        again.cases_for([ONE], new_id())
    assert again.opened() == []


@pytest.mark.django_db(transaction=True)
def test_a_case_that_an_import_joins_cannot_be_decided_until_the_import_is_through() -> None:
    """On SQLite one writer waits for the other in any case."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    opened(ONE)
    with transaction.atomic():
        ImportedCases().cases_for([ONE], new_id())
        assert in_another_thread_is_locked()
    assert not in_another_thread_is_locked()


def in_another_thread_is_locked() -> bool:
    """Whether somebody else could not take the case for a decision now."""
    refused: list[bool] = []

    def try_to_take() -> None:
        try:
            with transaction.atomic():
                Case.objects.select_for_update(nowait=True).get(ref=ONE)
            refused.append(False)
        except OperationalError:
            refused.append(True)
        finally:
            connection.close()

    thread = Thread(target=try_to_take)
    thread.start()
    thread.join()
    return refused == [True]
