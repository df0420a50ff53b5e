"""The module that Synapse loads: it listens, asks Staydown, and does what the mode allows.

A hold is suspension, as Staydown's own connector carries it out, so that the measure which
enforcement delivers afterwards is found to be so already.
"""

from __future__ import annotations

import functools
import logging
import time
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from synapse.module_api import EventBase, ModuleApi, ProfileInfo, StateMap, UserInfo
from synapse.module_api.errors import ConfigError
from synapse.spam_checker_api import RegistrationBehaviour

from staydown_synapse import record
from staydown_synapse.accounts import Accounts
from staydown_synapse.client import Answer, Client, NoAnswer
from staydown_synapse.newcomers import Newcomers
from staydown_synapse.record import Document
from staydown_synapse.settings import SettingError, Settings, read
from staydown_synapse.waiting import LOOK_MS, Waiting, WaitingList

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a call may take for which no user waits."""
ARRIVAL_MS = 60_000
MOST_ARRIVALS = 1000
MOST_FLAGGED = 5000


def _quietly(callback: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Keep whatever goes wrong away from Synapse. The log gets the kind of it and the place, not
    its text, which may repeat what a user wrote."""

    @functools.wraps(callback)
    async def wrapped(self: Staydown, *args: Any) -> None:
        try:
            await callback(self, *args)
        except Exception as error:  # noqa: BLE001
            place = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__} at {place.filename}:{place.lineno}"
            logger.warning("Staydown: %s: %s", callback.__name__, what)

    return wrapped


class Staydown:
    """Screens accounts when they are made, change their profile, or begin to act."""

    def __init__(self, config: Settings, api: ModuleApi) -> None:
        self._settings = config
        self._api = api
        self._client = Client(config, api)
        self._accounts = Accounts(config, api)
        self._newcomers = Newcomers(config, api, self._accounts, self.report)
        self._waiting = WaitingList(api, self._accounts)
        self._arrivals: OrderedDict[str | None, Document] = OrderedDict()
        self._flagged: OrderedDict[tuple[str, str], None] = OrderedDict()
        reports = config.report_hours and (config.report_rooms or config.report_messages)
        api.register_account_validity_callbacks(on_user_registration=self.on_user_registration)
        api.register_third_party_rules_callbacks(
            on_profile_update=self.on_profile_update,
            on_new_event=self.on_new_event if reports else None,
        )
        if config.client:
            api.register_spam_checker_callbacks(check_registration_for_spam=self.on_arrival)
        if config.mode == "hold":
            api.looping_background_call(self.ask_again, LOOK_MS, desc="staydown_ask_again")

    @staticmethod
    def parse_config(config: Mapping[str, Any]) -> Settings:
        """Synapse calls this before anything starts; raises ConfigError naming the setting."""
        try:
            return read(config)
        except SettingError as error:
            raise ConfigError(str(error), path=(error.name,)) from None

    async def on_arrival(
        self,
        email: Mapping[str, Any] | None,
        username: str | None,
        requests: Collection[tuple[str, str]],
        _provider: str | None = None,
    ) -> RegistrationBehaviour:
        """Somebody is about to register, and may."""
        await self._keep(email, username, requests)
        return RegistrationBehaviour.ALLOW

    @_quietly
    async def _keep(
        self,
        email: Mapping[str, Any] | None,
        username: str | None,
        requests: Collection[tuple[str, str]],
    ) -> None:
        """Keep e-mail and IP addresses until the account exists, for a minute at most."""
        client: Document = {"ips": list(dict.fromkeys(ip for _, ip in requests if ip))[:5]}
        if email and email.get("medium") == "email":
            client["email"] = email.get("address")
        self._api.delayed_background_call(
            ARRIVAL_MS, self._arrivals.pop, username, None, desc="staydown_forget"
        )
        self._arrivals[username] = client
        if len(self._arrivals) > MOST_ARRIVALS:
            self._arrivals.popitem(last=False)

    @_quietly
    async def on_user_registration(self, user_id: str) -> None:
        """The account exists now, and nobody can use it before this returns."""
        client = self._arrivals.pop(user_id[1:].partition(":")[0], None)
        await self._promptly(user_id, "registration", client)

    @_quietly
    async def on_profile_update(
        self, user_id: str, _profile: ProfileInfo, _by_admin: bool, deactivation: bool
    ) -> None:
        """The display name, the avatar or a field of the profile was changed."""
        if not deactivation:
            await self._promptly(user_id, "profile", None)

    @_quietly
    async def on_new_event(self, event: EventBase, state: StateMap[EventBase]) -> None:
        """Something happened in a room. Nobody hears of it before this returns: note it only."""
        await self._newcomers.notice(event, state)

    async def _promptly(self, user_id: str, occasion: str, client: Document | None) -> None:
        """Ask now where the answer may hold the account; else later, with nobody waiting."""
        if self._settings.mode == "hold":
            await self._screen(user_id, occasion, client, self._settings.timeout_ms / 1000)
        else:
            self._api.delayed_background_call(
                0, self._screen, user_id, occasion, client, PATIENCE, desc="staydown_screen"
            )

    @_quietly
    async def report(self, user_id: str) -> None:
        """Ask about a newcomer, with what was gathered of it so far."""
        await self._screen(user_id, "activity", None, PATIENCE)

    @_quietly
    async def _screen(
        self, user_id: str, occasion: str, client: Document | None, seconds: float
    ) -> None:
        """Ask, and act on the answer or, about a new account, for want of one."""
        user = await self._accounts.screened(user_id)
        if user is None:
            return
        account = await self._accounts.describe(user, self._newcomers.seen(user_id))
        event = record.event_id(occasion, account)
        answer = await self._ask(occasion, event, account, client, seconds)
        if isinstance(answer, Answer):
            await self._act(user_id, answer)
        elif self._holds_unanswered(user, occasion):
            await self._waiting.hold(user, occasion, event)

    def _holds_unanswered(self, user: UserInfo, occasion: str) -> bool:
        wanted = self._settings.mode == "hold" and self._settings.fail == "hold"
        return wanted and occasion != "activity" and self._accounts.is_new(user)

    async def _ask(
        self, occasion: str, event: str, account: Document, client: Document | None, seconds: float
    ) -> Answer | NoAnswer:
        body: Document = {"event": event, "occasion": occasion, "mode": self._settings.mode}
        body["account"] = account
        if client:
            body["client"] = client
        return await self._client.screen(body, seconds)

    async def _act(self, user_id: str, answer: Answer) -> None:
        """Do what the mode allows. A replayed answer was acted on when it was first given, and a
        human may have decided since: it holds nobody."""
        if self._settings.mode == "flag" and answer.verdict != "none":
            await self._flag(user_id, answer)
        holds = self._settings.mode == "hold" and answer.holds() and not answer.replayed
        if holds and await self._accounts.suspend(user_id, True):
            logger.info("Staydown: %s is held until %s", user_id, answer.hold_until)

    @_quietly
    async def ask_again(self) -> None:
        """Ask about those who wait, until one gets no answer either."""
        for one in await self._waiting.due():
            if not await self._settled(one):
                return

    async def _settled(self, one: Waiting) -> bool:
        """Whether the account waits no more. One that a human locked or closed is left to them."""
        user = await self._accounts.screened(one.user_id)
        if user is None or user.locked:
            await self._waiting.forget(one)
            return True
        if time.time() - one.since > self._settings.fail_hold_hours * 3600:
            await self._waiting.settle(one, None)
            return True
        account = await self._accounts.describe(user, self._newcomers.seen(one.user_id))
        answer = await self._ask(one.occasion, one.event, account, None, PATIENCE)
        if isinstance(answer, NoAnswer):
            await self._waiting.postpone(one, answer.after)
            return False
        await self._waiting.settle(one, answer)
        return True

    async def _flag(self, user_id: str, answer: Answer) -> None:
        """Tell the operator's staff of each case, once."""
        for case in answer.cases:
            if (user_id, case) in self._flagged:
                continue
            self._flagged[user_id, case] = None
            if len(self._flagged) > MOST_FLAGGED:
                self._flagged.popitem(last=False)
            address = f"{self._settings.url}/cases/{case}"
            text = f"{user_id} may continue a removed account ({answer.verdict}): {address}"
            if self._settings.flag_room is None or not await self._write(text):
                logger.warning("Staydown: %s", text)

    async def _write(self, text: str) -> bool:
        """Post a notice into the staff's room; whether that worked."""
        event = {
            "type": "m.room.message",
            "room_id": self._settings.flag_room,
            "sender": self._settings.flag_sender,
            "content": {"msgtype": "m.notice", "body": text},
        }
        try:
            await self._api.create_and_send_event_into_room(event)
        except Exception as error:  # noqa: BLE001  the log must have the text then
            logger.warning("Staydown: flag_room takes no notice: %s", type(error).__name__)
            return False
        return True
