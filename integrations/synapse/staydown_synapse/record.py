"""What Staydown is told of an account: plain values, no calls.

Least data: of a message only its time and the signals in it (hashtags, mentions, links) unless the
operator asks for its text; of rooms only those that anybody may join and that are not encrypted.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

Document = dict[str, Any]

MOST_READ = 10_000
MOST_TEXT = 2000
MOST_SIGNALS = 30
"""Characters of a message that are looked at, characters and signals of it that are told."""

_SIGNAL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"']{1,200}"
    r"|(?<![\w.-])(?:[a-z0-9-]{1,63}\.)+[a-z]{2,24}/[^\s<>\"']{1,200}"
    # A hashtag goes on over Arabic vowel signs and the non-joiner, which are no letters to `\w`.
    r"|(?<![\w#])\#[\w\u064b-\u065f\u0670\u200c]{1,100}"
    r"|(?<![\w@.])@[\w.=/+-]{1,100}(?::[a-z0-9.:-]{1,100})?",
    re.IGNORECASE,
)
_TRAILING = ".,;:!?)]}،؛؟۔"
_SPOKEN = ("m.text", "m.notice", "m.emote")
_NOT_BIO = {"displayname", "avatar_url", "m.tz"}


@dataclass
class Newcomer:
    """What an account that is still new has done in open rooms, while this process runs."""

    rooms: dict[str, str] = field(default_factory=dict)
    posts: list[Document] = field(default_factory=list)
    untold: bool = False
    scheduled: bool = False


def account(
    user_id: str,
    created: float,
    display_name: str | None,
    fields: Mapping[str, Any],
    seen: Newcomer | None,
) -> Document:
    """The account record; `created` is in seconds, `fields` are the profile's own making."""
    told = [value for name, value in sorted(fields.items()) if name not in _NOT_BIO]
    return {
        "id": user_id,
        "platform": "matrix",
        "handle": user_id[1:].partition(":")[0],
        "display_name": display_name,
        "bio": "\n".join(text for text in told if isinstance(text, str))[:MOST_TEXT] or None,
        "created_at": moment(created),
        "groups": list(seen.rooms.values()) if seen else [],
        "posts": list(seen.posts) if seen else [],
    }


def event_id(occasion: str, record: Document) -> str:
    """The id of what is asked about: the same for the same registration and the same profile."""
    user_id = record["id"]
    if occasion == "registration":
        return f"registration:{user_id}"
    if occasion == "profile":
        profile = json.dumps([record["display_name"], record["bio"]])
        return f"profile:{user_id}:{hashlib.sha256(profile.encode()).hexdigest()[:16]}"
    return f"activity:{user_id}:{time.time_ns() // 1_000_000}"


def post(content: Mapping[str, Any], at: float, *, whole: bool) -> Document | None:
    """A message as it is told, `at` seconds; None for what nobody wrote: files, edits."""
    text, relates = content.get("body"), _mapping(content.get("m.relates_to"))
    if content.get("msgtype") not in _SPOKEN or not isinstance(text, str):
        return None
    if relates.get("rel_type") == "m.replace":
        return None
    if "m.in_reply_to" in relates:
        text = _without_quotation(text)
    mentioned = _mapping(content.get("m.mentions")).get("user_ids")
    if isinstance(mentioned, (list, tuple)):
        text = " ".join([text[:MOST_READ], *(each for each in mentioned if isinstance(each, str))])
    return {"at": moment(at), "text": text[:MOST_TEXT] if whole else signals(text)}


def signals(text: str) -> str:
    """The hashtags, mentions and links of a text, in its order, each once."""
    found = (match.group().rstrip(_TRAILING) for match in _SIGNAL.finditer(text[: 2 * MOST_READ]))
    return " ".join(list(dict.fromkeys(found))[:MOST_SIGNALS])[:MOST_TEXT]


def moment(seconds: float) -> str:
    """The time in UTC, to the second."""
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _without_quotation(text: str) -> str:
    """An answer without what it repeats of somebody else's message."""
    lines = text.splitlines()
    while lines and lines[0].startswith(">"):
        lines.pop(0)
    return "\n".join(lines)
