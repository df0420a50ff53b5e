"""Another value for any column, and a copy of any row: what a forger would write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Field, ForeignKey, Model, UniqueConstraint

from staydown.kernel.ids import new_id
from staydown.ledger.models import Vouched

_MOMENT = datetime.fromisoformat("2026-01-02T03:04:05Z")

#: How to write something else into a column of that kind.
_OTHER: dict[str, Callable[[Any], object]] = {
    "BooleanField": lambda value: not value,
    "DateField": lambda value: (value or _MOMENT.date()) + timedelta(days=1),
    "DateTimeField": lambda value: (value or _MOMENT) + timedelta(days=1),
    "JSONField": lambda _: {"forged": True},
    "PositiveBigIntegerField": lambda value: (value or 0) + 1_000,
    "PositiveIntegerField": lambda value: (value or 0) + 1_000,
    "PositiveSmallIntegerField": lambda value: (value or 0) + 1_000,
    "IntegerField": lambda value: (value or 0) + 1_000,
    "BigIntegerField": lambda value: (value or 0) + 1_000,
    "UUIDField": lambda _: new_id(),
}


def another(model: type[Model], column: str, value: Any) -> object:
    """A value that the column takes, and that is not `value`."""
    field = _field(model, column)
    target = field.target_field if isinstance(field, ForeignKey) else field
    kind = target.get_internal_type()
    return _OTHER.get(kind, _other_text)(value)


def copy_of(row: Vouched) -> Vouched:
    """The same row with another id, and another value wherever the database wants it unique."""
    model = type(row)
    values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    for column in _unique_columns(model):
        values[column] = another(model, column, values[column])
    return model(**values | {"id": new_id()})


def columns_not_vouched_for(model: type[Vouched]) -> set[str]:
    """The columns that somebody may change unseen."""
    everything = {field.attname for field in model._meta.concrete_fields}
    return everything - set(model.vouched_fields) - {"id", "salt", "sealed"}


def _other_text(text: str | None) -> str:
    """As long as it was, for the column may be full."""
    text = text or ""
    return ("y" if text.startswith("x") else "x") + text[1:]


def _unique_columns(model: type[Model]) -> set[str]:
    """The last column of each rule of uniqueness: one that differs is enough."""
    rules = [one for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
    names = {rule.fields[-1] for rule in rules}
    names |= {field.name for field in model._meta.concrete_fields if field.unique}
    return {_field(model, name).attname for name in names} - {"id"}


def _field(model: type[Model], name: str) -> Field[Any, Any]:
    """By its name or its column: `case` or `case_id`."""
    return next(
        field for field in model._meta.concrete_fields if name in {field.name, field.attname}
    )
