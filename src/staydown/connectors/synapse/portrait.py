"""A snapshot of a Synapse account: the account record, and the server's answers behind it.

Least data (law 6 of the design): only the fields named here are kept. E-mail addresses, phone
numbers, external ids, addresses and times of connections are dropped before anything leaves this
module, from the evidence too; so are other people's messages and rooms that are not public.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from staydown.connectors.base import EvidenceFile, Refused, Snapshot, SnapshotOutcome
from staydown.connectors.http import Failure, garbage
from staydown.connectors.synapse.client import Document, SynapseClient
from staydown.kernel import clock

USER_FIELDS = (
    "name", "displayname", "avatar_url", "creation_ts", "admin", "deactivated", "erased",
    "is_guest", "locked", "suspended", "shadow_banned", "user_type", "appservice_id",
)  # fmt: skip
ROOM_FIELDS = ("room_id", "name", "canonical_alias", "public", "join_rules", "encryption", "topic")
MESSAGE_FIELDS = ("event_id", "room_id", "sender", "origin_server_ts", "type", "content")

MOST_ROOMS_ASKED = 25
MOST_ROOMS = 5
MOST_POSTS = 20
"""How many rooms are looked at, how many public ones are kept, and how many messages of each:
enough to know a returning account by."""


def take(client: SynapseClient, user_id: str) -> SnapshotOutcome:
    """Ask for everything; the first failure is the outcome."""
    user = client.user(user_id)
    if not isinstance(user, dict):
        return user
    profile = _or_nothing(client.profile(user_id))
    if not isinstance(profile, dict):
        return profile
    rooms = _public_rooms(client, user_id)
    if not isinstance(rooms, list):
        return rooms
    messages = _messages(client, rooms, user_id)
    if not isinstance(messages, list):
        return messages
    return _snapshot(user_id, user, profile, rooms, messages)


def _snapshot(
    user_id: str, user: Document, profile: Document, rooms: list[Document], posts: list[Document]
) -> SnapshotOutcome:
    record = _record(user_id, user, profile, rooms, posts)
    if record is None:
        return garbage("it is not an account", changes=False)
    evidence = (
        _file("user.json", _only(user, USER_FIELDS)),
        _file("profile.json", profile),
        _file("public-rooms.json", rooms),
        _file("messages.json", posts),
    )
    return Snapshot(clock.now(), record, evidence)


def _record(
    user_id: str, user: Document, profile: Document, rooms: list[Document], posts: list[Document]
) -> dict[str, Any] | None:
    """The account record of the design; None where the server's answer is not an account."""
    if user.get("name") != user_id:
        return None
    return {
        "id": user_id,
        "platform": "matrix",
        "handle": user_id[1:].partition(":")[0],
        "display_name": _text(user.get("displayname")),
        "bio": _bio(profile),
        "created_at": _moment(user.get("creation_ts")),
        "groups": [str(room.get("canonical_alias") or room["room_id"]) for room in rooms],
        "posts": [_post(message) for message in posts],
    }


def _bio(profile: Document) -> str | None:
    """What users say of themselves in profile fields of their own making."""
    usual = {"displayname", "avatar_url", "m.tz"}
    own = [value for name, value in sorted(profile.items()) if name not in usual]
    return "\n".join(value for value in own if isinstance(value, str)) or None


def _public_rooms(client: SynapseClient, user_id: str) -> list[Document] | Failure:
    joined = _or_nothing(client.joined_rooms(user_id))
    if not isinstance(joined, dict):
        return joined
    rooms: list[Document] = []
    for room_id in _texts(joined.get("joined_rooms"))[:MOST_ROOMS_ASKED]:
        room = _or_nothing(client.room(room_id))
        if not isinstance(room, dict):
            return room
        if room.get("join_rules") == "public" and room.get("room_id") == room_id:
            rooms.append(_only(room, ROOM_FIELDS))
        if len(rooms) == MOST_ROOMS:
            break
    return rooms


def _messages(
    client: SynapseClient, rooms: Iterable[Document], user_id: str
) -> list[Document] | Failure:
    """The newest messages of the user, oldest first."""
    found: list[Document] = []
    for room in rooms:
        page = _or_nothing(client.messages(str(room["room_id"]), user_id, MOST_POSTS))
        if not isinstance(page, dict):
            return page
        chunk = page.get("chunk")
        found += [_only(event, MESSAGE_FIELDS) for event in _mine(chunk, user_id)]
    return sorted(found, key=lambda message: message["origin_server_ts"])


def _mine(chunk: object, user_id: str) -> Iterable[Document]:
    for event in chunk if isinstance(chunk, list) else ():
        if (
            isinstance(event, dict)
            and event.get("sender") == user_id
            and isinstance(event.get("content"), dict)
            and isinstance(event.get("origin_server_ts"), int)
        ):
            yield event


def _post(message: Document) -> dict[str, Any]:
    text = _text(message["content"].get("body"))
    return {"at": _moment(message["origin_server_ts"]), "text": text or "", "media": []}


def _or_nothing(answer: Document | Failure) -> Document | Failure:
    """A part that is not there (a room left, a profile hidden) is empty, not a failure."""
    if isinstance(answer, Refused) and answer.code != "credentials":
        return {}
    return answer


def _moment(number: object) -> str | None:
    """Synapse gives `creation_ts` in seconds on one path and in milliseconds on others."""
    if not isinstance(number, int) or not 0 < number < 10**14:
        return None
    seconds = number / 1000 if number > 10**11 else number
    return clock.short(datetime.fromtimestamp(seconds, UTC))


def _only(document: Document, names: Iterable[str]) -> Document:
    return {name: document[name] for name in names if name in document}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _file(name: str, document: Mapping[str, Any] | list[Document]) -> EvidenceFile:
    text = json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
    return EvidenceFile(name, "application/json", text.encode("utf-8"))
