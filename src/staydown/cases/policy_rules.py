"""What a standing policy must satisfy, and when its holds stop, as functions of plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from staydown.cases.rules import GROUNDS, MOST_DAYS, MOST_HOURS, TIERS, Fault


@dataclass(frozen=True, slots=True)
class PolicyDraft:
    """A standing policy as its author writes it; see `StandingPolicy` for each field."""

    name: str
    tier: str
    hours: int
    ground: str
    basis: str
    ends_at: datetime
    most_wrong: int = 10
    judged_least: int = 10
    most_hourly: int = 20
    most_an_entry: int = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """What a policy's holds have come to.

    `placed`: all; `last_hour`: placed in the last 60 minutes; `upheld`, `overturned`: ended by a
    human's decision one way or the other; `lapsed`: ended because nobody decided in time;
    `standing`: not ended yet.
    """

    placed: int = 0
    last_hour: int = 0
    upheld: int = 0
    overturned: int = 0
    lapsed: int = 0

    @property
    def judged(self) -> int:
        """Holds on which a human decided."""
        return self.upheld + self.overturned

    @property
    def standing(self) -> int:
        """Holds that last."""
        return self.placed - self.judged - self.lapsed

    @property
    def wrong(self) -> float | None:
        """The share of the judged that was overturned; None before the first."""
        return self.overturned / self.judged if self.judged else None


def policy_faults(draft: PolicyDraft, now: datetime) -> list[Fault]:
    """Everything that is wrong with a policy's draft; empty when it may be signed."""
    found = []
    if not draft.name.strip():
        found.append(Fault("name", "name-missing", "Give the policy a name."))
    if draft.tier not in TIERS:
        found.append(Fault("tier", "tier-unknown", "Choose the tier: likely, or possible."))
    if draft.ground not in GROUNDS or not draft.basis.strip():
        text = "Name the instrument or the rule that the holds rest on; the user is told."
        found.append(Fault("basis", "basis-missing", text))
    if not 1 <= draft.hours <= MOST_HOURS:
        text = f"A hold lasts from 1 to {MOST_HOURS} hours."
        found.append(Fault("hours", "hours-out-of-bounds", text))
    if not now < draft.ends_at <= now + timedelta(days=MOST_DAYS):
        text = f"The policy ends on a day within {MOST_DAYS} days from now."
        found.append(Fault("ends_at", "end-out-of-bounds", text))
    return found + _bound_faults(draft)


def _bound_faults(draft: PolicyDraft) -> list[Fault]:
    found = []
    if not 0 <= draft.most_wrong <= 50:
        text = "The share of holds that may turn out wrong lies between 0 and 50 percent."
        found.append(Fault("most_wrong", "share-out-of-bounds", text))
    for field, least, most in (
        ("judged_least", 1, 1000),
        ("most_hourly", 1, 100_000),
        ("most_an_entry", 1, 1000),
    ):
        if not least <= getattr(draft, field) <= most:
            text = f"A number from {least} to {most:,}."
            found.append(Fault(field, "number-out-of-bounds", text))
    return found


def too_many(figures: Figures, most_hourly: int) -> str | None:
    """Why no further hold may be placed within this hour; None where one may."""
    if figures.last_hour < most_hourly:
        return None
    return f"{figures.last_hour} holds within an hour: the policy allows {most_hourly}"


def too_wrong(figures: Figures, most_wrong: int, judged_least: int) -> str | None:
    """Why so many of the holds were wrong that the policy must end; None while they are not."""
    if figures.judged < judged_least or figures.overturned * 100 <= most_wrong * figures.judged:
        return None
    return (
        f"{figures.overturned} of {figures.judged} judged holds were overturned: "
        f"the policy allows {most_wrong}%"
    )
