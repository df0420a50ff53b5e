"""The matches of a case as the pages show them: two accounts side by side, for and against."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from staydown.cases.queries import MeasureView
from staydown.screening import queries as screening
from staydown.screening.queries import MatchView, Profiles

#: Steps of a bar, each 5% of its length: pages have no styles of their own (see `console.css`).
STEPS = 20
#: Findings that are shown at once on each side; the rest unfolds.
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of the engine: `bits` without its sign, `fill` the length of its bar."""

    signal: str
    text: str
    bits: float
    fill: int


@dataclass(frozen=True, slots=True)
class Side:
    """What speaks for a match, or against it, the strongest first."""

    findings: list[Finding]

    @property
    def first(self) -> list[Finding]:
        """Those that are shown at once."""
        return self.findings[:SHOWN]

    @property
    def rest(self) -> list[Finding]:
        """Those that unfold."""
        return self.findings[SHOWN:]

    @property
    def bits(self) -> float:
        """Their sum."""
        return sum(one.bits for one in self.findings)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A match with both profiles. `of_hundred`: how many of a hundred such pairs are returns."""

    match: MatchView
    profiles: Profiles
    speaking_for: Side
    against: Side

    @property
    def of_hundred(self) -> int:
        """From 1 to 99: the engine is never certain."""
        return min(99, max(1, round(self.match.probability * 100)))

    @property
    def compared(self) -> list[tuple[str, str, str]]:
        """(field, what this account shows, what the removed one showed), where either is known."""
        here, there = self.profiles.account, self.profiles.removed
        return [
            (name, _short(name, here.get(name, "")), _short(name, there.get(name, "")))
            for name in screening.PROFILE
            if name in here or name in there
        ]


def of_case(case_id: UUID) -> list[Suspicion]:
    """Every match of a case, the most probable first."""
    profiles = screening.profiles_of(case_id)
    return [_suspicion(one, profiles[one.id]) for one in screening.matches_of(case_id)]


def unjudged(found: Sequence[Suspicion]) -> list[Suspicion]:
    """Those that wait for a person's judgement."""
    return [one for one in found if one.match.state == "open"]


def holds(measures: Sequence[MeasureView]) -> list[MeasureView]:
    """The provisional holds among them that last."""
    return [one for one in measures if one.policy and one.in_force]


def _suspicion(match: MatchView, profiles: Profiles) -> Suspicion:
    strongest = max((abs(float(one["bits"])) for one in match.evidence), default=0.0)
    sides = [
        Side(sorted(_findings(match.evidence, sign, strongest), key=lambda one: -one.bits))
        for sign in (1, -1)
    ]
    return Suspicion(match, profiles, *sides)


def _findings(evidence: list[dict[str, Any]], sign: int, strongest: float) -> list[Finding]:
    """The findings on one side; what weighs nothing is on none."""
    return [
        Finding(one["signal"], one["text"], bits, max(1, round(STEPS * bits / strongest)))
        for one in evidence
        if (bits := sign * float(one["bits"])) >= 0.05
    ]


def _short(name: str, text: str) -> str:
    """A date without its time."""
    return text[:10] if name.endswith("_at") else text
