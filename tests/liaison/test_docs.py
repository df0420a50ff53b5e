"""docs/instruments.md tells of every sheet and every field."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from staydown.liaison import queries
from staydown.liaison.instrument import BatchField, Instrument

PAGE = (Path(__file__).parents[2] / "docs" / "instruments.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n")[1].split("\n## ")[0]


def named_in(text: str) -> set[str]:
    """The names in the first column of a table."""
    cells = re.findall(r"^\| (`[^|]+) \|", text, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def fields(model: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """The fields of a sheet as they are written in TOML, down to the second level."""
    for name, field in model.model_fields.items():
        inner = part_of(field.annotation)
        if inner is not None and not prefix:
            yield from fields(inner, f"{name}.")
        else:
            yield f"{prefix}{field.alias or name}"


def part_of(annotation: object) -> type[BaseModel] | None:
    """The part that a field holds, alone or in a list."""
    candidates = (annotation, *get_args(annotation))
    found = [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]
    return found[0] if found else None


def test_it_names_every_instrument_and_no_other() -> None:
    assert named_in(section("The sheets that ship")) == {
        sheet.id for sheet in queries.instruments()
    }


def test_it_names_every_field_and_no_other() -> None:
    assert named_in(section("The fields")) == set(fields(Instrument))


def test_it_names_every_fact_that_a_batch_may_need() -> None:
    assert all(f"`{fact}`" in PAGE for fact in get_args(BatchField))


@pytest.mark.parametrize("sheet", queries.instruments(), ids=lambda sheet: sheet.id)
def test_its_table_says_what_the_sheets_say(sheet: Instrument) -> None:
    row = re.search(rf"^\| `{sheet.id}` \|(.*)\|$", PAGE, flags=re.MULTILINE)
    assert row is not None
    subject, compels, time, *_ = (cell.strip() for cell in row[1].split("|"))
    allowance = sheet.clock.allowance
    assert subject == sheet.subject
    assert compels == ("yes" if sheet.compels else "no")
    assert time == (f"{allowance.total_seconds() / 3600:g} h" if allowance else "none fixed")
