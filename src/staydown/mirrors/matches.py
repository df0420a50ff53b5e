"""What screening finds: a suspected mirror, with its probability and the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Tier = Literal["likely", "possible"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one signal says: bits for (positive) or against (negative), and why, in words."""

    signal: str
    bits: float
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A suspected mirror: the ids of the account and of the entry, how sure, and why, the strongest
    evidence first."""

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
