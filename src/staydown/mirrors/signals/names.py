"""Signals on names: the handle, the display name, and the one against the other."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison
from staydown.mirrors.signals.naming import LEVELS, agree, rarity
from staydown.mirrors.text.names import Name

_SAYS = {
    "same": "is the same as",
    "successor": "continues",
    "renumbered": "has another number than",
    "looks-alike": "looks like",
    "reordered": "has the words of",
    "sounds-alike": "sounds like",
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

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the two handles."""
        return _compared(self.name, "handle", account.handle, entry.handle, background)


class DisplayName:
    """The display name against the removed account's display name."""

    name = "display_name"
    levels = LEVELS

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the two display names."""
        return _compared(self.name, "name", account.display_name, entry.display_name, background)


class NameHandle:
    """The name of one against the handle of the other, whichever pair agrees better.

    It finds a return that moved its old handle into its name, or the other way round.
    """

    name = "name_handle"
    levels = LEVELS

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare crosswise; None unless one pair is there."""
        crossed = (
            _compared(self.name, "name", account.display_name, entry.handle, background),
            _compared(self.name, "handle", account.handle, entry.display_name, background),
        )
        found = [one for one in crossed if one]
        return min(found, key=lambda one: LEVELS.index(one.level)) if found else None


def _compared(
    signal: str, what: str, new: Name, old: Name, background: Background
) -> Comparison | None:
    if not (new and old):
        return None
    agreement = agree(new, old)
    bits = rarity(agreement, background)
    text = f"The {what} “{new.text}” {_SAYS[agreement.level]} “{old.text}”."
    return Comparison(signal, agreement.level, bits, agreement.similarity, text)
