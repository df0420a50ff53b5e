"""The signals, in the order in which they are computed and shown."""

from __future__ import annotations

from collections.abc import Iterator

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example, Signal
from staydown.mirrors.signals.behaviour import Language, Posts, Style, Time
from staydown.mirrors.signals.contacts import DEVICES, EMAIL, NETWORK, PHONE, Links
from staydown.mirrors.signals.names import DisplayName, Handle, NameHandle
from staydown.mirrors.signals.neighbours import FOLLOWERS, FOLLOWS, GROUPS
from staydown.mirrors.signals.pictures import Avatar, Media
from staydown.mirrors.signals.statements import Announced, Declared
from staydown.mirrors.signals.texts import Bio, Location

SIGNALS: tuple[Signal, ...] = (
    Handle(), DisplayName(), NameHandle(), Bio(), Location(), Links(), Avatar(), Posts(), Media(),
    Declared(), Announced(), FOLLOWS, FOLLOWERS, GROUPS, Time(), Language(), Style(), PHONE, EMAIL,
    DEVICES, NETWORK,
)  # fmt: skip


def compare_all(entry: Prepared, account: Prepared, background: Background) -> Iterator[Comparison]:
    """Every comparison that the two accounts allow; absent fields give none."""
    for signal in SIGNALS:
        found = signal.compare(entry, account, background)
        if found is not None:
            yield found


__all__ = ["SIGNALS", "Comparison", "Example", "Signal", "compare_all"]
