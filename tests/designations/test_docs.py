"""docs/lists.md says what the sources say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from staydown.designations.sources import SOURCES
from staydown.designations.sources.base import SourceFile
from staydown.designations.verdicts import How, Outcome

DOCS = (Path(__file__).parents[2] / "docs" / "lists.md").read_text("utf-8")


@pytest.mark.parametrize("list_id", SOURCES)
def test_each_list_has_its_row_with_its_facts(list_id: str) -> None:
    (row,) = re.findall(rf"^\| `{list_id}` \|.*$", DOCS, re.MULTILINE)
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    source = SOURCES[list_id]
    assert cells[4] == ("yes" if source.gives_start_dates else "no")
    assert cells[5] == f"{source.refresh.days} days"


def test_every_verdict_and_every_way_of_matching_is_explained() -> None:
    for word in (*Outcome, *How):
        assert f"`{word}`" in DOCS


def test_the_example_of_our_csv_is_one() -> None:
    (example,) = re.findall(r"```csv\n(.*?)```", DOCS, re.DOTALL)
    found = SOURCES["uk-proscribed"].parse([SourceFile("example.csv", example.encode())])
    assert [bool(entry.until) for entry in found.entries] == [True, False]
    assert found.findings == ()
