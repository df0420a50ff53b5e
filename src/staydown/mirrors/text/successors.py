"""Marks of a follow-up account: backup, new, real, v3, II, and the number after a name.

Source of the words: the forms named in the specification, with their usual equivalents in Arabic,
Urdu, Persian, Turkish, Russian, Indonesian, French, Spanish and German account names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from staydown.mirrors.text.words import word_set

MARKS = word_set("marks.txt")
_GLUED_ENDS = (
    "official", "officiel", "oficial", "original", "backup", "bkup", "bckup", "bkp", "reloaded",
    "returns", "returned", "isback", "account", "newacc", "reserve", "cadangan", "resmi", "yedek",
    "alt", "new", "real", "acc", "ofc", "two", "again", "back", "reborn", "isback",
)  # fmt: skip
_GLUED_STARTS = (
    "therealest", "thereal", "official", "theofficial", "original", "backupof", "backup", "newacc",
    "itsme", "iamthe", "iam", "its", "the", "real", "new", "resmi", "alt",
)  # fmt: skip
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_WORDS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "2nd": "2",
    "3rd": "3", "4th": "4", "5th": "5", "second": "2", "third": "3", "fourth": "4", "fifth": "5",
    "ثانی": "2", "الثانی": "2", "دوم": "2", "iki": "2", "ikinci": "2", "dua": "2", "kedua": "2",
    "vtoroy": "2", "второй": "2",
}  # fmt: skip
_VERSION = re.compile(r"^(?:v|ver|version|no|nr|part|pt|acc|account|id|x)0*(\d{1,3})$")
_BRACKETED = re.compile(r"^x{1,3}(\w{4,})x{1,3}$")
_FILLER = re.compile(r"^(?:x{1,4}|o{2,4}|i{1}|_+)$")
MIN_CORE = 4
"""A glued mark is cut only where this many letters of a core remain."""


@dataclass(frozen=True, slots=True)
class Split:
    """Words of a name without its marks; the marks; the number after the name; and the ordinal,
    which says the how-manieth account it is."""

    core: tuple[str, ...]
    marks: frozenset[str] = frozenset()
    number: str = ""
    ordinal: str = ""


def split_marks(words: tuple[str, ...]) -> Split:
    """Take marks and numbers off a name's words; a name that is all marks keeps its words."""
    core: list[str] = []
    marks: set[str] = set()
    number = ordinal = ""
    for position, word in enumerate(words):
        if word.isdigit():
            number, ordinal = (number, word) if number else (word, ordinal)
        elif counted := _ordinal(word, last=position == len(words) - 1):
            ordinal = counted
        elif word in MARKS or _FILLER.match(word):
            marks.add(word)
        else:
            core.append(word)
    if not core:
        return Split(words)
    return Split(_without_glued(core, marks), frozenset(marks), number, ordinal)


def _ordinal(word: str, *, last: bool) -> str:
    version = _VERSION.match(word)
    if version:
        return version.group(1)
    return _ROMAN.get(word, _WORDS.get(word, "")) if last else ""


def _without_glued(core: list[str], marks: set[str]) -> tuple[str, ...]:
    """`specimenbackup`, `itsspecimen_khan`, `xspecimenx`: no separator shows the mark."""
    bracketed = _BRACKETED.match(core[0]) if len(core) == 1 else None
    if bracketed:
        core = [bracketed.group(1)]
    end = _glued(core[-1], core[-1].endswith, _GLUED_ENDS)
    if end:
        core[-1] = core[-1][: -len(end)]
        marks.add(end)
    start = _glued(core[0], core[0].startswith, _GLUED_STARTS)
    if start:
        core[0] = core[0][len(start) :]
        marks.add(start)
    return tuple(core)


def _glued(word: str, has: Callable[[str | tuple[str, ...]], bool], marks: tuple[str, ...]) -> str:
    """The first of the marks that the word has and can spare, "" for none."""
    if not has(marks):
        return ""
    spare = len(word) - MIN_CORE
    return next((mark for mark in marks if len(mark) <= spare and has(mark)), "")
