"""The module that Synapse loads: it listens, asks Staydown, and does what the mode allows.

A hold is suspension, exactly as Staydown's own connector carries it out through the Admin API, so
that the measure which enforcement delivers afterwards is found to be so already.
"""

from __future__ import annotations

import functools
import logging
import time
import traceback
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from synapse.module_api import EventBase, ModuleApi, ProfileInfo, StateMap, UserID, UserInfo
from synapse.module_api.errors import ConfigError
from synapse.spam_checker_api import RegistrationBehaviour

from staydown_synapse import record
from staydown_synapse.client import Answer, Client, NoAnswer
from staydown_synapse.record import Document, Newcomer
from staydown_synapse.settings import SettingError, Settings, read
from staydown_synapse.waiting import Waiting, WaitingList

logger = logging.getLogger(__name__)

PATIENCE = 10.0
"""Seconds that a call may take for which no user waits."""
REPORT_MS = 2000
"""Milliseconds in which what a newcomer does is gathered into one report."""
MOST_FAILURES = 5
"""A report that nobody takes is tried this often; the newcomer's next deed begins anew."""
RETRY_MS = 2000
MOST_NEWCOMERS = 5000
MOST_ARRIVALS = 1000
ARRIVAL_SECONDS = 60


def _quietly(callback: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """Keep whatever goes wrong away from Synapse. The log gets the place and the kind of it, not
    its text, which may repeat what a user wrote."""

    @functools.wraps(callback)
    async def wrapped(self: Staydown, *args: Any) -> None:
        try:
            await callback(self, *args)
        except Exception as error:  # noqa: BLE001
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{place.filename}:{place.lineno}"
            logger.warning("Staydown: %s failed: %s at %s", callback.__name__, type(error), where)

    return wrapped


class Staydown:
    """Screens accounts when they are made, change their profile, or begin to act."""

    def __init__(self, config: Settings, api: ModuleApi) -> None:
        self._settings = config
        self._api = api
        # The module API has no verb for suspension: this is the store that the Admin API's uses.
        self._store = api._store
        self._client = Client(config, api)
        self._waiting = WaitingList(api)
        self._newcomers: OrderedDict[str, Newcomer] = OrderedDict()
        self._arrivals: OrderedDict[str, tuple[float, Document]] = OrderedDict()
        self._flagged: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._answering = True
        api.register_account_validity_callbacks(on_user_registration=self.on_user_registration)
        api.register_third_party_rules_callbacks(
            on_profile_update=self.on_profile_update,
            on_new_event=self.on_new_event if config.report_hours else None,
        )
        if config.client:
            api.register_spam_checker_callbacks(check_registration_for_spam=self.on_arrival)
        if config.mode == "hold":
            api.looping_background_call(self.ask_again, RETRY_MS, desc="staydown_ask_again")

    @staticmethod
    def parse_config(config: Mapping[str, Any]) -> Settings:
        """Synapse calls this before anything starts; raises ConfigError naming the setting."""
        try:
            return read(config)
        except SettingError as error:
            raise ConfigError(str(error), path=(error.name,)) from None

    # What Synapse tells

    async def on_arrival(
        self,
        email: Mapping[str, Any] | None,
        username: str | None,
        requests: Collection[tuple[str, str]],
        _provider: str | None = None,
    ) -> RegistrationBehaviour:
        """Somebody is about to register: keep the e-mail and IP addresses for that moment."""
        now = time.monotonic()
        while self._arrivals and (
            len(self._arrivals) >= MOST_ARRIVALS
            or next(iter(self._arrivals.values()))[0] < now - ARRIVAL_SECONDS
        ):
            self._arrivals.popitem(last=False)
        told: Document = {"ips": list(dict.fromkeys(ip for _, ip in requests if ip))[:5]}
        if email and email.get("medium") == "email":
            told["email"] = str(email.get("address"))
        if username:
            self._arrivals[username] = (now, told)
        return RegistrationBehaviour.ALLOW

    @_quietly
    async def on_user_registration(self, user_id: str) -> None:
        """The account exists now, and nobody can use it before this returns."""
        arrival = self._arrivals.pop(user_id[1:].partition(":")[0], None)
        await self._promptly(
            user_id, "registration", f"registration:{user_id}", arrival and arrival[1]
        )

    @_quietly
    async def on_profile_update(
        self, user_id: str, _profile: ProfileInfo, _by_admin: bool, deactivation: bool
    ) -> None:
        """The display name, the avatar or a field of the profile was changed."""
        if not deactivation:
            await self._promptly(user_id, "profile", None, None)

    @_quietly
    async def on_new_event(self, event: EventBase, state: StateMap[EventBase]) -> None:
        """Something happened in a room. Synapse tells nobody of it before this returns: what is
        of interest is only noted here."""
        user_id = event.sender
        joined = event.type == "m.room.member" and event.content.get("membership") == "join"
        own = event.type in {"m.room.message", "m.room.join_rules"}
        if not (own or (joined and event.state_key == user_id)) or not self._api.is_mine(user_id):
            return
        if not _is_open(state) or not await self._is_new(user_id):
            return
        newcomer = self._newcomers.setdefault(user_id, Newcomer())
        if len(self._newcomers) > MOST_NEWCOMERS:
            self._newcomers.popitem(last=False)
        if self._note(newcomer, event, state):
            newcomer.failures = 0
            self._report_soon(user_id, newcomer)

    # Asking

    async def _promptly(
        self, user_id: str, occasion: str, event: str | None, client: Document | None
    ) -> None:
        """Ask now where the answer may hold the account; else later, with nobody waiting."""
        if self._settings.mode == "hold":
            seconds = self._settings.timeout_ms / 1000
            await self._screen(user_id, occasion, event, client, seconds)
        else:
            later = functools.partial(self._screen, user_id, occasion, event, client, PATIENCE)
            self._api.delayed_background_call(0, later, desc="staydown_screen")

    @_quietly
    async def _screen(
        self,
        user_id: str,
        occasion: str,
        event: str | None,
        client: Document | None,
        seconds: float,
    ) -> None:
        """Ask about a registration or a profile, and act on the answer or for want of one."""
        user = await self._screened(user_id)
        if user is None:
            return
        account = await self._account(user)
        event = event or record.profile_event(account)
        answer = await self._ask(occasion, event, account, client, seconds)
        if isinstance(answer, Answer):
            await self._act(user_id, answer)
        elif self._settings.mode == "hold" and self._settings.fail == "hold" and self._new(user):
            await self._hold_meanwhile(user, occasion, event)

    async def _ask(
        self,
        occasion: str,
        event: str,
        account: Document,
        client: Document | None,
        seconds: float,
    ) -> Answer | NoAnswer:
        body = {"event": event, "occasion": occasion, "mode": self._settings.mode}
        body["account"] = account
        if client:
            body["client"] = client
        answer = await self._client.screen(body, seconds)
        answering = isinstance(answer, Answer)
        if answering != self._answering:
            self._answering = answering
            why = "answers again" if answering else f"does not answer ({answer.why})"
            logger.warning("Staydown %s", why)
        return answer

    async def _account(self, user: UserInfo) -> Document:
        profile = await self._store.get_profileinfo(user.user_id)
        fields = await self._fields(user.user_id)
        user_id = user.user_id.to_string()
        seen = self._newcomers.get(user_id)
        return record.account(user_id, user.creation_ts, profile.display_name, fields, seen)

    async def _fields(self, user_id: UserID) -> Mapping[str, Any]:
        """The profile's fields of the user's own making; none on a Synapse without them."""
        reader = getattr(self._store, "get_profile_fields", None)
        return await reader(user_id) if reader else {}

    async def _screened(self, user_id: str) -> UserInfo | None:
        """The account where it is one to screen: no guest, no admin, no bridge's, not closed."""
        user = await self._api.get_userinfo_by_id(user_id)
        if user is None or user.is_guest or user.is_admin or user.is_deactivated:
            return None
        if user.appservice_id and self._settings.skip_appservices:
            return None
        return user

    # What newcomers do

    def _new(self, user: UserInfo) -> bool:
        return time.time() - user.creation_ts < self._settings.report_hours * 3600

    async def _is_new(self, user_id: str) -> bool:
        user = await self._screened(user_id)
        if user is not None and self._new(user):
            return True
        self._newcomers.pop(user_id, None)
        return False

    def _note(self, newcomer: Newcomer, event: EventBase, state: StateMap[EventBase]) -> bool:
        """Note the room and the message, as far as they are to be told; whether there is news."""
        before = len(newcomer.rooms) + len(newcomer.posts)
        if len(newcomer.rooms) < self._settings.report_rooms:
            alias = _content(state, "m.room.canonical_alias").get("alias")
            name = alias if isinstance(alias, str) and alias else event.room_id
            newcomer.rooms.setdefault(event.room_id, name)
        if event.type == "m.room.message" and len(newcomer.posts) < self._settings.report_messages:
            whole = self._settings.message_text
            post = record.post(event.content, event.origin_server_ts / 1000, whole=whole)
            newcomer.posts += [post] if post else []
        return len(newcomer.rooms) + len(newcomer.posts) > before

    def _report_soon(self, user_id: str, newcomer: Newcomer) -> None:
        """One report at a time: what comes while one is on its way goes with the next."""
        newcomer.untold = True
        if not newcomer.scheduled:
            newcomer.scheduled = True
            pause = REPORT_MS * 4**newcomer.failures
            report = functools.partial(self._report, user_id, newcomer)
            self._api.delayed_background_call(pause, report, desc="staydown_report")

    @_quietly
    async def _report(self, user_id: str, newcomer: Newcomer) -> None:
        newcomer.untold = False
        try:
            user = await self._screened(user_id)
            if user is None:
                return
            event = f"activity:{user_id}:{time.time_ns() // 1_000_000}"
            answer = await self._ask("activity", event, await self._account(user), None, PATIENCE)
            if isinstance(answer, Answer):
                newcomer.failures = 0
                await self._act(user_id, answer)
            else:
                newcomer.failures += 1
                newcomer.untold = newcomer.untold or newcomer.failures < MOST_FAILURES
        finally:
            newcomer.scheduled = False
            if newcomer.untold:
                self._report_soon(user_id, newcomer)

    # Acting

    async def _act(self, user_id: str, answer: Answer) -> None:
        """Do what the mode allows. A replayed answer was acted on when it was first given, and a
        human may have decided since: it holds nobody."""
        if self._settings.mode == "flag" and answer.verdict != "none":
            await self._flag(user_id, answer)
        holds = self._settings.mode == "hold" and answer.holds() and not answer.replayed
        if holds and await self._suspend(user_id, True):
            logger.info("Staydown: %s is held until %s", user_id, answer.hold_until)

    async def _suspend(self, user_id: str, suspended: bool) -> bool:
        """Suspend or restore; whether that changed anything."""
        user = await self._api.get_userinfo_by_id(user_id)
        if user is None or user.suspended == suspended:
            return False
        await self._store.set_user_suspended_status(user_id, suspended)
        return True

    async def _flag(self, user_id: str, answer: Answer) -> None:
        """Tell the operator's staff of each case once."""
        for case in answer.cases:
            if (user_id, case) in self._flagged:
                continue
            self._flagged[user_id, case] = None
            if len(self._flagged) > MOST_NEWCOMERS:
                self._flagged.popitem(last=False)
            address = f"{self._settings.url}/cases/{case}"
            text = f"{user_id} may continue a removed account ({answer.verdict}): {address}"
            if not await self._write(text):
                logger.warning("Staydown: %s", text)

    async def _write(self, text: str) -> bool:
        """Post a notice into the staff's room; False where there is none or it does not work."""
        if self._settings.flag_room is None:
            return False
        event = {
            "type": "m.room.message",
            "room_id": self._settings.flag_room,
            "sender": self._settings.flag_sender,
            "content": {"msgtype": "m.notice", "body": text},
        }
        try:
            await self._api.create_and_send_event_into_room(event)
        except Exception as error:  # noqa: BLE001  the log must have it then
            logger.warning("Staydown: flag_room takes no notice (%s)", type(error).__name__)
            return False
        return True

    # For want of an answer

    async def _hold_meanwhile(self, user: UserInfo, occasion: str, event: str) -> None:
        """Suspend until Staydown answers; noted first, so that it is undone whatever happens."""
        user_id = user.user_id.to_string()
        if user.suspended:
            return
        await self._waiting.add(user_id, occasion, event)
        await self._suspend(user_id, True)
        logger.warning("Staydown: %s is suspended until Staydown answers", user_id)

    @_quietly
    async def ask_again(self) -> None:
        """Ask about those who wait; ends with the first that gets no answer either."""
        for one in await self._waiting.due():
            if not await self._ask_about(one):
                return

    async def _ask_about(self, one: Waiting) -> bool:
        """Whether the account waits no more."""
        user = await self._screened(one.user_id)
        if user is None or user.locked:
            await self._waiting.remove(one.user_id)
            return True
        if time.time() - one.since > self._settings.fail_hold_hours * 3600:
            await self._release(one.user_id, "nobody answered in time")
            return True
        account = await self._account(user)
        answer = await self._ask(one.occasion, one.event, account, None, PATIENCE)
        if isinstance(answer, NoAnswer):
            await self._waiting.postpone(one, answer.after)
            return False
        if answer.holds():
            await self._suspend(one.user_id, True)
            await self._waiting.remove(one.user_id)
            logger.warning("Staydown: %s is held until %s", one.user_id, answer.hold_until)
        else:
            await self._release(one.user_id, "Staydown asks for no hold")
        return True

    async def _release(self, user_id: str, why: str) -> None:
        await self._suspend(user_id, False)
        await self._waiting.remove(user_id)
        logger.warning("Staydown: %s is no longer suspended: %s", user_id, why)


def _content(state: StateMap[EventBase], kind: str) -> Mapping[str, Any]:
    event = state.get((kind, ""))
    return event.content if event else {}


def _is_open(state: StateMap[EventBase]) -> bool:
    """Whether anybody may join the room, and it is not encrypted."""
    join_rule = _content(state, "m.room.join_rules").get("join_rule")
    return join_rule == "public" and ("m.room.encryption", "") not in state
