"""What an account address means on each platform: read it, make it canonical, print it.

Pure: no database, no network, no clock, nothing else of Staydown's. One file a platform; `reader`
finds the addresses in a cell, `registry` knows which platform an address belongs to, `refusals`
holds every reason for which a text is no account.
"""

from __future__ import annotations

from staydown.platforms.canonical import parse_ref, url_of
from staydown.platforms.names import platform_named
from staydown.platforms.reader import find, parse
from staydown.platforms.refs import AccountRef, AddressError, Found
from staydown.platforms.registry import PLATFORMS

__all__ = [
    "PLATFORMS",
    "AccountRef",
    "AddressError",
    "Found",
    "find",
    "parse",
    "parse_ref",
    "platform_named",
    "url_of",
]
