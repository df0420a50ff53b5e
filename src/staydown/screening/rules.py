"""What screening may say and do, as functions of plain values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import sqrt

TIERS = ("likely", "possible")
VERDICTS = ("none", "possible", "likely")
OCCASIONS = ("registration", "profile", "activity", "scan")
MODES = ("hold", "flag", "shadow")
#: `open` until a person judges; `closed` where the entry ended first, or the case was decided
#: without a word on the match.
STATES = ("open", "mirror", "not_mirror", "undecided", "closed")
JUDGED = ("mirror", "not_mirror", "undecided")
ENDINGS = ("lifted", "expired", "replaced")

#: Signals that only say that two accounts share a connection (a flat, a school, a VPN exit).
SHARED_CONNECTION = frozenset({"network", "devices"})

#: By how many bits the evidence must have grown before a cleared account is raised again.
GROWN_BITS = 3.0


def verdict_of(tiers: Iterable[str]) -> str:
    """The strongest of some matches' tiers; `none` without any."""
    found = set(tiers)
    return next((tier for tier in TIERS if tier in found), "none")


def has_grown(bits: float, before: float, signals: set[str], signals_before: set[str]) -> bool:
    """Whether there is more to say than when a reviewer cleared the account.

    More bits in all, or enough bits and a kind of evidence for it that there was not before.
    """
    if bits >= before + GROWN_BITS:
        return True
    return bool(signals - signals_before) and bits >= before + 1.0


def wilson(hits: int, of: int) -> tuple[float, float] | None:
    """The 95% interval of a share (Wilson 1927); None of nothing."""
    if of == 0:
        return None
    z = 1.959964
    share, spread = hits / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def median(values: Sequence[float]) -> float | None:
    """The middle of some numbers; None of none."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
