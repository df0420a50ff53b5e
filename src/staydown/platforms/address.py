"""A web address or an app's link taken apart: what a platform's reader is given.

`urllib.parse.urlsplit` is stricter where people are lax (a missing or mistyped scheme) and laxer
where a mistake is dangerous (backslashes, user info before the host).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, unquote_plus

from staydown.platforms.refusals import refusal

_WEB_SCHEME = re.compile(r"(?:h(?:tt|xx|t)ps?(?:[:;]/*|/{2,})|/{2,})+", re.IGNORECASE)
"""http and https, also doubled, mistyped (`htps://`, `https//`) or made harmless (`hxxps://`)."""
_ENCODED = re.compile(r"https?%3a", re.IGNORECASE)
_APP_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(?:/{2,3})?", re.IGNORECASE)
_PARTS = re.compile(
    r"([^/?#\\]*@)?([^/?#:@\\]*)(?::(\d*))?(/[^?#]*)?(?:\?([^#]*))?(?:#(.*))?", re.DOTALL
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*(?::[1-9][0-9]{{0,4}})?")
_DEFANGED_DOT = re.compile(r"\[\.\]|\(\.\)|\[dot\]|\(dot\)", re.IGNORECASE)
_LONGEST_HOST = 253
_USUAL_PORTS = {None, "", "80", "443"}


class Address(NamedTuple):
    """`https://user@Host:8080/a/b%20c/?q=1#f` in parts.

    `host` is lower case, in ASCII, with an unusual port (`host:8080`); `path` holds the decoded
    segments that are not empty; `query` and `fragment` are raw; `text` is the whole as found.
    Of an app's link such as `tg://resolve?domain=name`, `host` is the verb.
    """

    text: str
    scheme: str
    host: str
    path: tuple[str, ...] = ()
    query: str = ""
    fragment: str = ""
    user_info: bool = False

    @property
    def head(self) -> str:
        """The first segment in lower case, empty on the front page."""
        return self.path[0].lower() if self.path else ""

    def segment(self, index: int) -> str:
        """The segment at `index`, empty where the path is shorter."""
        return self.path[index] if index < len(self.path) else ""

    def argument(self, name: str) -> str:
        """The query's first value under `name`, empty where it has none."""
        for pair in self.query.replace("&amp;", "&").split("&"):
            key, _, value = pair.partition("=")
            if key.lower() == name:
                return unquote_plus(value).strip()
        return ""


def split_web_address(text: str) -> Address:
    """Take apart a web address, with or without its scheme; raises AddressError `malformed`."""
    plain = unquote(text) if _ENCODED.match(text) else text
    scheme = _WEB_SCHEME.match(plain)
    rest = plain[scheme.end() :] if scheme else plain
    if "[" in rest or "(" in rest:
        rest = _DEFANGED_DOT.sub(".", rest)
    return _split("https", rest, text)


def split_app_link(text: str) -> Address | None:
    """Take apart a link such as `tg://join?invite=…`; None where the text has no scheme."""
    scheme = _APP_SCHEME.match(text)
    return _split(scheme[1].lower(), text[scheme.end() :], text) if scheme else None


def _split(scheme: str, rest: str, text: str) -> Address:
    parts = _PARTS.fullmatch(rest)
    if parts is None:
        raise refusal("malformed", text)
    user, host, port, path, query, fragment = parts.groups()
    return Address(
        text,
        scheme,
        _host(host if port in _USUAL_PORTS else f"{host}:{port}", text),
        _segments(path, text) if path else (),
        query or "",
        fragment or "",
        user is not None,
    )


def _host(host: str, text: str) -> str:
    canonical = canonical_host(host)
    if canonical is None:
        raise refusal("malformed", text)
    return canonical


def canonical_host(host: str) -> str | None:
    """`host` or `host:port` in lower case and ASCII, without a final dot; None if it is neither."""
    return _canonical_host(host) if len(host) <= _LONGEST_HOST else None


@lru_cache(maxsize=4096)
def _canonical_host(host: str) -> str | None:
    lower = host.lower().rstrip(".")
    if not lower.isascii():
        try:
            lower = lower.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    return lower if len(lower) <= _LONGEST_HOST and _HOST.fullmatch(lower) else None


def web_host(host: str) -> str | None:
    """As `canonical_host`, and without the web's own ports: `host:443` is `host`."""
    canonical = canonical_host(host)
    name, _, port = (canonical or "").partition(":")
    return name if name and port in _USUAL_PORTS else canonical


def _segments(path: str, text: str) -> tuple[str, ...]:
    try:
        decoded = [decode(part) for part in path.split("/") if part]
    except UnicodeError:
        raise refusal("malformed", text) from None
    return tuple(part for part in decoded if part)


def decode(part: str) -> str:
    """Undo percent-encoding; raises UnicodeError where the bytes are not UTF-8."""
    return unquote(part, errors="strict").strip() if "%" in part else part
