"""Signals on names: the handle, the display name, and the one against the other."""

from __future__ import annotations

import numpy as np

from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import ABSENT, Example, Findings, Pairs
from staydown.mirrors.signals.naming import LEVELS, compare_names
from staydown.mirrors.telling import LATIN_ROW
from staydown.mirrors.text.naming import COLUMNS

_HANDLE, _NAME = 0, 1

_SAYS = {
    "same": "is the same as",
    "successor": "is a follow-up form of",
    "renumbered": "differs only in its number from",
    "looks-alike": "looks like",
    "reordered": "has the words, in another order, of",
    "sounds-alike": "is another spelling of",
    "near": "is a few letters from",
    "within": "overlaps with",
    "about": "speaks of",
    "shares-word": "shares a word with",
    "differs": "is unlike",
}


class Handle:
    """The handle against the removed account's handle.

    A return often keeps its handle's core and adds a number or a mark. How much a shared core
    says depends on how many unrelated accounts bear it: `ahmedkhan2` says little.
    """

    name = "handle"
    levels = LEVELS
    examples = (
        Example({"handle": "specimen_khan"}, {"handle": "Specimen.Khan"}, "same"),
        Example({"handle": "specimen_khan"}, {"handle": "specimenkhan_v2"}, "successor"),
        Example({"handle": "specimen1990"}, {"handle": "specimen1971"}, "renumbered"),
        Example({"handle": "specimen"}, {"handle": "5pec1men"}, "looks-alike"),
        Example({"handle": "KhanSpecimen"}, {"handle": "specimen_khan"}, "reordered"),
        Example({"handle": "specimen_yusuf"}, {"handle": "spcmnyousef"}, "sounds-alike"),
        Example({"handle": "specimenhall"}, {"handle": "spetimenhall"}, "near"),
        Example({"handle": "specimenhq"}, {"handle": "quetta_specimenhq"}, "within"),
        Example({"handle": "specimen"}, {"handle": "specimen_fans"}, "about"),
        Example({"handle": "specimen_orchard"}, {"handle": "lanterns_specimen"}, "shares-word"),
        Example({"handle": "specimen_lahore"}, {"handle": "unheard_of"}, "differs"),
        Example({"handle": "specimen"}, {}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """Compare the two handles."""
        return _compared(pairs, _HANDLE, _HANDLE)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """Both handles and how they agree."""
        return _said("handle", account.handle, level, "handle", entry.handle)


class DisplayName:
    """The display name against the removed account's display name."""

    name = "display_name"
    levels = LEVELS
    examples = (
        Example(
            {"display_name": "محمد نمونہ"}, {"display_name": "Muhammad Namuna"}, "sounds-alike"
        ),
        Example({"display_name": "Specimen"}, {"display_name": "𝕾𝖕𝖊𝖈𝖎𝖒𝖊𝖓 🔥"}, "same"),
        Example({"display_name": "Specimen"}, {"display_name": "Mufti Specimen"}, "successor"),
        Example({"display_name": "Specimen 90"}, {"display_name": "Specimen 71"}, "renumbered"),
        Example({"display_name": "Specimen"}, {"display_name": "Specirnen"}, "looks-alike"),
        Example({"display_name": "Specimen Khan"}, {"display_name": "Khan Specimen"}, "reordered"),
        Example({"display_name": "Specimenhall"}, {"display_name": "Spetimenhall"}, "near"),
        Example({"display_name": "Specimen"}, {"display_name": "Specimen Qandil"}, "within"),
        Example({"display_name": "Specimen"}, {"display_name": "Specimen News"}, "about"),
        Example(
            {"display_name": "Specimen Orchard"},
            {"display_name": "Lanterns Specimen"},
            "shares-word",
        ),
        Example({"display_name": "Specimen"}, {"display_name": "Tea and Books"}, "differs"),
        Example({"display_name": "Specimen"}, {"display_name": "🔥🔥"}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """Compare the two names."""
        return _compared(pairs, _NAME, _NAME)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """Both names and how they agree."""
        return _said("name", account.display_name, level, "name", entry.display_name)


class NameHandle:
    """The name of one against the handle of the other, whichever pair agrees better.

    It finds a return that moved its old handle into its name, or the other way round.
    """

    name = "name_handle"
    levels = LEVELS
    examples = (
        Example({"handle": "specimenkhan"}, {"display_name": "Specimen Khan"}, "same"),
        Example({"display_name": "نمونہ خان"}, {"handle": "namuna_khan2"}, "sounds-alike"),
        Example({"handle": "specimen"}, {"display_name": "Sheikh Specimen"}, "successor"),
        Example({"handle": "specimen90"}, {"display_name": "Specimen 71"}, "renumbered"),
        Example({"handle": "5pec1men"}, {"display_name": "Specimen"}, "looks-alike"),
        Example({"display_name": "Khan Specimen"}, {"handle": "specimen_khan"}, "reordered"),
        Example({"display_name": "Specimenhall"}, {"handle": "spetimenhall"}, "near"),
        Example({"handle": "specimen"}, {"display_name": "Specimen Qandil"}, "within"),
        Example({"handle": "specimen"}, {"display_name": "Specimen News"}, "about"),
        Example(
            {"handle": "specimen_orchard"}, {"display_name": "Lanterns Specimen"}, "shares-word"
        ),
        Example({"handle": "specimen"}, {"display_name": "Tea and Books"}, "differs"),
        Example({"handle": "specimen"}, {"handle": "specimen"}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The name with the handle and the handle with the name, whichever agrees better."""
        named, handled = _compared(pairs, _NAME, _HANDLE), _compared(pairs, _HANDLE, _NAME)
        missing = named.levels == ABSENT
        better = (handled.levels != ABSENT) & (missing | (handled.rarities > named.rarities))
        return Findings(
            np.where(better, handled.levels, named.levels),
            np.where(better, handled.rarities, named.rarities),
            better.astype(np.int64),
        )

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:
        """The pair that agrees better; `count` says which of the two it is."""
        del self
        if count:
            return _said("handle", account.handle, level, "name", entry.display_name)
        return _said("name", account.display_name, level, "handle", entry.handle)


def _said(what: str, new: str, level: str, old_what: str, old: str) -> str:
    return f"The {what} “{new}” {_SAYS[level]} the removed {old_what} “{old}”."


def _compared(pairs: Pairs, of_account: int, of_entry: int) -> Findings:
    """The account's handle or name against the entry's."""
    new, old = of_account * COLUMNS, of_entry * COLUMNS
    row, other = of_account * LATIN_ROW, of_entry * LATIN_ROW
    levels, bits = compare_names(
        pairs.accounts.facts, pairs.accounts.letters, pairs.new, new, row,
        pairs.entries.facts, pairs.entries.letters, pairs.old, old, other,
        pairs.counts, pairs.book.keys, pairs.book.classes, pairs.mine,
    )  # fmt: skip
    return Findings(levels, bits, np.zeros(len(levels), np.int64))
