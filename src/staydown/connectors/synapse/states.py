"""How measures stand on a Synapse account: pure values, no calls.

An account is `locked` and `suspended` or not, each by itself. A removal is both; a hold is the
suspension alone. So a removed account reads as held too, and a removal that was done half
(suspended first, not locked yet) reads as a hold: safe to repeat, never stronger than ordered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from staydown.connectors.base import MeasureKind, Order


class Step(StrEnum):
    """One call that changes an account."""

    SUSPEND = "suspend"
    LOCK = "lock"
    UNLOCK = "unlock"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class AccountState:
    """The two switches of an account, and how they read as measures."""

    locked: bool
    suspended: bool

    def in_force(self) -> frozenset[MeasureKind]:
        """REMOVE where locked and suspended, HOLD where suspended."""
        found = set()
        if self.suspended:
            found.add(MeasureKind.HOLD)
        if self.suspended and self.locked:
            found.add(MeasureKind.REMOVE)
        return frozenset(found)

    def after_applying(self, order: Order) -> AccountState:
        """The state that the order to apply wants; nothing else is loosened."""
        removes = order.kind is MeasureKind.REMOVE
        return AccountState(locked=self.locked or removes, suspended=True)

    def after_lifting(self, order: Order) -> AccountState:
        """The state that the order to lift wants: what stands stays, and only what stands.

        Lifting a hold leaves the lock alone: whoever set it, this order does not speak of it.
        """
        lifts_lock = order.kind is MeasureKind.REMOVE
        locked = MeasureKind.REMOVE in order.standing or (self.locked and not lifts_lock)
        keeping = {MeasureKind.REMOVE, MeasureKind.HOLD} - {order.kind}
        return AccountState(locked=locked, suspended=bool(order.standing & keeping))

    def steps_to(self, wanted: AccountState) -> Iterator[Step]:
        """The calls that lead there, in the order that leaves no lock without a suspension."""
        if wanted.suspended and not self.suspended:
            yield Step.SUSPEND
        if wanted.locked and not self.locked:
            yield Step.LOCK
        if self.locked and not wanted.locked:
            yield Step.UNLOCK
        if self.suspended and not wanted.suspended:
            yield Step.RESTORE
