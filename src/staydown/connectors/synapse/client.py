"""Synapse's Admin API as it is: one method a call, JSON in, JSON or a typed failure out.

https://element-hq.github.io/synapse/latest/admin_api/user_admin_api.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias
from urllib.parse import quote

import httpx

from staydown.connectors.base import Refused
from staydown.connectors.http import Answer, Caller, Failure, garbage
from staydown.connectors.options import Secret

Document: TypeAlias = dict[str, Any]

NO_NOTICES = (
    "the homeserver has no server notices: set `server_notices` in its configuration, with a "
    "`system_mxid_localpart` and `auto_join: true`"
)


class SynapseClient:
    """Calls one homeserver with the access token of a server admin."""

    def __init__(
        self,
        base_url: str,
        token: Secret,
        *,
        seconds: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._base_url = base_url
        self._token = token
        self._caller = Caller(seconds, transport)

    def user(self, user_id: str) -> Document | Failure:
        """The account as the admin sees it, with `locked`, `suspended` and `deactivated`."""
        return self._get(f"/_synapse/admin/v2/users/{_escaped(user_id)}")

    def suspend(self, user_id: str, suspended: bool) -> Document | Failure:
        """Suspend or restore: a suspended user may read and leave rooms, and write nothing
        (MSC3823). Synapse before 1.120 wants `msc3823_account_suspension` switched on."""
        path = f"/_synapse/admin/v1/suspend/{_escaped(user_id)}"
        return self._put(path, {"suspend": suspended})

    def lock(self, user_id: str, locked: bool) -> Document | Failure:
        """Lock or unlock: a locked user can neither log in nor use a session (MSC3939).

        This call makes a user that does not exist; ask `user` before.
        """
        return self._put(f"/_synapse/admin/v2/users/{_escaped(user_id)}", {"locked": locked})

    def profile(self, user_id: str) -> Document | Failure:
        """The public profile, with fields of the user's own making (MSC4133)."""
        return self._get(f"/_matrix/client/v3/profile/{_escaped(user_id)}")

    def joined_rooms(self, user_id: str) -> Document | Failure:
        """`joined_rooms`: the ids of the rooms that the user is in."""
        return self._get(f"/_synapse/admin/v1/users/{_escaped(user_id)}/joined_rooms")

    def room(self, room_id: str) -> Document | Failure:
        """A room: `public`, `join_rules`, `encryption`, `canonical_alias`, `name`."""
        return self._get(f"/_synapse/admin/v1/rooms/{_escaped(room_id)}")

    def messages(self, room_id: str, sender: str, limit: int) -> Document | Failure:
        """`chunk`: the newest messages of one sender in a room, newest first."""
        wanted = json.dumps({"senders": [sender], "types": ["m.room.message"]})
        query = f"dir=b&limit={limit}&filter={_escaped(wanted)}"
        return self._get(f"/_synapse/admin/v1/rooms/{_escaped(room_id)}/messages?{query}")

    def send_notice(self, user_id: str, key: str, text: str) -> Document | Failure:
        """`event_id`: a message to the user in a room with the server's notices user.

        Synapse repeats nothing under a key that it has seen in the last half hour, unless it was
        started anew meanwhile.
        """
        path = f"/_synapse/admin/v1/send_server_notice/{_escaped(key)}"
        content = {"msgtype": "m.text", "body": text}
        answer = self._put(path, {"user_id": user_id, "content": content})
        # Of a request that it understands it refuses with 400 M_UNKNOWN only what is not set up.
        if isinstance(answer, Refused) and "HTTP 400 M_UNKNOWN" in answer.reason:
            return Refused("not-able", NO_NOTICES)
        return answer

    def event(self, event_id: str) -> Document | Failure:
        """`event`: a message with its `room_id`. Only newer Synapse has this call."""
        return self._get(f"/_synapse/admin/v1/fetch_event/{_escaped(event_id)}")

    def whoami(self) -> Document | Failure:
        """`user_id`: whose token ours is."""
        return self._get("/_matrix/client/v3/account/whoami")

    def close(self) -> None:
        """Let go of the connections."""
        self._caller.close()

    def _get(self, path: str) -> Document | Failure:
        url = self._base_url + path
        answer = self._caller.call("GET", url, changes=False, headers=self._headers())
        return _document(answer, changes=False)

    def _put(self, path: str, body: Mapping[str, Any]) -> Document | Failure:
        answer = self._caller.call(
            "PUT",
            self._base_url + path,
            changes=True,
            headers={**self._headers(), "Content-Type": "application/json"},
            content=json.dumps(body).encode(),
        )
        return _document(answer, changes=True)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._token.reveal()}"}


def _document(answer: Answer | Failure, *, changes: bool) -> Document | Failure:
    if not isinstance(answer, Answer):
        return answer
    document = answer.document()
    if answer.status >= 400:
        return _refusal(answer.status, document)
    if not isinstance(document, dict):
        return garbage("it is not a JSON object", changes=changes)
    return document


def _refusal(status: int, document: object) -> Refused:
    """What an answer of 400 to 499 means, by Matrix's error code where it bears one.

    The server's own sentence is left out: it may name the account.
    """
    named = document.get("errcode") if isinstance(document, dict) else None
    code = named if isinstance(named, str) and named.isascii() and len(named) < 64 else None
    said = f"HTTP {status}{f' {code}' if code else ''}"
    if status in {401, 403}:
        return Refused("credentials", f"the homeserver refuses our admin token ({said})")
    if status == 404 and code == "M_NOT_FOUND":
        return Refused("no-such-account", f"the homeserver has no such account ({said})")
    return Refused("rejected", f"the homeserver does not take our request ({said})")


def _escaped(text: str) -> str:
    """`text` as one step of a path; a lone surrogate goes out for the server to refuse."""
    return quote(text, safe="", errors="surrogatepass")
