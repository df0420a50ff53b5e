"""What a bio or profile link points to, as stable ids `kind:value`.

Kinds: `account` (platform/handle), `invite` (a group's secret), `phone`, `email`, `wallet`, `page`
(host and path) and `host`. Sources: t.me and wa.me link forms (core.telegram.org/api/links,
WhatsApp click to chat), Discord invites; the written forms of bitcoin (BIP-173, base58), ether
(EIP-55) and TRON addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from staydown.mirrors.text.words import word_set

MAX_LINKS = 100
_ADDRESS = re.compile(
    r"https?://[^\s<>\"']{3,500}"
    r"|(?<![\w@.])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,24}/[^\s<>\"']{1,300}",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,3}")
_PHONE = re.compile(r"(?<![\w/+])(?:\+|00)([1-9][\d ().-]{7,18}\d)")
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
_WALLET = re.compile(
    r"\b(?:bc1[ac-hj-np-z02-9]{11,71}|0x[0-9a-fA-F]{40}|T[1-9A-HJ-NP-Za-km-z]{33}"
    r"|[13][1-9A-HJ-NP-Za-km-z]{25,34})\b"
)
_TRACKING = re.compile("(?:utm_[a-z]+|[fg]clid|igsh|igshid|si|s|t|ref|ref_src|feature)=|$")
_SHORTEST_WALLET = 14
_HOSTS = {
    "twitter.com": "x", "x.com": "x", "mobile.twitter.com": "x", "facebook.com": "facebook",
    "m.facebook.com": "facebook", "fb.com": "facebook", "fb.me": "facebook",
    "instagram.com": "instagram", "t.me": "telegram", "telegram.me": "telegram",
    "telegram.dog": "telegram", "youtube.com": "youtube", "tiktok.com": "tiktok",
    "threads.net": "threads", "bsky.app": "bluesky",
}  # fmt: skip
_INVITE_HOSTS = frozenset({"chat.whatsapp.com", "discord.gg"})
_NOT_ACCOUNTS = word_set("paths.txt")
"""First pieces of a path that are pages of the platform, not accounts."""


def link_ids(links: Iterable[str], *texts: str) -> frozenset[str]:
    """Everything that the links and the texts point to; at most 100 links are read.

    >>> sorted(link_ids(["https://t.me/+SpecimenSpecimen"]))
    ['host:t.me', 'invite:t.me/SpecimenSpecimen']
    """
    found: set[str] = set()
    for text in texts:
        found.update(_contacts(text))
    addresses = [link for text in texts if "/" in text for link in _ADDRESS.findall(text)]
    for link in [*links, *addresses][:MAX_LINKS]:
        found.update(_pointed(link[:500]))
    return frozenset(found)


def _contacts(text: str) -> Iterable[str]:
    """Mail addresses, numbers, accounts elsewhere, wallets; each only where its sign is."""
    if "@" in text:
        yield from (f"email:{email.lower()}" for email in _EMAIL.findall(text))
    if "+" in text or "00" in text:
        for number in _PHONE.findall(text):
            yield "phone:+" + re.sub(r"\D", "", number)
    for platform, name in _NAMED.findall(text):
        yield f"account:{_NAMES[platform.lower()]}/{name.lower().strip('.')}"
    if any(len(word) >= _SHORTEST_WALLET for word in text.split()):
        yield from (f"wallet:{wallet}" for wallet in _WALLET.findall(text))


def _pointed(link: str) -> Iterable[str]:
    """The ids of one address; text that is no address has none."""
    try:
        parts = urlsplit(link if "//" in link else "//" + link)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return
    if "." not in host:
        return
    path = [unquote(piece) for piece in parts.path.split("/") if piece]
    yield f"host:{host}"
    if path:
        yield _target(host, path, parts.query)


def _target(host: str, path: list[str], query: str) -> str:
    first = path[0].removeprefix("@")
    if host == "wa.me" and first.strip("+").isdigit():
        return f"phone:+{first.strip('+')}"
    if host in _INVITE_HOSTS:
        return f"invite:{host}/{first}"
    if _HOSTS.get(host) == "telegram" and (found := _on_telegram(first, path)):
        return found
    if host in _HOSTS and first.lower() not in _NOT_ACCOUNTS:
        return f"account:{_HOSTS[host]}/{first.lower()}"
    kept = "&".join(part for part in query.split("&") if not _TRACKING.match(part))
    return f"page:{host}/{'/'.join(path).lower()}" + (f"?{kept}" if kept else "")


def _on_telegram(first: str, path: list[str]) -> str:
    """Invites, numbers (`t.me/+` may be either) and a channel's preview; "" for other paths."""
    code = path[-1].removeprefix("+")
    if first.startswith("+") or first == "joinchat":
        return f"phone:+{code}" if first[1:].isdigit() else f"invite:t.me/{code}"
    return f"account:telegram/{path[1].lower()}" if first == "s" and len(path) > 1 else ""
