"""The generator's word lists, read from the CSV files beside this module.

`names.csv` holds given and family names with the romanisations people use in public; it was written
by hand for this generator, apart from the engine's own tables, so that testing the one on the other
means something. `vocabulary.csv` holds everyday words and stock biographies, `claims.csv` what
people say about old and new accounts: owners, but also news, fans, parodists and researchers.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
#: Which language a culture writes, and how many of a hundred people are of it.
CULTURES: Mapping[str, tuple[str, int]] = {
    "pakistani": ("ur", 26),
    "arab": ("ar", 22),
    "western": ("en", 22),
    "russian": ("ru", 9),
    "turkish": ("tr", 8),
    "indonesian": ("id", 7),
    "persian": ("fa", 6),
}


@dataclass(frozen=True, slots=True)
class Name:
    """A name as its bearers write it, and the ways they write it in Latin letters."""

    native: str
    latin: tuple[str, ...]


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@cache
def names(part: str, culture: str) -> tuple[Name, ...]:
    """The `given` or `family` names of a culture, the commonest first."""
    return tuple(
        Name(row["native"], tuple(row["latin"].split("|")))
        for row in _rows("names.csv")
        if row["part"] == part and row["culture"] == culture
    )


@cache
def words(language: str) -> tuple[str, ...]:
    """Everyday words, the commonest first."""
    rows = [row["text"] for row in _rows("vocabulary.csv") if _is(row, language, "word")]
    return tuple(rows[0].split())


@cache
def stock_bios(language: str) -> tuple[str, ...]:
    """Biographies that very many people have."""
    rows = [row["text"] for row in _rows("vocabulary.csv") if _is(row, language, "bio")]
    return tuple(rows[0].split("|"))


@cache
def sayings(kind: str, language: str) -> tuple[str, ...]:
    """Sentences of a kind with `{old}`, `{new}`, `{nth}` or `{name}` in them; English where the
    language has none."""
    found = tuple(row["text"] for row in _rows("claims.csv") if _is(row, language, kind))
    return found or sayings(kind, "en")


def _is(row: Mapping[str, str], language: str, kind: str) -> bool:
    return row["language"] == language and row["kind"] == kind
