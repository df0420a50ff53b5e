"""Accounts that are suspended only because Staydown did not answer: kept in Synapse's database,
so that a restart forgets nobody. The table holds their ids and times, nothing else of them."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from synapse.module_api import ModuleApi

_TABLE = """
CREATE TABLE IF NOT EXISTS staydown_waiting (
    user_id TEXT PRIMARY KEY, occasion TEXT NOT NULL, event TEXT NOT NULL,
    since BIGINT NOT NULL, tries INTEGER NOT NULL, again BIGINT NOT NULL)
"""
AT_ONCE = 20
LONGEST_PAUSE = 600
"""Seconds between two tries, at most."""


class Waiting(NamedTuple):
    """An account, what was to be asked about it, since when (seconds), and tries so far."""

    user_id: str
    occasion: str
    event: str
    since: float
    tries: int


class WaitingList:
    """The table, by its verbs."""

    def __init__(self, api: ModuleApi) -> None:
        self._api = api
        self._made = False

    async def add(self, user_id: str, occasion: str, event: str) -> None:
        """Remember the account; one that waits already keeps its place."""
        now = int(time.time())
        await self._run(
            "INSERT INTO staydown_waiting VALUES (?, ?, ?, ?, 0, ?)"
            " ON CONFLICT (user_id) DO NOTHING",
            (user_id, occasion, event, now, now),
        )

    async def due(self) -> list[Waiting]:
        """Whom to ask about now, longest waiting first."""
        rows = await self._run(
            "SELECT user_id, occasion, event, since, tries FROM staydown_waiting"
            " WHERE again <= ? ORDER BY again LIMIT ?",
            (int(time.time()), AT_ONCE),
        )
        return [Waiting(*row) for row in rows]

    async def postpone(self, one: Waiting, after: float) -> None:
        """Try again later, ever more rarely, but not before `after` seconds."""
        pause = min(LONGEST_PAUSE, max(2.0 ** min(one.tries, 10), after))
        await self._run(
            "UPDATE staydown_waiting SET tries = tries + 1, again = ? WHERE user_id = ?",
            (int(time.time() + pause), one.user_id),
        )

    async def remove(self, user_id: str) -> None:
        """The account waits no more."""
        await self._run("DELETE FROM staydown_waiting WHERE user_id = ?", (user_id,))

    async def _run(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        def work(txn: Any) -> list[Any]:
            if not self._made:
                txn.execute(_TABLE)
            txn.execute(statement, values)
            return txn.fetchall() if statement.startswith("SELECT") else []

        rows = await self._api.run_db_interaction("staydown_waiting", work)
        self._made = True
        return rows
