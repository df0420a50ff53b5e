"""A platform that misbehaves as a test tells it to, and then works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from staydown.connectors.base import (
    MeasureKind,
    Order,
    Outcome,
    Reading,
    Refused,
    RetryAt,
    SnapshotOutcome,
    Unknown,
)
from staydown.platforms import AccountRef
from tests.support.world import MemoryPlatform

NOT_NOW = RetryAt(timedelta(seconds=1), "HTTP 500")
NEVER = Refused("protected", "it runs the platform")
NO_ANSWER = Unknown("the connection was lost")
UNREADABLE = Reading.unreadable("HTTP 500")


@dataclass(frozen=True)
class Step:
    """What a call does: `answer` is given instead of the truth; `acts` says whether it was done."""

    answer: Outcome
    acts: bool = False


@dataclass
class ScriptedPlatform(MemoryPlatform):
    """Follows `script`, `readings` and `pictures` until they are used up, then works.

    `during` is done within every call to apply or lift, before the platform acts.
    """

    script: list[Step] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    pictures: list[SnapshotOutcome] = field(default_factory=list)
    during: Callable[[Order], None] = lambda _order: None
    orders: list[tuple[str, Order]] = field(default_factory=list)
    pictured: int = 0

    @property
    def calls(self) -> list[str]:
        """`apply` and `lift` as they were called."""
        return [verb for verb, _ in self.orders]

    def holds(self, ref: str) -> set[MeasureKind]:
        """What is in force on an account."""
        return self.in_force.get(ref, set())

    def apply(self, order: Order) -> Outcome:
        return self._follow("apply", order, super().apply)

    def lift(self, order: Order) -> Outcome:
        return self._follow("lift", order, super().lift)

    def read(self, ref: AccountRef) -> Reading:
        return self.readings.pop(0) if self.readings else super().read(ref)

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        self.pictured += 1
        return self.pictures.pop(0) if self.pictures else super().snapshot(ref)

    def _follow(self, verb: str, order: Order, act: Callable[[Order], Outcome]) -> Outcome:
        self.orders.append((verb, order))
        self.during(order)
        step = self.script.pop(0) if self.script else None
        if step is None:
            return act(order)
        if step.acts:
            act(order)
        return step.answer


class Died(BaseException):
    """The worker's process ends here; nothing of ours catches it."""


def dies(_order: Order) -> None:
    """To be done `during` a call."""
    raise Died
