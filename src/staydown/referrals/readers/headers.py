"""Which column means what: header texts to field names, by the synonyms in `headers.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from staydown.referrals.readers.text import cell_text, comparable

REQUIRED = "account"
_PARENTHESES = re.compile(r"[(\[（][^)\]）]*[)\]）]")
_PARTS = re.compile(r"[/|\n\r()\[\]–—]+")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row understood. Indexes are columns of the table, from 0.

    `fields` has the columns of each field, `account` possibly several; `unknown` the header texts
    of the columns that mean nothing to us; `width` is the number of columns that it spans.
    """

    fields: dict[str, list[int]]
    unknown: dict[int, str]
    texts: tuple[str, ...]

    @property
    def width(self) -> int:
        return len(self.texts)

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """The headers that mean nothing to us, without columns that have none."""
        return tuple(name for place, name in self.unknown.items() if self.texts[place])

    @property
    def columns(self) -> dict[str, str]:
        """The header text, as written, of each field; several of one field joined by ` + `."""
        return {
            name: " + ".join(self.texts[i] for i in places) for name, places in self.fields.items()
        }


def understand(cells: Sequence[str]) -> Header | None:
    """`cells` as a header row; None if no column of it names the account."""
    header = header_of(cells)
    return header if REQUIRED in header.fields else None


def header_of(cells: Sequence[str]) -> Header:
    """What each of `cells`, the texts of a header, means; they need not name an account."""
    texts = _without_empty_tail([cell_text(cell) for cell in cells])
    fields = _assign([meaning_of(text) for text in texts])
    taken = {place for places in fields.values() for place in places}
    unknown = {i: text or f"column {i + 1}" for i, text in enumerate(texts) if i not in taken}
    return Header(fields, _told_apart(unknown), tuple(texts))


def known_cells(cells: Sequence[str]) -> int:
    """How many of `cells` are header texts that we know."""
    return sum(1 for cell in cells if cell and meaning_of(cell_text(cell)) != _NOTHING)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a header text says: a field outright, or those it may stand for if nothing else does."""

    field: str | None = None
    weak: tuple[str, ...] = ()


_NOTHING = Meaning()


def meaning_of(text: str) -> Meaning:
    """What the header `text` means: whole, without its parentheses, or in one of its parts.

    A text whose parts mean different fields ("Platform / Link") means nothing.
    """
    if not text or len(text) > 200:
        return _NOTHING
    return (
        _look_up(text)
        or _look_up(_PARENTHESES.sub(" ", text))
        or _common({_look_up(part) for part in _PARTS.split(text)} - {None})
        or _NOTHING
    )


def synonyms(field: str) -> list[str]:
    """The header texts that always mean `field`, as `headers.toml` writes them."""
    return list(_table()[field]["names"])


def _look_up(text: str) -> Meaning | None:
    return _meanings().get(comparable(text))


def _common(found: set[Meaning | None]) -> Meaning | None:
    return found.pop() if len(found) == 1 else None


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files(__package__).joinpath("headers.toml").read_text("utf-8"))


@cache
def _meanings() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for field, entry in _table().items():
        for name in entry.get("weak", ()):
            before = found.get(comparable(name), _NOTHING)
            found[comparable(name)] = Meaning(weak=(*before.weak, field))
    for field, entry in _table().items():
        found.update({comparable(name): Meaning(field) for name in entry["names"]})
    return found


def _assign(meanings: Sequence[Meaning]) -> dict[str, list[int]]:
    """Columns of each field: the first that names it, and of `account` each one."""
    fields: dict[str, list[int]] = {}
    for place, meaning in enumerate(meanings):
        if meaning.field and (meaning.field == REQUIRED or meaning.field not in fields):
            fields.setdefault(meaning.field, []).append(place)
    for place, meaning in enumerate(meanings):
        vacant = next((name for name in meaning.weak if name not in fields), None)
        if vacant:
            fields[vacant] = [place]
    return fields


def _without_empty_tail(texts: list[str]) -> list[str]:
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _told_apart(unknown: dict[int, str]) -> dict[int, str]:
    """Headers that occur twice get their column number, so that neither hides the other."""
    times = Counter(unknown.values())
    return {
        i: text if times[text] == 1 else f"{text} (column {i + 1})" for i, text in unknown.items()
    }
