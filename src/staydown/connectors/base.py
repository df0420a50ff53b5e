"""What a connector is: how a measure reaches one kind of platform, and what comes back.

A connector raises nothing for what a platform does. Each verb returns a typed outcome, and the
outcome alone tells the caller what to do next::

    Applied      it was done now
    AlreadySo    it was so before; nothing was changed
    RetryAt      it was not done, or in part; ask again after `after`
    Refused      it was not done and will not be; a person must look
    Unknown      it may have been done: ask `read`, then decide

Orders carry an idempotency key, the same on every attempt, so that asking twice does nothing twice.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias

if TYPE_CHECKING:
    from staydown.platforms import AccountRef


class MeasureKind(StrEnum):
    """What must hold on the platform as the consequence of a decision."""

    REMOVE = "remove"
    WITHHOLD = "withhold"
    LIMIT = "limit"
    HOLD = "hold"


class Reversible(StrEnum):
    """How far lifting a measure brings back what was there before."""

    FULLY = "fully"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Ability:
    """What a connector can do about one measure; `note` says what undo cannot bring back."""

    apply: bool
    lift: bool
    read: bool
    reversible: Reversible
    note: str

    @classmethod
    def none(cls, note: str) -> Self:
        """The platform has no such measure; `note` says why."""
        return cls(apply=False, lift=False, read=False, reversible=Reversible.NO, note=note)


@dataclass(frozen=True, slots=True)
class Order:
    """One measure to apply to, or to lift from, one account.

    `key` is the idempotency key, the same on every attempt. `standing` names the other measures
    that must still hold on this account after the order, which matters when a measure is lifted:
    lifting a removal from an account that is also under a provisional hold leaves the hold.
    `territories` are ISO 3166 codes and belong to `withhold`; empty means everywhere.
    """

    ref: AccountRef
    kind: MeasureKind
    key: str
    territories: tuple[str, ...] = ()
    standing: frozenset[MeasureKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Notice:
    """What the user of an account is told, in plain text.

    `key` is the idempotency key, the same on every attempt; `language` a code such as `en` or `ur`.
    """

    key: str
    language: str
    subject: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Applied:
    """The platform confirmed that it did what the order says."""

    detail: str


@dataclass(frozen=True, slots=True)
class AlreadySo:
    """The platform was already as the order wants it; nothing was changed."""

    detail: str


@dataclass(frozen=True, slots=True)
class RetryAt:
    """Not done, or only in part, and repeating the order is safe: wait at least `after`."""

    after: timedelta
    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done, and asking again will not help: a person must look.

    `code` is stable and in kebab-case; `CODES` of this module lists those of all connectors.
    """

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The call may or may not have taken effect; `read` tells which."""

    reason: str


Outcome: TypeAlias = Applied | AlreadySo | RetryAt | Refused | Unknown

CODES: Mapping[str, str] = {
    "credentials": "the platform does not accept our credentials, or they lack the power",
    "no-such-account": "the platform has no such account",
    "not-able": "this connector has no such measure",
    "not-served": "this connector does not serve this account",
    "protected": "the account runs the platform itself, and blocking it would lock us out",
    "refused": "the platform refused for a reason of its own",
    "rejected": "the platform does not understand our request; the address may be wrong",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What holds on the platform now.

    `known` is false where the platform could not be read; the other fields then say nothing.
    `exists` is None where the platform does not tell. `in_force` names every measure that holds,
    also one that a stronger one brings with it: a removed account may read as held besides
    (`IMPLIED`). So ask `shows_applied` and `shows_lifted` rather than the set itself.
    """

    known: bool
    exists: bool | None
    in_force: frozenset[MeasureKind]
    detail: str

    @classmethod
    def unreadable(cls, detail: str) -> Self:
        """The platform could not be read now."""
        return cls(known=False, exists=None, in_force=frozenset(), detail=detail)

    @classmethod
    def absent(cls, detail: str) -> Self:
        """The platform says that it has no such account."""
        return cls(known=True, exists=False, in_force=frozenset(), detail=detail)

    def shows_applied(self, order: Order) -> bool:
        """Whether the platform is now as the order to apply wants it."""
        return self.known and order.kind in self.in_force

    def upholds(self, kind: MeasureKind) -> bool:
        """Whether the measure holds, by itself or through a stronger one that brings it along."""
        return self.known and any(
            kind is holding or kind in IMPLIED.get(holding, ()) for holding in self.in_force
        )

    def shows_lifted(self, order: Order) -> bool:
        """Whether the platform is now as the order to lift wants it: gone, the standing kept."""
        if not self.known or not order.standing <= self.in_force:
            return False
        implied = {kind for standing in order.standing for kind in IMPLIED.get(standing, ())}
        return order.kind not in self.in_force or order.kind in implied


IMPLIED: Mapping[MeasureKind, frozenset[MeasureKind]] = {
    MeasureKind.REMOVE: frozenset({MeasureKind.HOLD}),
}
"""Measures that another one may bring with it: nobody uses a removed account either."""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One raw answer of the platform, kept as it came, less what we must not hold."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An account as it stood at `taken_at` (UTC): an account record, and the answers behind it."""

    taken_at: datetime
    account: dict[str, Any] = field(repr=False)
    evidence: tuple[EvidenceFile, ...]


SnapshotOutcome: TypeAlias = Snapshot | Refused | RetryAt | Unknown


class Connector(ABC):
    """Applies, lifts and reads back measures on one kind of platform.

    None of the verbs raises for anything that the platform does. Each is safe to call from several
    threads, blocks no longer than its configured time-out, and may be repeated.
    """

    name: str
    abilities: Mapping[MeasureKind, Ability]

    @abstractmethod
    def serves(self, ref: AccountRef) -> bool:
        """Whether accounts like this one are ours to act on; asks nobody."""

    @abstractmethod
    def apply(self, order: Order) -> Outcome:
        """Make the measure hold."""

    @abstractmethod
    def lift(self, order: Order) -> Outcome:
        """Take the measure back, leaving what `order.standing` names."""

    @abstractmethod
    def read(self, ref: AccountRef) -> Reading:
        """What holds on the platform now."""

    @abstractmethod
    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        """The account as it stands, for the record and for the watchlist."""

    @abstractmethod
    def notify(self, ref: AccountRef, notice: Notice) -> Outcome:
        """Tell the user of the account. `Applied`: told now; `AlreadySo`: told before under this
        key. What is `Unknown` cannot be read back; it is asked for again under the same key."""

    @abstractmethod
    def check(self) -> list[str]:
        """What is wrong with the configuration, one sentence each; empty when all is well."""

    @abstractmethod
    def close(self) -> None:
        """Let go of connections."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name!r}>"
