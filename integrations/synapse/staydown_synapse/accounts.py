"""What the module reads of Synapse's accounts, and the one thing that it does to them.

The module API has no verb for suspension. The store's is the one that the Admin API's own handler
calls, and all that it calls.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from synapse.module_api import ModuleApi, UserID, UserInfo
from synapse.module_api.errors import SynapseError

from staydown_synapse import record
from staydown_synapse.record import Document, Newcomer
from staydown_synapse.settings import Settings


class Accounts:
    """The accounts of this homeserver."""

    def __init__(self, settings: Settings, api: ModuleApi) -> None:
        self._settings = settings
        self._api = api
        self._store = api._store

    async def screened(self, user_id: str) -> UserInfo | None:
        """The account where it is one to screen: no guest, no admin, no bridge's, not closed."""
        user = await self._api.get_userinfo_by_id(user_id)
        if user is None or user.is_guest or user.is_admin or user.is_deactivated:
            return None
        return None if user.appservice_id and self._settings.skip_appservices else user

    def is_new(self, user: UserInfo) -> bool:
        """Whether it was made within the hours in which an account counts as new."""
        return time.time() - user.creation_ts < self._settings.report_hours * 3600

    async def describe(self, user: UserInfo, seen: Newcomer | None) -> Document:
        """The account record, with what was seen of it."""
        profile = await self._store.get_profileinfo(user.user_id)
        fields = await self._fields(user.user_id)
        user_id = user.user_id.to_string()
        return record.account(user_id, user.creation_ts, profile.display_name, fields, seen)

    async def _fields(self, user_id: UserID) -> Mapping[str, Any]:
        """The profile's fields of the user's own making (MSC4133), where this Synapse has such."""
        reader = getattr(self._store, "get_profile_fields", None)
        try:
            return await reader(user_id) if reader else {}
        except SynapseError:  # no profile at all
            return {}

    async def suspend(self, user_id: str, suspended: bool) -> bool:
        """Suspend or restore; whether that changed anything."""
        user = await self._api.get_userinfo_by_id(user_id)
        if user is None or user.suspended == suspended:
            return False
        await self._store.set_user_suspended_status(user_id, suspended)
        return True
