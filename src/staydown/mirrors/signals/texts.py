"""Signals on what an account says of itself: biography and location."""

from __future__ import annotations

import numpy as np

from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import Example, Findings, Pairs, graded
from staydown.mirrors.traits import BIO_PHRASE, BIO_WORD, PLACE


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
            {"bio": "a specimen of words in a jar 🔥 again"},
            "near",
        ),
        Example(
            {"bio": "a specimen of words in a jar"},
            {"bio": "once there was a specimen of tea and of books"},
            "shares-phrase",
        ),
        Example(
            {"bio": "a specimen of words in a jar"},
            {"bio": "jar in words 🔥 specimen"},
            "shares-words",
        ),
        Example({"bio": "a specimen in words"}, {"bio": "tea and books"}, "differs"),
        Example({"bio": "a specimen in words"}, {"bio": None}, None),
    )
    _says = {  # noqa: RUF012
        "same": "is word for word the removed account's",
        "near": "repeats much of the removed account's",
        "shares-phrase": "shares a phrase with the removed account's",
        "shares-words": "has words of the removed account's in another order",
        "differs": "shares no phrase with the removed account's",
    }

    def compare(self, pairs: Pairs) -> Findings:
        """Runs of three words; where too few are shared, the words in any order."""
        runs, words = pairs.overlap(BIO_PHRASE), pairs.overlap(BIO_WORD)
        share = runs.found / np.maximum(1, runs.old + runs.new - runs.found)
        by_runs, by_words = runs.surprise(), words.surprise()
        enough = words.found >= _FEW_WORDS
        fewer = np.minimum(words.old, words.new)
        reworded = enough & (words.found >= _REWORDED * fewer) & (by_words > by_runs)
        most = share >= _MOST_OF
        levels = graded(runs.present(), share > 0.999, most, ~reworded & (runs.found > 0), reworded)
        better = np.where(enough, np.maximum(by_runs, by_words), by_runs)
        bits = np.select([levels <= 1, levels == 2, levels == 3], [better, by_runs, by_words], 0.0)
        return Findings(levels, bits, words.found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How much of the text is shared, and how many words."""
        words = f" ({count} words in common)" if level != "differs" and count > 1 else ""
        return f"The biography {self._says[level]}{words}."


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
    _says = {"same": "is the same", "overlaps": "is partly the same", "differs": "is another"}  # noqa: RUF012

    def compare(self, pairs: Pairs) -> Findings:
        """The words of the two places; the rarest counts."""
        words = pairs.overlap(PLACE)
        same = (words.found == words.old) & (words.found == words.new)
        return Findings(graded(words.present(), same, words.found > 0), words.best, words.found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """Whether the place is the same."""
        return f"The place named {self._says[level]}."


_MOST_OF = 0.4
_REWORDED = 0.35
_FEW_WORDS = 3
