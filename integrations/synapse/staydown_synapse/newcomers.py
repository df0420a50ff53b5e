"""What new accounts do in open rooms, gathered in memory and reported one at a time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from synapse.module_api import EventBase, ModuleApi, StateMap

from staydown_synapse import record
from staydown_synapse.accounts import Accounts
from staydown_synapse.record import Newcomer
from staydown_synapse.settings import Settings

REPORT_MS = 2000
"""Milliseconds in which what a newcomer does is gathered into one report."""
MOST_NEWCOMERS = 5000

_OWN_DEEDS = {"m.room.message", "m.room.join_rules"}


class Newcomers:
    """`report` tells Staydown of an account, by its id; it never raises."""

    def __init__(
        self,
        settings: Settings,
        api: ModuleApi,
        accounts: Accounts,
        report: Callable[[str], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._api = api
        self._accounts = accounts
        self._report = report
        self._known: OrderedDict[str, Newcomer] = OrderedDict()

    def seen(self, user_id: str) -> Newcomer | None:
        """What was gathered of the account since this process began."""
        return self._known.get(user_id)

    async def notice(self, event: EventBase, state: StateMap[EventBase]) -> None:
        """Note what happened where a newcomer did it in an open room."""
        user_id = event.sender
        if not _is_own_deed(event) or not self._api.is_mine(user_id) or not _is_open(state):
            return
        user = await self._accounts.screened(user_id)
        if user is None or not self._accounts.is_new(user):
            self._known.pop(user_id, None)
            return
        newcomer = self._known.setdefault(user_id, Newcomer())
        if len(self._known) > MOST_NEWCOMERS:
            self._known.popitem(last=False)
        if self._note(newcomer, event, state):
            self._report_soon(user_id, newcomer)

    def _note(self, newcomer: Newcomer, event: EventBase, state: StateMap[EventBase]) -> bool:
        """Note room and message, as far as they are to be told; whether that is news."""
        rooms, posts = newcomer.rooms, newcomer.posts
        before = len(rooms) + len(posts)
        if len(rooms) < self._settings.report_rooms:
            alias = _content(state, "m.room.canonical_alias").get("alias")
            rooms.setdefault(event.room_id, alias if isinstance(alias, str) else event.room_id)
        if event.type == "m.room.message" and len(posts) < self._settings.report_messages:
            whole = self._settings.message_text
            post = record.post(event.content, event.origin_server_ts / 1000, whole=whole)
            posts += [post] if post else []
        return len(rooms) + len(posts) > before

    def _report_soon(self, user_id: str, newcomer: Newcomer) -> None:
        newcomer.untold = True
        if not newcomer.scheduled:
            newcomer.scheduled = True
            self._api.delayed_background_call(
                REPORT_MS, self._report_now, user_id, newcomer, desc="staydown_report"
            )

    async def _report_now(self, user_id: str, newcomer: Newcomer) -> None:
        """What comes while a report is on its way goes with the next."""
        newcomer.untold = False
        await self._report(user_id)
        newcomer.scheduled = False
        if newcomer.untold:
            self._report_soon(user_id, newcomer)


def _is_own_deed(event: EventBase) -> bool:
    """A message, a joining, or the making of a room, whose join rule comes after its maker."""
    joined = event.type == "m.room.member" and event.content.get("membership") == "join"
    return event.type in _OWN_DEEDS or (joined and event.state_key == event.sender)


def _is_open(state: StateMap[EventBase]) -> bool:
    """Whether anybody may join the room, and it is not encrypted."""
    join_rule = _content(state, "m.room.join_rules").get("join_rule")
    return join_rule == "public" and ("m.room.encryption", "") not in state


def _content(state: StateMap[EventBase], kind: str) -> Mapping[str, Any]:
    event = state.get((kind, ""))
    return event.content if event else {}
