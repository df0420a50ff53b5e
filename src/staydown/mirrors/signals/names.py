"""Signals on names: the handle, the display name, and the one against the other."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.signals.naming import LEVELS, agree, rarity
from staydown.mirrors.text.names import Name

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
_COMMON = 6.0
"""Below this many bits one unrelated account in some sixty agrees as well."""


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
        Example({"handle": "specimenhq"}, {"handle": "specimenhw"}, "near"),
        Example({"handle": "specimenhq"}, {"handle": "quetta_specimenhq"}, "within"),
        Example({"handle": "specimen"}, {"handle": "specimen_fans"}, "about"),
        Example({"handle": "specimen_lahore"}, {"handle": "unheard_of"}, "differs"),
        Example({"handle": "specimen"}, {}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the two handles."""
        return _compared(self.name, "handle", account.handle, "handle", entry.handle, background)


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
        Example({"display_name": "Specimen"}, {"display_name": "🔥🔥"}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the two display names."""
        return _compared(
            self.name, "name", account.display_name, "name", entry.display_name, background
        )


class NameHandle:
    """The name of one against the handle of the other, whichever pair agrees better.

    It finds a return that moved its old handle into its name, or the other way round.
    """

    name = "name_handle"
    levels = LEVELS
    examples = (
        Example({"handle": "specimenkhan"}, {"display_name": "Specimen Khan"}, "same"),
        Example({"display_name": "نمونہ خان"}, {"handle": "namuna_khan2"}, "sounds-alike"),
        Example({"handle": "specimen"}, {"handle": "specimen"}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare crosswise; None unless one pair is there."""
        crossed = (
            _compared(self.name, "name", account.display_name, "handle", entry.handle, background),
            _compared(self.name, "handle", account.handle, "name", entry.display_name, background),
        )
        found = [one for one in crossed if one]
        return min(found, key=lambda one: LEVELS.index(one.level)) if found else None


def _compared(
    signal: str, what: str, new: Name, old_what: str, old: Name, background: Background
) -> Comparison | None:
    if not (new and old):
        return None
    agreement = agree(new, old)
    bits = rarity(agreement, background)
    says = f"The {what} “{new.text}” {_SAYS[agreement.level]} the removed {old_what} “{old.text}”"
    common = agreement.level != "differs" and bits < _COMMON
    text = f"{says}; many have the like." if common else f"{says}."
    return Comparison(signal, agreement.level, bits, agreement.similarity, text)
