"""What a profile or a post points to, as stable ids `kind:value`.

Kinds: `account` (platform/handle), `invite` (a group's secret), `phone`, `email`, `code` (wallets,
messenger ids and the like: long runs of letters and digits), `page` (host and path) and `host`.
Sources: t.me, tg: and wa.me link forms (core.telegram.org/api/links, WhatsApp click to chat),
Discord invites; the written forms of bitcoin (BIP-173, base58), ether (EIP-55) and TRON addresses;
"defanged" addresses as incident reports write them (hxxp, [.], dot).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit

from staydown.mirrors.text.words import word_set

MAX_LINKS = 100
MAX_TEXT, MAX_LINK = 5_000, 500
_WORTH_READING = re.compile(r"[/@+]|\d{3}|\.[a-z]{2}|\b(?:dot|at)\b|[:=|>] ?\w", re.IGNORECASE)
_SIGNS = frozenset("/@+.:=|>0123456789")
"""A plain text without any of these and those two words points nowhere."""
_ADDRESS = re.compile(
    r"(?:https?|tg)://[^\s<>\"']{3,500}|(?:bitcoin|ethereum|tron|monero):\w{20,100}"
    r"|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}(?:/[^\s<>\"']{0,300}|(?![\w.@-]))",
    re.IGNORECASE,
)
_DOT = r"(?:\.|dot|d0t|punto|точка|نقطه|نقطة)"
_DEFANGED = tuple(
    (re.compile(pattern, re.IGNORECASE), meant)
    for pattern, meant in (
        (rf"\s?[\[({{<]\s?{_DOT}\s?[\])}}>]\s?", "."),
        (r"(?<=\w)\s(?:dot|d0t)\s(?=\w)", "."),
        (r"(?<=\w)\s\.\s?(?=[a-z]{2,6}\b)", "."),
        (r"(?<=\w)\s?\.\s(?=(?:com|net|org|me|info|ru|io)\b)", "."),
        (r"\s?[\[({<]\s?(?:@|at)\s?[\])}>]\s?|(?<=\w)\sat\s(?=[\w-]+\.)", "@"),
        (r"\bh(?:xx|tt|\*\*)p", "http"),
        (r"(?<=\.me)\s/\s?(?=\w)|(?<=\.com)\s/\s?(?=\w)|\s?[\[(]/[\])]\s?", "/"),
    )
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}")
_MATRIX = re.compile(r"@[\w.=/-]{1,64}:[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}")
_PHONE = re.compile(
    r"(?<![\w/+])(?:\+|00)\s?([1-9][\d ().\u2010-\u2015-]{7,24}\d)"
    r"|(?:tel|phone|call|whats ?app|signal|viber|imo|mobile|☎|📞|📱|واتس\w*|وٹس\w*|رقم)\W{0,6}"
    r"(\d[\d ().-]{7,20}\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(telegram|tg|insta(?:gram)?|ig|youtube|yt|facebook|fb|tiktok|snapchat|snap|twitter)\b"
    r" ?[:=|>@-]+ ?@?([\w.]{4,40})",
    re.IGNORECASE,
)
_NAMES = {
    "telegram": "telegram", "tg": "telegram", "insta": "instagram", "instagram": "instagram",
    "ig": "instagram", "youtube": "youtube", "yt": "youtube", "facebook": "facebook",
    "fb": "facebook", "tiktok": "tiktok", "snapchat": "snapchat", "snap": "snapchat",
    "twitter": "x",
}  # fmt: skip
_CODE = re.compile(
    r"(?<![\w/])(?=\w*\d\w*\d\w*\d)(?=\w*[A-Za-z]\w*[A-Za-z])[A-Za-z0-9]{16,100}(?!\w)"
)
_PREFIX = re.compile(r"^(?:(?:www|m|mobile|web|mbasic|old|[a-z]{2}-[a-z]{2})\.)+(?=[^.]+\.)")
_TRACKING = re.compile("(?:utm_[a-z]+|[fg]clid|igsh|igshid|si|s|t|ref|ref_src|feature)=|$")
_HOSTS = {
    "twitter.com": "x", "x.com": "x", "facebook.com": "facebook", "fb.com": "facebook",
    "fb.me": "facebook", "vk.com": "vk", "instagram.com": "instagram", "t.me": "telegram",
    "telegram.me": "telegram", "telegram.dog": "telegram", "youtube.com": "youtube",
    "tiktok.com": "tiktok", "threads.net": "threads", "bsky.app": "bluesky", "ok.ru": "ok",
}  # fmt: skip
_INVITES = {
    "chat.whatsapp.com": "whatsapp", "discord.gg": "discord", "discord.com": "discord",
    "discordapp.com": "discord",
}  # fmt: skip
_NOT_ACCOUNTS = word_set("paths.txt")
"""First pieces of a path that are pages of the platform, not accounts."""


def link_ids(links: Iterable[str], *texts: str) -> frozenset[str]:
    """Everything that the links and the texts point to; at most 100 addresses are read.

    >>> sorted(link_ids(["https://t.me/+SpecimenSpecimen"]))
    ['host:t.me', 'invite:telegram/SpecimenSpecimen']
    """
    found: set[str] = set()
    addresses = list(links)
    for text in texts:
        if _may_point(text) and _WORTH_READING.search(text):
            found |= _contacts_in(text)
            addresses += _addresses_in(text)
    for link in addresses[:MAX_LINKS]:
        found |= _pointed(_unwrapped(link[:MAX_LINK]))
    return frozenset(found)


def _may_point(text: str) -> bool:
    """A quick look before the search."""
    if not text.isascii() or not _SIGNS.isdisjoint(text):
        return True
    lower = text.lower()
    return "dot" in lower or "at" in lower


def _addresses_in(text: str) -> list[str]:
    plain = _plain(text)
    return _ADDRESS.findall(plain) if "." in plain or "://" in plain else []


@lru_cache(maxsize=1024)
def _plain(text: str) -> str:
    """The text with defanged addresses as they were, and digits of all scripts as 0 to 9."""
    text = text[:MAX_TEXT]
    if not text.isascii():
        text = "".join(map(_plain_character, text))
    for pattern, meant in _DEFANGED:
        text = pattern.sub(meant, text)
    return text


@lru_cache(maxsize=4096)
def _plain_character(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.digit(character))
    return "" if unicodedata.category(character) == "Cf" else character


def _contacts_in(text: str) -> set[str]:
    """Mail addresses, numbers, accounts elsewhere, codes; each only where its sign is."""
    text = _plain(text)
    found = {f"account:{_NAMES[name.lower()]}/{handle.lower().strip('.')}"
             for name, handle in _NAMED.findall(text)}  # fmt: skip
    if "@" in text:
        found.update(f"account:matrix/{name.lower()}" for name in _MATRIX.findall(text))
        found.update(f"email:{email.lower()}" for email in _EMAIL.findall(text))
    if any(character.isdigit() for character in text):
        for groups in _PHONE.findall(text):
            found.add(_phone(next(filter(None, groups))))
        found.update(f"code:{_code(code)}" for code in _CODE.findall(text))
    return found - {""}


def _phone(number: str) -> str:
    """A number in digits, however it was written; "" where there are too few or too many."""
    digits = re.sub(r"\D", "", number).removeprefix("00")
    return f"phone:+{digits}" if 8 <= len(digits) <= 15 else ""


def _code(code: str) -> str:
    """A code as it is told apart: hexadecimal ones do not know capitals."""
    plain = code.lower()
    return plain if all(character in "0123456789abcdefx" for character in plain) else code


def _pointed(link: str) -> set[str]:
    """The ids of one address; text that is no address has none."""
    scheme = link.partition(":")[0].lower()
    if scheme in {"tel", "mailto", "tg", "whatsapp"}:
        return {_by_scheme(scheme, link)} - {""}
    if "//" not in link and scheme != link.lower() and "." not in scheme:
        return {f"code:{_code(code)}" for code in _CODE.findall(link)}
    try:
        parts = urlsplit(link if "//" in link else "//" + link)
        host = _PREFIX.sub("", parts.hostname or "")
    except ValueError:
        return set()
    if "." not in host:
        return set()
    if "/" in parts.fragment and (codes := _CODE.findall(parts.fragment.replace("/", " "))):
        return {f"host:{host}", f"code:{_code(codes[0])}"}
    path = [unquote(piece) for piece in parts.path.split("/") if piece]
    if not path and not parts.query:
        return {f"host:{host}"}
    return {f"host:{host}", _target(host, path, parts.query)} - {""}


def _unwrapped(link: str) -> str:
    """The address within one that only leads to it (`l.php?u=…`)."""
    if "http" not in link[8:]:
        return link
    given = _query(link)
    inner = next(
        (given[name] for name in ("u", "url", "q", "to") if "://" in given.get(name, "")), ""
    )
    return inner or link


def _by_scheme(scheme: str, link: str) -> str:
    """What an address that opens a program points to."""
    if scheme == "tel":
        return _phone(link)
    if scheme == "mailto":
        return f"email:{link.partition(':')[2].partition('?')[0].strip().lower()}"
    given = _query(link)
    if "phone" in given:
        return _phone(given["phone"])
    if "invite" in given:
        return f"invite:{'telegram' if scheme == 'tg' else 'whatsapp'}/{given['invite']}"
    return f"account:telegram/{given['domain'].lower()}" if "domain" in given else ""


def _query(link: str) -> dict[str, str]:
    try:
        return {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    except ValueError:
        return {}


def _target(host: str, path: list[str], query: str) -> str:
    first = path[0].removeprefix("@") if path else ""
    if host in {"wa.me", "api.whatsapp.com", "web.whatsapp.com"}:
        number = first if host == "wa.me" else _query(f"?{query}").get("phone", "")
        return _phone(number) or f"page:{host}/{'/'.join(path)}"
    if host in _INVITES and (path[0:1] != ["invite"] or len(path) > 1):
        return f"invite:{_INVITES[host]}/{path[-1] if path else ''}"
    if _HOSTS.get(host) == "telegram" and path and (found := _on_telegram(first, path)):
        return found
    if host in _HOSTS and first and first.lower() not in _NOT_ACCOUNTS:
        return f"account:{_HOSTS[host]}/{first.lower()}"
    kept = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    return f"page:{host}/{'/'.join(path).lower()}" + (f"?{kept}" if kept else "")


def _on_telegram(first: str, path: list[str]) -> str:
    """Invites, numbers (`t.me/+` may be either) and a channel's preview; "" for other paths."""
    code = path[-1].removeprefix("+").strip()
    if first.startswith("+") or first == "joinchat":
        return _phone(code) if code.isdigit() else f"invite:telegram/{code}"
    return f"account:telegram/{path[1].lower()}" if first == "s" and len(path) > 1 else ""
