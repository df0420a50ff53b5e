"""Signals on what an account says of itself: biography and location."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison
from staydown.mirrors.signals.sums import diminishing


class Bio:
    """The biography against the removed account's: the same words in the same order.

    Slogans, verses and templates that many bear carry few bits, however long.
    """

    name = "bio"
    levels = ("same", "near", "shares-phrase", "differs")

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare runs of three words."""
        old, new = entry.bio.shingles, account.bio.shingles
        if not (old and new):
            return None
        shared = old & new
        overlap = len(shared) / len(old | new)
        surprise = diminishing(background.rarity("bio", str(run)) for run in shared)
        return Comparison(self.name, self._level(overlap), surprise, overlap, self._text(overlap))

    @staticmethod
    def _level(overlap: float) -> str:
        if overlap >= 0.999:
            return "same"
        if overlap >= 0.4:
            return "near"
        return "shares-phrase" if overlap > 0 else "differs"

    def _text(self, overlap: float) -> str:
        says = {
            "same": "is word for word the removed account's",
            "near": "repeats much of the removed account's",
            "shares-phrase": "shares a phrase with the removed account's",
            "differs": "shares no phrase with the removed account's",
        }
        return f"The biography {says[self._level(overlap)]}."


class Location:
    """The place named. A city is shared by thousands; a joke instead of a place is rarer."""

    name = "location"
    levels = ("same", "overlaps", "differs")

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the words of the two locations."""
        old, new = entry.location, account.location
        if not (old and new):
            return None
        shared = old & new
        level = "same" if old == new else "overlaps" if shared else "differs"
        bits = max((background.rarity("place", word) for word in shared), default=0.0)
        similarity = len(shared) / len(old | new)
        says = {"same": "is the same", "overlaps": "is partly the same", "differs": "is another"}
        return Comparison(self.name, level, bits, similarity, f"The place named {says[level]}.")
