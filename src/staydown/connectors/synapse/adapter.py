"""Measures on a Synapse homeserver: `hold` is suspension, `remove` is lock plus suspension.

Both are undone without loss. Deactivation and erasure are never used: they end sessions, e-mail
bindings and room memberships for good (law 10 of the design).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from staydown.connectors.base import (
    Ability,
    AlreadySo,
    Applied,
    Connector,
    MeasureKind,
    Notice,
    Order,
    Outcome,
    Reading,
    Refused,
    Reversible,
    SnapshotOutcome,
)
from staydown.connectors.http import Failure, garbage
from staydown.connectors.synapse import portrait
from staydown.connectors.synapse.client import Document, SynapseClient
from staydown.connectors.synapse.states import AccountState, Step

if TYPE_CHECKING:
    from staydown.platforms import AccountRef

ABILITIES: Mapping[MeasureKind, Ability] = {
    MeasureKind.REMOVE: Ability(
        apply=True,
        lift=True,
        read=True,
        reversible=Reversible.FULLY,
        note="Lock plus suspension. Sessions, rooms and messages are kept and work again at once; "
        "what others wrote meanwhile was not missed by the server, only by the user.",
    ),
    MeasureKind.HOLD: Ability(
        apply=True,
        lift=True,
        read=True,
        reversible=Reversible.FULLY,
        note="Suspension: the user can read and leave rooms, and write nothing.",
    ),
    MeasureKind.LIMIT: Ability.none(
        "A shadow ban hides from users that they are limited, so nobody could appeal."
    ),
    MeasureKind.WITHHOLD: Ability.none("Synapse cannot block an account in one country only."),
}


INVITED = (
    "the user is only invited to its room, which a suspended user cannot join: "
    "set `auto_join: true` under the homeserver's `server_notices`"
)


class SynapseConnector(Connector):
    """The local accounts of one homeserver."""

    def __init__(self, name: str, server_name: str, client: SynapseClient) -> None:
        self.name = name
        self.abilities = ABILITIES
        self._server_name = server_name
        self._client = client

    def serves(self, ref: AccountRef) -> bool:
        """Whether the account is a user of this homeserver; users of others are not ours."""
        server = ref.value.partition(":")[2].lower()
        return (ref.platform, ref.kind) == ("matrix", "id") and server == self._server_name

    def apply(self, order: Order) -> Outcome:
        """Suspend, and for a removal lock too."""
        return self._bring(order, AccountState.after_applying)

    def lift(self, order: Order) -> Outcome:
        """Unlock and restore, as far as no standing measure still wants it."""
        return self._bring(order, AccountState.after_lifting)

    def read(self, ref: AccountRef) -> Reading:
        """REMOVE where the account is locked and suspended, HOLD where it is suspended."""
        if not self.serves(ref):
            return Reading.unreadable("this connector does not serve this account")
        state = self._state(ref.value)
        if isinstance(state, AccountState):
            locked = "locked" if state.locked else "not locked"
            suspended = "suspended" if state.suspended else "not suspended"
            return Reading(True, True, state.in_force(), f"{locked}, {suspended}")
        if isinstance(state, Refused) and state.code == "no-such-account":
            return Reading.absent(state.reason)
        return Reading.unreadable(state.reason)

    def snapshot(self, ref: AccountRef) -> SnapshotOutcome:
        """The account, its rooms and its newest messages in public rooms."""
        refusal = self._unserved(ref)
        return refusal or portrait.take(self._client, ref.value)

    def notify(self, ref: AccountRef, notice: Notice) -> Outcome:
        """A server notice, in the user's room with the server's notices user.

        A suspended user reads it where the homeserver lets users join that room by themselves
        (`auto_join`), for they cannot accept an invitation; a locked one when the lock is lifted.
        """
        refusal = self._unserved(ref)
        if refusal:
            return refusal
        text = f"{notice.subject}\n\n{notice.text}"
        answer = self._client.send_notice(ref.value, notice.key, text)
        if not isinstance(answer, dict):
            return answer
        event_id = answer.get("event_id")
        if not isinstance(event_id, str):
            return garbage("it does not name the message", changes=True)
        return Applied("server notice sent" + self._unread(ref.value, event_id))

    def check(self) -> list[str]:
        """Whether the homeserver answers, is the one we mean, and takes our token as an admin's."""
        me = self._client.whoami()
        if not isinstance(me, dict):
            return [me.reason]
        user_id = str(me.get("user_id"))
        if user_id.partition(":")[2].lower() != self._server_name:
            return [f"option server_name says {self._server_name}, and the token is of {user_id}"]
        user = self._client.user(user_id)
        return [] if isinstance(user, dict) else [user.reason]

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    def _unread(self, user_id: str, event_id: str) -> str:
        """Why the user may not be able to read a notice; empty where they are, or nobody knows."""
        found, joined = self._client.event(event_id), self._client.joined_rooms(user_id)
        event = found.get("event") if isinstance(found, dict) else None
        rooms = joined.get("joined_rooms") if isinstance(joined, dict) else None
        if not isinstance(event, dict) or not isinstance(rooms, list):
            return ""
        return "" if event.get("room_id") in rooms else f"; {INVITED}"

    def _bring(
        self, order: Order, wanted: Callable[[AccountState, Order], AccountState]
    ) -> Outcome:
        """Read how the account stands, and take the steps that are missing."""
        refusal = self._unable(order) or self._unserved(order.ref)
        if refusal:
            return refusal
        now = self._state(order.ref.value, to_change=True)
        if not isinstance(now, AccountState):
            return now
        return self._take(order.ref.value, now.steps_to(wanted(now, order)))

    def _take(self, user_id: str, steps: Iterable[Step]) -> Outcome:
        """Take each step; the first that fails ends the walk, and a repeat goes on from there."""
        done = []
        for step in steps:
            failure = self._step(user_id, step)
            if failure:
                return failure
            done.append(step.value)
        return Applied(", ".join(done)) if done else AlreadySo("nothing had to change")

    def _step(self, user_id: str, step: Step) -> Failure | None:
        if step in {Step.LOCK, Step.UNLOCK}:
            locks = step is Step.LOCK
            answer = self._client.lock(user_id, locks)
            expected, wanted = "locked", locks
        else:
            suspends = step is Step.SUSPEND
            answer = self._client.suspend(user_id, suspends)
            expected, wanted = f"user_{user_id}_suspended", suspends
        if not isinstance(answer, dict):
            return answer
        if answer.get(expected) is not wanted:
            return garbage(f"it does not confirm the step {step.value!r}", changes=True)
        return None

    def _state(self, user_id: str, *, to_change: bool = False) -> AccountState | Failure:
        user = self._client.user(user_id)
        if not isinstance(user, dict):
            return user
        if to_change and user.get("admin") is True:
            return Refused("protected", "the account is an admin of the homeserver")
        return _state_of(user) or garbage("it lacks locked or suspended", changes=False)

    def _unable(self, order: Order) -> Refused | None:
        ability = self.abilities[order.kind]
        return None if ability.apply else Refused("not-able", ability.note)

    def _unserved(self, ref: AccountRef) -> Refused | None:
        if self.serves(ref):
            return None
        return Refused("not-served", f"only users of {self._server_name} are served here")


def _state_of(user: Document) -> AccountState | None:
    locked, suspended = user.get("locked"), user.get("suspended")
    if not isinstance(locked, bool) or not isinstance(suspended, bool):
        return None
    return AccountState(locked=locked, suspended=suspended)
