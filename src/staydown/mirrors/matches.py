"""What screening finds: a suspected mirror, with its probability and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from staydown.mirrors.model import Evidence, Model, Tier
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals import compare_all

UNFILED = ("time", "language", "style", "location")
"""Signals that no key stands for: what they may add to what an entry promises."""
_MOST_BITS = 400.0


@dataclass(frozen=True, slots=True)
class Match:
    """A suspected mirror: the ids of the account and of the entry, how sure, and why."""

    account: str
    entry: str
    probability: float
    tier: Tier | None
    evidence: Sequence[Evidence]

    def record(self) -> dict[str, Any]:
        """The match record, as JSON values."""
        return {
            "account": self.account,
            "entry": self.entry,
            "probability": self.probability,
            "tier": self.tier,
            "evidence": [
                {"signal": one.signal, "bits": round(one.bits, 3), "text": one.text}
                for one in self.evidence
            ],
        }


def match(model: Model, entry: Prepared, account: Prepared, entries: int) -> Match:
    """Compare an account with an entry of a watchlist of so many entries."""
    evidence = model.evidence(tuple(compare_all(entry, account, model.background)))
    bits = sum(one.bits for one in evidence)
    probability = model.probability(bits, entries=entries)
    return Match(account.id, entry.id, probability, model.tier(probability), evidence)


def least_promise(model: Model, probability: float, entries: int) -> float:
    """The bits that keys must promise for an entry to be worth comparing, if only matches of at
    least this probability are wanted; 0 where all are."""
    if probability <= 0:
        return 0.0
    low, high = -_MOST_BITS, _MOST_BITS
    while high - low > 0.01:
        middle = (low + high) / 2
        if model.probability(middle, entries=entries) < probability:
            low = middle
        else:
            high = middle
    return max(0.0, low - _unfiled_bits(model))


def _unfiled_bits(model: Model) -> float:
    tables = [model.signals[name] for name in UNFILED if name in model.signals]
    return sum(max(0.0, *(t.bits(level, t.cap) for level in t.levels)) for t in tables)
