"""From the text of a cell to the accounts that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from staydown.platforms import warnings
from staydown.platforms.canonical import is_canonical, url_of
from staydown.platforms.cells import label_of, phones_in, pieces_of, tokens_of
from staydown.platforms.platform import Reading
from staydown.platforms.refs import AccountRef, AddressError, Found
from staydown.platforms.refusals import refusal
from staydown.platforms.registry import PLATFORMS
from staydown.platforms.remarks import is_formula, is_remark
from staydown.platforms.shapes import is_number, is_reference
from staydown.platforms.text import clean, unwrap
from staydown.platforms.tokens import Hint, read_reference, read_token
from staydown.platforms.whatsapp import WHATSAPP

_LONGEST_CELL = 32_767
"""The most characters that a cell of a spreadsheet program can hold."""
_SINGLE = re.compile(r"(?:(?:https?|tg)://)?[A-Za-z][!-'*+\-./0-9<-{}~]*|@[A-Za-z0-9_.]+")
"""One token of plain signs without any that divides addresses, nor a label's colon."""

Outcome = Found | AddressError


def find(text: str, *, platform: str | None = None, region: str = "PK") -> list[Outcome]:
    """The accounts that a cell names, and a typed error for each part that should and does not.

    Never empty: an empty cell gives one AddressError `empty`. The same account written twice is
    found once. `platform` (a name of PLATFORMS) is the default where the text alone does not say;
    `region` (ISO 3166) is where national phone numbers belong. Raises ValueError only for a
    `platform` that does not exist.
    """
    hint = _hint(platform, region)
    if len(text) > _LONGEST_CELL:
        return [refusal("too-long", text)]
    if is_reference(text) and is_canonical(text):
        return [_outcome(read_reference, text, hint)]
    if _SINGLE.fullmatch(text):
        return [_outcome(read_token, unwrap(text), hint)]
    return _find_in_cell(text, hint)


def parse(text: str, *, platform: str | None = None, region: str = "PK") -> Found:
    """The one account that `text` names; raises AddressError, `several` where it names more."""
    outcomes = find(text, platform=platform, region=region)
    if len(outcomes) > 1:
        raise refusal("several", text)
    if isinstance(outcomes[0], AddressError):
        raise outcomes[0]
    return outcomes[0]


@lru_cache(maxsize=256)
def _hint(name: str | None, region: str) -> Hint:
    if name is not None and name not in PLATFORMS:
        raise ValueError(f"{name!r} is not a platform; it is one of {', '.join(PLATFORMS)}")
    platform = PLATFORMS[name] if name else None
    return Hint(platform, platform, region.upper())


def _outcome(read: Callable[[str, Hint], Reading], token: str, hint: Hint) -> Outcome:
    try:
        ref, marks = read(token, hint)
    except AddressError as error:
        return error
    if hint.given and hint.given.name != ref.platform:
        marks = (*marks, warnings.PLATFORM_MISMATCH)
    return Found(ref, url_of(ref), marks, token)


class Piece(NamedTuple):
    """One part of a cell, its label taken off: its addresses, and the words left over.

    A piece without addresses is bare: words alone, of which one may be a handle.
    """

    text: str
    addresses: list[str]
    words: list[str]
    hint: Hint

    @property
    def is_prose(self) -> bool:
        """Whether its words are several, or one that is a usual remark."""
        return len(self.words) != 1 or is_remark(self.words)


def _find_in_cell(text: str, hint: Hint) -> list[Outcome]:
    cell = clean(text)
    if refused := _refused_as_a_whole(text, cell):
        return [refused]
    pieces = [_piece(part, hint) for part in pieces_of(cell)]
    if not any(piece.addresses for piece in pieces):
        return _distinct(_bare_cell(cell, pieces))
    outcomes = [outcome for piece in pieces for outcome in _beside_addresses(piece)]
    if any(_has_ignored_words(piece) for piece in pieces):
        outcomes = [_marked(outcome, warnings.WORDS_IGNORED) for outcome in outcomes]
    return _distinct(outcomes)


def _refused_as_a_whole(text: str, cell: str) -> AddressError | None:
    if not cell:
        return refusal("empty", text)
    if is_formula(cell):
        return refusal("formula", cell)
    return None


def _piece(text: str, hint: Hint) -> Piece:
    label = label_of(text)
    if label:
        hint, text = hint._replace(platform=PLATFORMS[label[0]]), label[1]
    bare, tokens = unwrap(text), tokens_of(text)
    if is_number(bare) or (label and not tokens.addresses and len(bare.split()) == 1):
        return Piece(bare, [bare], [], hint)
    phones = phones_in(tokens.rest) if hint.platform is WHATSAPP and tokens.words else []
    return Piece(bare, tokens.addresses + phones, tokens.words, hint)


def _bare_cell(cell: str, pieces: list[Piece]) -> list[Outcome]:
    """Words alone: handles if each piece is one word, else the whole cell is a remark."""
    if not pieces or any(len(piece.text.split()) != 1 for piece in pieces):
        return [_remark_or_unknown(cell)]
    return [_outcome(read_token, piece.text, piece.hint) for piece in pieces]


def _remark_or_unknown(cell: str) -> AddressError:
    words = [word for word in (unwrap(word) for word in cell.split()) if word]
    return refusal("placeholder" if not words or is_remark(words) else "not-an-address", cell)


def _beside_addresses(piece: Piece) -> list[Outcome]:
    """What a piece gives in a cell where at least one address stands."""
    if piece.addresses or piece.is_prose:
        return [_outcome(read_token, text, piece.hint) for text in piece.addresses]
    return [refusal("bare-word", piece.text, value=piece.text)]


def _has_ignored_words(piece: Piece) -> bool:
    return bool(piece.words) and (bool(piece.addresses) or piece.is_prose)


def _marked(outcome: Outcome, warning: str) -> Outcome:
    if isinstance(outcome, AddressError):
        return outcome
    return replace(outcome, warnings=(*outcome.warnings, warning))


def _distinct(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Each account and each refusal once, the first."""
    first: dict[AccountRef | AddressError, Outcome] = {}
    for outcome in outcomes:
        first.setdefault(outcome.ref if isinstance(outcome, Found) else outcome, outcome)
    return list(first.values())
