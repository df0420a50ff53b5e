"""Whoever changes a row that the ledger vouches for is found out, and the row is named.

The story holds rows of every such table, and the tests go through all tables and all their columns
by themselves, so that a new one cannot be forgotten.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from staydown.kernel import actors
from staydown.kernel.ids import new_id
from staydown.ledger.actions import label_of, record
from staydown.ledger.models import Vouched
from staydown.ledger.tables import vouched_models
from staydown.ledger.verify import Finding, verify
from tests.ledger.forging import another, columns_not_vouched_for, copy_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("story", "undone")]

MODELS = {label_of(model): model for model in vouched_models()}
COLUMNS = [(table, column) for table, model in MODELS.items() for column in model.vouched_fields]

#: Columns that no action's outcome rests on: work's own waits and leases, and what follows from
#: another column. Whoever adds a column adds it to `vouched_fields`, or says here why not.
FREE = {
    "designations.name": {"script"},  # follows from the text
    # `round` follows from the order of ids, `check_at` is a wait.
    "enforcement.delivery": {
        "next_at", "tries_left", "leased_until", "leased_by", "detail", "round", "check_at",
    },
    # `text_sha256` stands for the text, which is blanked once it is delivered.
    "enforcement.noticedelivery": {
        "next_at", "tries_left", "leased_until", "leased_by", "detail", "text",
    },
    "enforcement.snapshotrequest": {"next_at", "tries_left", "leased_until", "leased_by", "detail"},
    "screening.watchentry": {"version"},  # a count of changes, for processes that follow
}  # fmt: skip

every_table = pytest.mark.parametrize("table", MODELS)


def rows_of(table: str) -> list[Vouched]:
    """The first, which a later entry names by itself where there is such a one, and the last."""
    rows = list(MODELS[table]._base_manager.order_by("id"))
    return [rows[0], rows[-1]]


def change(row: Vouched, /, **columns: object) -> None:
    """Past `save`, which would seal the row."""
    type(row)._base_manager.filter(pk=row.pk).update(**columns)


def findings_in(table: str) -> list[Finding]:
    found = verify().findings
    assert {one.table for one in found} <= {table}, found
    return found


def names(table: str, row: Vouched) -> bool:
    """Whether verification names that row of that table."""
    return str(row.pk) in {one.row for one in findings_in(table)}


def test_the_story_holds() -> None:
    report = verify()
    assert report.findings == []
    assert report.rows == sum(model._base_manager.count() for model in MODELS.values())


@every_table
def test_the_story_has_rows_of_every_table(table: str) -> None:
    assert MODELS[table]._base_manager.exists()


@every_table
def test_every_column_is_vouched_for_or_said_to_be_free(table: str) -> None:
    assert columns_not_vouched_for(MODELS[table]) == FREE.get(table, set())


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_is_found_and_its_row_named(table: str, column: str) -> None:
    for row in rows_of(table):
        with transaction.atomic():
            change(row, **{column: another(MODELS[table], column, getattr(row, column))})
            assert names(table, row)
            transaction.set_rollback(True)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_changed_column_is_found_even_if_the_row_was_sealed_anew(table: str, column: str) -> None:
    [_, row] = rows_of(table)
    setattr(row, column, another(MODELS[table], column, getattr(row, column)))
    row.save()
    assert findings_in(table)


@every_table
def test_another_salt_is_found(table: str) -> None:
    [row, _] = rows_of(table)
    change(row, salt=b"\0" * 16)
    assert names(table, row)


@every_table
def test_another_seal_is_found_before_the_next_change_takes_it_for_true(table: str) -> None:
    [row, _] = rows_of(table)
    change(row, sealed=b"\0" * 32)
    assert names(table, row)


@every_table
def test_a_row_under_another_id_is_found(table: str) -> None:
    [row, _] = rows_of(table)
    moved = new_id()
    change(row, id=moved)
    row.pk = moved
    assert names(table, row)


@every_table
def test_a_deleted_row_is_found(table: str) -> None:
    for row in rows_of(table):
        with transaction.atomic():
            MODELS[table]._base_manager.filter(pk=row.pk)._raw_delete("default")
            assert findings_in(table)
            transaction.set_rollback(True)


@every_table
def test_all_rows_deleted_are_found(table: str) -> None:
    MODELS[table]._base_manager.all()._raw_delete("default")
    assert findings_in(table)


@every_table
def test_an_inserted_copy_is_found(table: str) -> None:
    [row, _] = rows_of(table)
    copy = copy_of(row)
    MODELS[table]._base_manager.bulk_create([copy])
    assert names(table, copy)


@every_table
def test_a_row_made_without_an_entry_is_found_though_it_is_sealed(table: str) -> None:
    [row, _] = rows_of(table)
    copy_of(row).save(force_insert=True)
    assert findings_in(table)


def test_a_change_that_a_later_entry_covers_up_is_found_between_the_two() -> None:
    [row, _] = rows_of("liaison.peer")
    row.name = "Forged"  # type: ignore[attr-defined]
    row.save()  # sealed, without an entry
    row.country = "XX"  # type: ignore[attr-defined]
    with transaction.atomic():
        row.save()
        record("peers.change", actors.shell(), rows=[row])
    [finding] = findings_in("liaison.peer")
    assert (finding.code, finding.row) == ("row-altered-between", str(row.pk))


def test_a_free_column_may_change() -> None:
    [row, _] = rows_of("enforcement.delivery")
    change(row, leased_by="worker-7", tries_left=1)
    assert verify().ok
