"""Several names in one ALIAS_NAME, taken apart where that is safe.

Safe are a semicolon and the list's own bracket form, an original name followed by its
romanisations: `جبهة النصرة (the Victory Front; Jabhat al-Nusrah)`. A comma is not: it belongs to
names (`Wilayat al-Yemen, Province of Yemen`). A name in quotation marks ("The Base") and one that
the list calls a sub-unit's are weak: neither is the entity's own name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from staydown.designations.names import is_acronym, script_of

_NOTE = re.compile(r"\(\s*original script\s*\)", re.IGNORECASE)
_SUB_UNIT = re.compile(r"\s*-\s*sub-unit name\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"\s+[b-h]\)\s+")
_QUOTED = re.compile(r'^["“«].*["”»]$')


def names_in(text: str) -> Iterator[tuple[str, bool]]:
    """Each name in `text`, and whether it is sure to be one of the entity itself."""
    if not text:
        return
    sub_unit = bool(_SUB_UNIT.search(text))
    plain = _SUB_UNIT.sub("", _NOTE.sub("", _NUMBERED.sub("; ", text)))
    for piece in _pieces(plain):
        name = piece.strip(' "“”«»')
        if name:
            yield name, not (sub_unit or _QUOTED.match(piece))


def _pieces(text: str) -> list[str]:
    if ";" in text:
        return [_balanced(piece.strip()) for piece in re.split(r"[;]|(?<!\()\((?=[^;()]*;)", text)]
    outer, inner = _brackets(text)
    if inner and script_of(outer) != script_of(inner) and not is_acronym(inner):
        return [outer, inner]
    return [text]


def _brackets(text: str) -> tuple[str, str]:
    """`outer (inner)` in two; the second is empty where that is not the form."""
    found = re.fullmatch(r"([^()]+?)\s*\((.+)\)", text)
    return (found.group(1), found.group(2)) if found else (text, "")


def _balanced(piece: str) -> str:
    """Drop the bracket whose partner went to another piece."""
    while piece.count(")") > piece.count("(") and piece.endswith(")"):
        piece = piece[:-1].rstrip()
    return piece.lstrip("(").strip() if piece.count("(") > piece.count(")") else piece
