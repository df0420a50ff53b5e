"""Reading the name in a claim: one organisation, one with another in brackets, or several."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from staydown.designations.names import Key, key_of

_BRACKET = re.compile(r"[(\[{（]([^()\[\]{}（）]*)[)\]}）]")
_STROKE = re.compile(r"[/|\n;\\]")
_JOINED = re.compile(r"\s*(?:,|،|؛|&|\+|\band\b|\bاور\b|\bو\b)\s*", re.IGNORECASE)
_DASH = re.compile(r"\s+[-–—:]\s+|:\s+")

#: What is said of a group in front of its name: "banned", "proscribed", "so-called" in Urdu.
_SAID_OF_IT = re.compile(
    r"^\s*(?:(?:banned|proscribed|outlawed|defunct|so-called|designated)\b|کالعدم|نام نہاد)\s+",
    re.IGNORECASE,
)


class Role(StrEnum):
    """Where a part of the name stands."""

    WHOLE = "whole"
    OUTER = "outer"
    BRACKET = "bracket"
    ONE_OF_SEVERAL = "one-of-several"


@dataclass(frozen=True, slots=True)
class Part:
    """One name to look up."""

    text: str
    key: Key
    role: Role


def parts_of(name: str, known: Callable[[str], bool]) -> list[Part]:
    """The names in `name`, none if there is none. `known` tells whether a key means something.

    A name that is known as it stands is not taken apart: lists have names with brackets, strokes
    and "and" in them. A stroke separates always; "and", a comma or a dash only names that are all
    known. What stands behind a dash, as in a bracket, goes with the name before it.
    """
    bare = _SAID_OF_IT.sub("", name)
    whole = _part(bare, Role.WHOLE)
    if not whole.key.words:
        return []
    if known(whole.key.text):
        return [whole]
    return _several(bare, known) or _dashed(bare, known) or _bracketed(bare)


def _bracketed(name: str) -> list[Part]:
    inner = [_part(text, Role.BRACKET) for text in _BRACKET.findall(name)]
    parts = [
        part for part in (_part(_BRACKET.sub(" ", name), Role.OUTER), *inner) if part.key.words
    ]
    return parts if len(parts) > 1 else [_part(part.text, Role.WHOLE) for part in parts]


def _dashed(name: str, known: Callable[[str], bool]) -> list[Part]:
    first, *others = _DASH.split(name)
    parts = [_part(first, Role.OUTER), *(_part(text, Role.BRACKET) for text in others)]
    return parts if others and all(known(part.key.text) for part in parts) else []


def _several(name: str, known: Callable[[str], bool]) -> list[Part]:
    outside = _BRACKET.sub(lambda found: re.sub(_STROKE, " ", found.group()), name)
    stroked = _named(_STROKE.split(outside))
    if len(stroked) > 1:
        return stroked
    joined = _named(_JOINED.split(outside))
    return joined if len(joined) > 1 and all(known(part.key.text) for part in joined) else []


def _named(texts: list[str]) -> list[Part]:
    parts = [_part(text, Role.ONE_OF_SEVERAL) for text in texts]
    return [part for part in parts if part.key.words]


def _part(text: str, role: Role) -> Part:
    return Part(" ".join(text.split()), key_of(text), role)
