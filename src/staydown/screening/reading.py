"""Reading what is to be screened: from anybody, of any size, in any state.

What is too much is cut, with a warning; what cannot be used is refused, with a reason; nothing here
may be a crash or cost more than its size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from staydown.kernel import clock
from staydown.kernel.errors import InputError
from staydown.mirrors.records import Account, RecordError, parse
from staydown.mirrors.stored import record_of
from staydown.platforms import AddressError, parse_ref
from staydown.platforms import parse as parse_address
from staydown.platforms.registry import PLATFORMS
from staydown.screening.client_keys import Keyring
from staydown.screening.rules import MODES, OCCASIONS
from staydown.screening.values import Request

MOST_TEXT = {"handle": 500, "display_name": 500, "bio": 5_000, "location": 500, "language": 40}
MOST_LISTED = {"links": 200, "posts": 100, "follows": 2_000, "followers": 2_000, "groups": 500}
MOST_ITEM = 2_000
MOST_POST = 5_000
MOST_MEDIA = 10
"""Characters of a text, items of a list, characters of an item or a post, pictures of a post."""
_SKEW = timedelta(minutes=5)
"""By how much a platform's clock may be ahead of ours."""
_KEYED = re.compile(r"[0-9A-Za-z:_\-]{16,160}")


def read_request(document: object, keyring: Keyring) -> Request:
    """The request in a JSON document. Raises InputError that names the field."""
    if not isinstance(document, Mapping):
        raise InputError("not-an-object", "a screening request is a JSON object")
    event = document.get("event")
    if not isinstance(event, str) or not 0 < len(event) <= 200:
        raise InputError("event-missing", "event is required: text of 1 to 200 characters")
    warnings: list[str] = []
    record = bounded(document.get("account"), warnings)
    record["client"] = _client(record.get("client"), document.get("client"), keyring, warnings)
    account = _account(record)
    if account.created_at and account.created_at > clock.now() + _SKEW:
        # A clock that is wrong, or somebody's own entry: it says nothing of when they came.
        account = replace(account, created_at=None)
        warnings.append("created-in-future")
    return Request(
        event=_clean(event),
        occasion=_choice(document, "occasion", OCCASIONS, "registration"),
        mode=_choice(document, "mode", MODES, "hold"),
        names=names_of(account),
        account=account,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def bounded(record: object, warnings: list[str]) -> dict[str, Any]:
    """The known fields of an account record, cut to bounds; wrong types are left for `parse`."""
    if not isinstance(record, Mapping):
        raise InputError("account-missing", "account is required: an account record, an object")
    found: dict[str, Any] = {}
    for name in ("id", "platform", "created_at", "removed_at", "avatar", "client"):
        value = record.get(name)
        found[name] = _clean(value[:500]) if isinstance(value, str) else value
    for name, most in MOST_TEXT.items():
        found[name] = _cut(record.get(name), most, name, warnings)
    for name, most in MOST_LISTED.items():
        values = record.get(name)
        if isinstance(values, list):
            if len(values) > most:
                warnings.append(f"{name}-cut")
            values = [_item(one, name, warnings) for one in values[:most]]
        found[name] = values
    return found


def names_of(account: Account) -> tuple[str, ...]:
    """The account's canonical references: by its id first, where the platform has such ids, then
    by its handle. Raises InputError where there is none."""
    if account.platform not in PLATFORMS:
        known = ", ".join(sorted(PLATFORMS))
        text = f"there is no platform {account.platform[:40]!r}; there are: {known}"
        raise InputError("platform-unknown", text)
    found = []
    for kind in ("id", "phone"):
        with suppress(AddressError):
            found.append(str(parse_ref(f"{account.platform}:{kind}:{account.id}")))
    for text in (account.handle, "" if found else account.id):
        if text:
            with suppress(AddressError):
                found.append(_canonical(account.platform, text))
    if not found:
        text = f"neither id nor handle is the name of an account on {account.platform}"
        raise InputError("account-unnamed", text)
    return tuple(found)


def _canonical(platform: str, handle: str) -> str:
    try:
        return str(parse_ref(f"{platform}:handle:{handle}"))
    except AddressError:
        return str(parse_address(handle, platform=platform).ref)


def _account(record: Mapping[str, Any]) -> Account:
    try:
        return parse(record)
    except RecordError as error:
        raise InputError("account-unusable", f"account: {error.reason}") from error
    except (RecursionError, OverflowError) as error:
        raise InputError("account-unusable", "account: nested too deeply") from error


def _client(keyed: object, raw: object, keyring: Keyring, warnings: list[str]) -> Any:
    """Client signals: those that came keyed, and those keyed here, which outweigh them."""
    if keyed is not None and not isinstance(keyed, Mapping):
        raise InputError("client-unusable", "account.client must be an object")
    found = _only_keyed(keyed or {}, warnings)
    if raw is None:
        return found
    if not isinstance(raw, Mapping):
        raise InputError("client-unusable", "client must be an object")
    return found | keyring.keyed(raw)


def _only_keyed(client: Mapping[str, Any], warnings: list[str]) -> dict[str, Any]:
    """What does not look like a keyed hash is a value in clear: it is dropped, and told."""
    found: dict[str, Any] = {}
    for name in ("phone", "email"):
        value = client.get(name)
        if isinstance(value, str) and value:
            if all(map(_KEYED.fullmatch, value.split()[:4])):
                found[name] = value
            else:
                warnings.append("client-not-keyed")
    for name in ("devices", "ip_prefixes"):
        values = client.get(name)
        if isinstance(values, list):
            kept = [one for one in values[:200] if isinstance(one, str) and _KEYED.fullmatch(one)]
            if len(kept) < len(values):
                warnings.append("client-not-keyed")
            found[name] = kept
    return found


def _item(value: object, name: str, warnings: list[str]) -> object:
    if name != "posts":
        return _cut(value, MOST_ITEM, name, warnings)
    if not isinstance(value, Mapping):
        return value
    media = value.get("media")
    return {
        "at": value.get("at"),
        "text": _cut(value.get("text"), MOST_POST, "posts", warnings),
        "media": media[:MOST_MEDIA] if isinstance(media, list) else media,
    }


def _cut(value: object, most: int, name: str, warnings: list[str]) -> object:
    if not isinstance(value, str):
        return value
    if len(value) > most:
        warnings.append(f"{name}-cut")
    return _clean(value[:most])


def _clean(text: str) -> str:
    """Without what no database stores: NUL, and halves of surrogate pairs."""
    if text.isascii():
        return text.replace("\0", "")
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _choice(document: Mapping[str, Any], name: str, known: tuple[str, ...], default: str) -> str:
    value = document.get(name)
    if value is None:
        return default
    if value not in known:
        raise InputError(f"{name}-unknown", f"{name} is one of {', '.join(known)}")
    return str(value)


def plain_record(account: Account) -> dict[str, Any]:
    """The account record in the very values that JSON gives back: what is vouched for reads back
    the same."""
    found: dict[str, Any] = json.loads(json.dumps(record_of(account)))
    return found
