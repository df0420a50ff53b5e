"""Adding the bits of traits that come together."""

from __future__ import annotations

from collections.abc import Iterable

MOST_COUNTED = 12
MOST_BITS = 30.0


def diminishing(bits: Iterable[float]) -> float:
    """The rarest trait in full, the second half, the third a third…: traits come in company.

    >>> diminishing([8.0, 4.0])
    10.0
    """
    ranked = sorted(bits, reverse=True)[:MOST_COUNTED]
    return min(MOST_BITS, sum(bit / place for place, bit in enumerate(ranked, start=1)))
