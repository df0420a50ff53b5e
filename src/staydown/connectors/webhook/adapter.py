"""Measures on a platform that speaks the webhook protocol."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping

from staydown.connectors.base import (
    Ability,
    AlreadySo,
    Applied,
    Connector,
    EvidenceFile,
    MeasureKind,
    Notice,
    Order,
    Outcome,
    Reading,
    Refused,
    Reversible,
    Snapshot,
    SnapshotOutcome,
)
from staydown.connectors.http import Failure, garbage
from staydown.connectors.webhook.client import WebhookClient
from staydown.connectors.webhook.messages import (
    MessageType,
    PlatformAnswer,
    account_message,
    measure_message,
    notice_message,
)
from staydown.kernel import clock
from staydown.kernel.ids import new_id
from staydown.platforms import AccountRef

PROBE = "staydown_check"
"""The handle that `check` asks for, on the first of the platforms."""

MOST_REASON = 200
"""Characters of a platform's own words that an outcome carries."""

_ABLE = Ability(
    apply=True,
    lift=True,
    read=True,
    reversible=Reversible.FULLY,
    note="The platform has agreed to keep what it blocks, so that a lift restores it.",
)
_UNABLE = Ability.none("The platform has not agreed to this measure (option `abilities`).")


class WebhookConnector(Connector):
    """The accounts of the platforms that one receiver answers for."""

    def __init__(
        self,
        name: str,
        platforms: Collection[str],
        measures: Collection[MeasureKind],
        client: WebhookClient,
    ) -> None:
        self.name = name
        self.abilities: Mapping[MeasureKind, Ability] = {
            kind: _ABLE if kind in measures else _UNABLE for kind in MeasureKind
        }
        self._platforms = frozenset(platforms)
        self._client = client

    def serves(self, ref: AccountRef) -> bool:
        """Whether the account's platform is one of those that the receiver answers for."""
        return ref.platform in self._platforms

    def apply(self, order: Order) -> Outcome:
        """Send `measure.apply`; the platform's state must bear out what it says."""
        return self._order(MessageType.APPLY, order)

    def lift(self, order: Order) -> Outcome:
        """Send `measure.lift` with the measures that must stand."""
        return self._order(MessageType.LIFT, order)

    def read(self, ref: AccountRef) -> Reading:
        """Send `account.read`."""
        if not self.serves(ref):
            return Reading.unreadable("this connector does not serve this account")
        answer = self._ask(MessageType.READ, ref)
        if not isinstance(answer, PlatformAnswer):
            return Reading.unreadable(answer.reason)
        return _reading(answer)

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        """Send `account.snapshot`. Evidence is the answer less what we must not hold."""
        if not self.serves(ref):
            return _unserved(ref)
        answer = self._ask(MessageType.SNAPSHOT, ref)
        if not isinstance(answer, PlatformAnswer):
            return answer
        if not answer.state.exists:
            return Refused("no-such-account", "the platform has no such account")
        if answer.account is None or answer.account.platform != ref.platform:
            return garbage("`account` is missing or of another platform", changes=False)
        record = answer.account.model_dump(exclude_none=True)
        return Snapshot(clock.now(), record, (_evidence(answer),))

    def notify(self, ref: AccountRef, notice: Notice) -> Outcome:
        """Send `account.notice`."""
        if not self.serves(ref):
            return _unserved(ref)
        answer = self._client.post(notice_message(ref, notice), changes=True)
        if not isinstance(answer, PlatformAnswer):
            return answer
        return _refusal(answer) or _told(answer)

    def check(self) -> list[str]:
        """Whether the platform answers a signed question about an account that it cannot have."""
        probe = AccountRef(min(self._platforms), "handle", PROBE)
        answer = self._ask(MessageType.READ, probe)
        return [] if isinstance(answer, PlatformAnswer) else [answer.reason]

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _ask(self, kind: MessageType, ref: AccountRef) -> PlatformAnswer | Failure:
        return self._client.post(account_message(kind, ref, str(new_id())), changes=False)

    def _order(self, kind: MessageType, order: Order) -> Outcome:
        if not self.abilities[order.kind].apply:
            return Refused("not-able", self.abilities[order.kind].note)
        if not self.serves(order.ref):
            return _unserved(order.ref)
        answer = self._client.post(measure_message(kind, order), changes=True)
        if not isinstance(answer, PlatformAnswer):
            return answer
        return _outcome(kind, order, answer)


def _outcome(kind: MessageType, order: Order, answer: PlatformAnswer) -> Outcome:
    """What the platform says, provided that its own state bears it out."""
    refusal = _refusal(answer)
    if refusal:
        return refusal
    reading = _reading(answer)
    borne_out = (
        reading.shows_applied(order) if kind is MessageType.APPLY else reading.shows_lifted(order)
    )
    if answer.outcome is None or not borne_out:
        return garbage("outcome and state do not agree", changes=True)
    return (Applied if answer.outcome == "applied" else AlreadySo)(_words(answer))


def _refusal(answer: PlatformAnswer) -> Refused | None:
    if not answer.state.exists:
        return Refused("no-such-account", "the platform has no such account")
    if answer.outcome == "refused":
        return Refused("refused", f"the platform says: {_words(answer)}")
    return None


def _told(answer: PlatformAnswer) -> Outcome:
    """What the platform says that it did about a notice; there is no state to bear it out."""
    if answer.outcome is None:
        return garbage("`outcome` is missing", changes=True)
    return (Applied if answer.outcome == "applied" else AlreadySo)(_words(answer))


def _reading(answer: PlatformAnswer) -> Reading:
    if not answer.state.exists:
        return Reading.absent("the platform has no such account")
    return Reading(True, True, answer.state.measures(), _words(answer))


def _words(answer: PlatformAnswer) -> str:
    """The platform's reason: printable and short."""
    text = "".join(char if char.isprintable() else " " for char in answer.reason or "")
    return text[:MOST_REASON].strip() or "no reason given"


def _unserved(ref: AccountRef) -> Refused:
    return Refused("not-served", f"accounts of {ref.platform} are not served here")


def _evidence(answer: PlatformAnswer) -> EvidenceFile:
    document = answer.model_dump(exclude_none=True)
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return EvidenceFile("answer.json", "application/json", text.encode("utf-8"))
