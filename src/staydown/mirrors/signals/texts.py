"""Signals on what an account says of itself: biography and location."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Bio as Written
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.signals.phrases import phrase_bits
from staydown.mirrors.signals.sums import diminishing


class Bio:
    """The biography against the removed account's: the same words, in the same order or not.

    Slogans, verses and templates that many bear carry few bits, however long.
    """

    name = "bio"
    levels = ("same", "near", "shares-phrase", "shares-words", "differs")
    examples = (
        Example({"bio": "A Specimen, in words!"}, {"bio": "a specimen in words"}, "same"),
        Example(
            {"bio": "a specimen of words in a jar"},
            {"bio": "jar in words 🔥 specimen"},
            "shares-words",
        ),
        Example({"bio": "a specimen in words"}, {"bio": "tea and books"}, "differs"),
        Example({"bio": "a specimen in words"}, {"bio": None}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare runs of three words; where too few are shared, the rare words."""
        old, new = entry.bio, account.bio
        if not (old.shingles and new.shingles):
            return None
        shared = old.shingles & new.shingles
        overlap = len(shared) / len(old.shingles | new.shingles)
        if overlap < _NEAR and (reworded := self._by_words(old, new, background)):
            return reworded
        places = len(old.shingles) * len(new.shingles)
        bits = phrase_bits(shared, (new.words,), RUN, "bio", places, background)
        level = _level(overlap)
        return Comparison(self.name, level, bits, overlap, f"The biography {_SAYS[level]}.")

    def _by_words(self, old: Written, new: Written, background: Background) -> Comparison | None:
        """Words in common that few others use: a biography with its words changed about."""
        words, all_words = set(old.words) & set(new.words), set(old.words) | set(new.words)
        if len(words) < _FEW_WORDS:
            return None
        bits = {word: background.rarity("bio-word", word) for word in all_words}
        overlap = sum(bits[word] for word in words) / (sum(bits.values()) or 1.0)
        if overlap < _REWORDED:
            return None
        text = f"The biography {_SAYS['shares-words']} ({len(words)} of {len(all_words)})."
        found = diminishing(bits[word] for word in words)
        return Comparison(self.name, "shares-words", found, overlap, text)


RUN = 3
"""Words in a row that are compared, as `prepare` hashes them."""
_NEAR = 0.4
_REWORDED = 0.35
_FEW_WORDS = 3
_SAYS = {
    "same": "is word for word the removed account's",
    "near": "repeats much of the removed account's",
    "shares-phrase": "shares a phrase with the removed account's",
    "shares-words": "has words of the removed account's in another order",
    "differs": "shares no phrase with the removed account's",
}


def _level(overlap: float) -> str:
    if overlap >= 0.999:
        return "same"
    if overlap >= _NEAR:
        return "near"
    return "shares-phrase" if overlap > 0 else "differs"


class Location:
    """The place named. A city is shared by thousands; a joke instead of a place is rarer."""

    name = "location"
    levels = ("same", "overlaps", "differs")
    examples = (
        Example({"location": "Specimen City"}, {"location": "specimen CITY"}, "same"),
        Example({"location": "Specimen City"}, {"location": "Specimen"}, "overlaps"),
        Example({"location": "Specimen City"}, {"location": "Elsewhere"}, "differs"),
        Example({"location": "Specimen City"}, {}, None),
    )

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
