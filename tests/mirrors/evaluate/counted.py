"""Outcomes small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from staydown.mirrors.examples import Examples
from staydown.mirrors.outcomes import NOTHING, Outcomes, Truth
from staydown.mirrors.signals import COUNT, PLACE
from tests.mirrors.findings import compared


@dataclass(frozen=True)
class One:
    """An account: bits of its best match, by which signal, how probable that is said to be; whose
    it is, if anybody's, and at what place that entry comes (0: it is no candidate)."""

    bits: float
    said: float = 0.0
    mirror_of: str | None = None
    kind: str = "ordinary"
    place: int = 0
    cluster: str = ""
    signal: str = "bio"


def ret(bits: float, said: float = 0.0, place: int = 1, cluster: str = "") -> One:
    """A return, known by its handle."""
    return One(bits, said, "e", "return", place, cluster, "handle")


def innocent(bits: float, said: float = 0.0, kind: str = "ordinary") -> One:
    """Nobody's mirror; its biography is like that of an entry."""
    return One(bits, said, None, kind)


def outcomes(*ones: One) -> Outcomes:
    """What came of these accounts, each with one candidate."""
    rows = np.arange(len(ones))
    label = np.array([one.place == 1 for one in ones], bool)
    totals = np.array([one.bits for one in ones])
    said = np.array([one.said for one in ones])
    bits = np.zeros((len(ones), COUNT))
    for row, one in enumerate(ones):
        bits[row, PLACE[one.signal]] = one.bits
    pairs = Examples(rows, rows, compared([{}] * len(ones)), label, np.ones(len(ones)))
    return Outcomes(
        truths=[_truth(one) for one in ones],
        slices=[_slices(one) for one in ones],
        best=totals,
        own=np.where([one.place > 0 for one in ones], totals, NOTHING),
        place=np.array([one.place for one in ones], np.int64),
        probability=said, said=said, examples=pairs, bits=bits, totals=totals,
    )  # fmt: skip


def innocents(count: int) -> Sequence[One]:
    """Accounts of 0, 1, 2… bits."""
    return [innocent(float(number)) for number in range(count)]


def _truth(one: One) -> Truth:
    return Truth(one.mirror_of, one.kind, ("handle-same",) if one.mirror_of else (), one.cluster)


def _slices(one: One) -> dict[str, str]:
    return {"trick": "handle-same", "kind": "return"} if one.mirror_of else {}
