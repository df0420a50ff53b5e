"""What screening finds: a suspected mirror, with its probability and the evidence."""

from __future__ import annotations

import math
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


def bits_wanted(model: Model, probability: float, entries: int) -> float:
    """The bits that make a match this probable on a watchlist of so many entries; minus infinity
    where every match is wanted."""
    if probability <= 0:
        return -math.inf
    low, high = -_MOST_BITS, _MOST_BITS
    while high - low > 0.01:
        middle = (low + high) / 2
        if model.probability(middle, entries=entries) < probability:
            low = middle
        else:
            high = middle
    return low


def unfiled_bits(model: Model) -> dict[str, float]:
    """The most bits that each signal without keys may add."""
    tables = {name: model.signals[name] for name in UNFILED if name in model.signals}
    return {
        name: max(0.0, *(table.bits(level, table.cap) for level in table.levels))
        for name, table in tables.items()
    }


def may_speak(account: Prepared) -> list[str]:
    """The signals without keys for which the account has the field."""
    fields = (account.created_at, account.language, account.writing.habits, account.location)
    return [name for name, field in zip(UNFILED, fields, strict=True) if field]
