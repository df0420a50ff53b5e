"""MediaWiki: a user of one wiki, `host/Name`. Names: MediaWiki's `UserNameUtils::isValid`."""

from __future__ import annotations

import ipaddress
import re
import unicodedata

from staydown.platforms.address import Address, web_host
from staydown.platforms.domains import owner_of
from staydown.platforms.platform import Kind, Platform, Reading, quoted
from staydown.platforms.text import word_set
from staydown.platforms.warnings import UNLISTED_HOST

_USER_SPACES = word_set(
    "user user_talk benutzer benutzerin benutzer_diskussion utilisateur utilisatrice "
    "usuario usuaria utente gebruiker kullanıcı участник участница صارف تبادلۂ_خیال_صارف "
    "مستخدم مستخدمة کاربر کارن ورتنوالا सदस्य ব্যবহারকারী 用户 利用者"
)
"""The namespace of users' own pages, in English and in the languages nearest to the task."""
_ABOUT_A_USER = re.compile(
    r"special:(?:contributions|contribs|centralauth|log|userrights|emailuser|block)/", re.IGNORECASE
)
_FORBIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0#<>\[\]|{}/@:%\\\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f"
    r"\u205f-\u206f\u3000\ud800-\uf8ff\ufeff\ufff0-\uffff]"
)
_LONGEST_BYTES = 235


def _handle(value: str) -> str | None:
    """`host/Name`: blanks as underscores, the first letter a capital, as MediaWiki stores it."""
    host, _, name = value.partition("/")
    server, user = web_host(host), _user_name(name)
    if server is None or user is None or not _may_be_ours(server):
        return None
    return f"{_desktop(server)}/{user}"


def _user_name(name: str) -> str | None:
    words = unicodedata.normalize("NFC", "_".join(name.replace("_", " ").split()))
    capital = words[:1].upper()
    user = unicodedata.normalize("NFC", (capital if len(capital) == 1 else words[:1]) + words[1:])
    if not user or _FORBIDDEN.search(user) or len(user.encode()) > _LONGEST_BYTES or _is_ip(user):
        return None
    return user


def _is_ip(user: str) -> bool:
    """Edits without an account stand under an IP address."""
    try:
        ipaddress.ip_address(user)
    except ValueError:
        return False
    return True


def _desktop(host: str) -> str:
    """`en.m.wikipedia.org` is the mobile door of `en.wikipedia.org`."""
    return host.replace(".m.", ".", 1) if is_wikimedia(host) else host


def is_wikimedia(host: str) -> bool:
    """Whether `host` is one of the Wikimedia Foundation's wikis."""
    return owner_of(host) == "mediawiki"


def _may_be_ours(host: str) -> bool:
    return owner_of(host) in {None, "mediawiki"}


def claims(address: Address) -> bool:
    """Whether the path or query has the shape of a user's page on a wiki, whatever the host."""
    return _may_be_ours(address.host) and _user_of(address) is not None


def _user_of(address: Address) -> str | None:
    title = (address.argument("title") or _title(address.path)).replace(" ", "_")
    if special := _ABOUT_A_USER.match(title):
        return title[special.end() :]
    space, colon, name = title.partition(":")
    return name.split("/")[0] if colon and space.lower() in _USER_SPACES else None


def _title(path: tuple[str, ...]) -> str:
    """What follows `/wiki/` or `index.php/`, the two usual article paths."""
    for door in ("wiki", "index.php"):
        if door in path:
            return "/".join(path[path.index(door) + 1 :])
    return ""


def _read_address(address: Address) -> Reading:
    user = _user_of(address)
    if user is None:
        raise MEDIAWIKI.refuse("site-page" if address.path else "bare-host", address.text)
    reading = MEDIAWIKI.account("handle", f"{address.host}/{user}", address.text)
    return reading if is_wikimedia(address.host) else reading._replace(warnings=(UNLISTED_HOST,))


def _read_name(name: str) -> Reading:
    raise MEDIAWIKI.refuse("host-needed", name, value=name)


def _url(value: str) -> str:
    host, _, name = value.partition("/")
    return f"https://{host}/wiki/User:{quoted(name)}"


MEDIAWIKI = Platform(
    name="mediawiki",
    label="MediaWiki",
    example="https://HOST/wiki/User:NAME",
    kinds={
        "handle": Kind(_handle, "it is HOST/NAME, the name without # < > [ ] | { } / @ :", _url),
    },
    read_address=_read_address,
    read_name=_read_name,
)
