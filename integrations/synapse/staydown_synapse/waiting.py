"""Accounts that are suspended only because Staydown did not answer (`fail: hold`).

They stand in Synapse's database, so that a restart forgets nobody: ids and times, nothing else.
"""

from __future__ import annotations

import logging
import time
from typing import Any, NamedTuple

from synapse.module_api import ModuleApi, UserInfo

from staydown_synapse.accounts import Accounts
from staydown_synapse.client import Answer

logger = logging.getLogger(__name__)

LOOK_MS = 2000
"""Milliseconds between two looks at the list."""
LONGEST_PAUSE = 600
"""Seconds between two tries, at most."""

_TABLE = """
CREATE TABLE IF NOT EXISTS staydown_waiting (
    user_id TEXT PRIMARY KEY, occasion TEXT NOT NULL, event TEXT NOT NULL,
    since BIGINT NOT NULL, tries INTEGER NOT NULL, again BIGINT NOT NULL)
"""
_ADD = "INSERT INTO staydown_waiting VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (user_id) DO NOTHING"
_DUE = """
SELECT user_id, occasion, event, since, tries FROM staydown_waiting
WHERE again <= ? ORDER BY again LIMIT 20
"""
_POSTPONE = "UPDATE staydown_waiting SET tries = tries + 1, again = ? WHERE user_id = ?"
_REMOVE = "DELETE FROM staydown_waiting WHERE user_id = ?"


class Waiting(NamedTuple):
    """An account, what was to be asked of it, since when (in seconds), and tries so far."""

    user_id: str
    occasion: str
    event: str
    since: int
    tries: int


class WaitingList:
    """Who waits; the module asks again about each and says what came of it."""

    def __init__(self, api: ModuleApi, accounts: Accounts) -> None:
        self._api = api
        self._accounts = accounts
        self._made = False

    async def hold(self, user: UserInfo, occasion: str, event: str) -> None:
        """Suspend for want of an answer; noted first, so that it is undone whatever happens."""
        user_id, now = user.user_id.to_string(), int(time.time())
        if not user.suspended:
            await self._run(_ADD, user_id, occasion, event, now, now)
            await self._accounts.suspend(user_id, True)
            logger.warning("Staydown: %s is suspended until Staydown answers", user_id)

    async def due(self) -> list[Waiting]:
        """Whom to ask about now, those first who should have been asked about longest ago."""
        return [Waiting(*row) for row in await self._run(_DUE, int(time.time()))]

    async def postpone(self, one: Waiting, after: float) -> None:
        """Ask again later, ever more rarely, and not before `after` seconds."""
        pause = min(LONGEST_PAUSE, max(2 ** min(one.tries, 10), after))
        await self._run(_POSTPONE, int(time.time() + pause), one.user_id)

    async def settle(self, one: Waiting, answer: Answer | None) -> None:
        """The answer has come, or will not (None): the account is held by it, or free."""
        if answer is not None and answer.holds():
            await self._accounts.suspend(one.user_id, True)
            logger.warning("Staydown: %s is held until %s", one.user_id, answer.hold_until)
        elif await self._accounts.suspend(one.user_id, False):
            why = "Staydown asks for no hold" if answer else "Staydown answered too late"
            logger.warning("Staydown: %s is no longer suspended: %s", one.user_id, why)
        await self.forget(one)

    async def forget(self, one: Waiting) -> None:
        """The account waits no more, and is left as it is."""
        await self._run(_REMOVE, one.user_id)

    async def _run(self, statement: str, *values: Any) -> list[Any]:
        def work(txn: Any) -> list[Any]:
            if not self._made:
                txn.execute(_TABLE)
            txn.execute(statement, values)
            return txn.fetchall() if statement is _DUE else []

        rows: list[Any] = await self._api.run_db_interaction("staydown_waiting", work)
        self._made = True
        return rows
