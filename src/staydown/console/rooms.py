"""The rooms of the console: what the header links to, and who may enter."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Room:
    """One link of the header. `address` names a URL; `keys` is the shortcut."""

    address: str
    label: str | Promise
    permission: str
    keys: str


ROOMS = (
    Room("queue", _("Queue"), "cases.read", "g q"),
    Room("batches", _("Batches"), "referrals.read", "g b"),
    Room("deliveries", _("Deliveries"), "deliveries.read", "g d"),
    Room("screening", _("Screening"), "matches.read", "g s"),
    Room("policies", _("Policies"), "cases.read", "g p"),
)


def open_to(permissions: frozenset[str]) -> list[Room]:
    """The rooms that somebody with these permissions may enter."""
    return [room for room in ROOMS if room.permission in permissions]
