"""What it is worth that two texts have phrases in common."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from staydown.mirrors.background import Background
from staydown.mirrors.signals.sums import MOST_BITS, diminishing
from staydown.mirrors.text.shingles import runs

_IN_COMPANY = 0.6
"""Words of a phrase foretell each other: each is worth this part of its bits alone."""


def phrase_bits(
    shared: frozenset[int],
    texts: Iterable[Sequence[str]],
    length: int,
    family: str,
    places: int,
    background: Background,
) -> float:
    """Bits of surprise of sharing these runs of words.

    `texts` are the words of one side, `length` that of a run, `family` where runs are counted,
    `places` how many pairs of runs could have met. Phrases that many use are worth what their
    frequency says; others what their words say, less the chances that there were.
    """
    words = {
        word
        for text in texts
        for start, run in enumerate(runs(text, length))
        if run in shared
        for word in text[start : start + length]
    }
    spelt = sum(background.rarity("bio-word", word) for word in words)
    counted = diminishing(background.rarity(family, str(run)) for run in shared)
    by_words = _IN_COMPANY * spelt - math.log2(max(1, places))
    return max(0.0, min(MOST_BITS, counted, by_words))
