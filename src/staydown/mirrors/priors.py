"""Hand-set bits: what the model believes before it has seen a single pair.

A level's bits are `offset + weight * rarity`. `rarity` is the trait's surprise (-log2 of the chance
that an unrelated account of the same kind shares it), so a weight of 1 takes the background at its
word and `offset` is log2 of how often a mirror shows the level at all. Caps follow from how often
the trait passes between people who are not the same: a phone number is assigned anew within months
(FCC 47 CFR 52.15(f)(1)(ii): 45 to 90 days), a released handle can be taken by anybody, a picture
can be copied by any fan. Fitting (`train.py`) moves these numbers only as far as the pairs insist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Levels = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Prior:
    """One signal: most bits of rarity believed, most bits against, (weight, offset) by level."""

    cap: float
    floor: float
    levels: Levels


def _agrees(
    weight: float, offset: float, *, against: float, levels: Levels | None = None
) -> Levels:
    explained = {"* explained": (0.15 * weight, -3.0)}
    return {"*": (weight, offset), "differs": (0.0, -against), **explained, **(levels or {})}


_NAMES: Levels = {
    "successor": (0.9, 0.5),
    "renumbered": (0.7, -3.0),
    "looks-alike": (0.9, 0.0),
    "reordered": (0.85, -2.0),
    "sounds-alike": (0.75, -2.0),
    "near": (0.7, -2.5),
    "within": (0.6, -3.0),
    "about": (0.5, -4.0),
    "shares-word": (0.4, -3.0),
}

_DECLARED: Levels = {
    "hints-entry": (0.7, 0.0),
    "links-entry": (0.3, 0.0),
    "calls-itself": (0.6, -1.0),
    "calls-it": (0.0, -2.0),
    "returning": (0.0, 3.0),
    "about-entry": (0.0, -3.0),
}
_CLAIMS: Levels = {
    "named-by-entry": (0.3, -1.0),
    "disowned-by-entry": (0.0, -5.0),
}

_NEIGHBOURS: Levels = {"many": (0.6, -4.0), "some": (0.25, -2.0)}
_POSTS: Levels = {"quotes": (0.1, -3.0)}
_BIO: Levels = {"shares-phrase": (0.5, -4.0), "shares-words": (0.5, -4.0)}
_TIMES: Levels = {
    "older": (0.0, -3.0),
    "soon-after": (1.0, 1.0),
    "late": (0.0, -1.5),
    "before": (0.0, -1.5),
}

SIGNALS: Mapping[str, Prior] = {
    "handle": Prior(26, -4, _agrees(0.85, -1.5, against=0.6, levels=_NAMES)),
    "display_name": Prior(26, -4, _agrees(0.8, -1.5, against=0.6, levels=_NAMES)),
    "name_handle": Prior(22, -3, _agrees(0.7, -2.0, against=0.2, levels=_NAMES)),
    "bio": Prior(40, -1, _agrees(0.7, -3.0, against=0.4, levels=_BIO)),
    "location": Prior(10, -1, _agrees(0.3, -0.5, against=0.3)),
    "links": Prior(28, -1, _agrees(0.9, -1.5, against=0.2)),
    "avatar": Prior(30, -1, _agrees(0.8, -2.0, against=0.3, levels={"resembles": (0.6, -3.0)})),
    "posts": Prior(40, -3, _agrees(0.5, -2.0, against=0.3, levels=_POSTS)),
    "hashtags": Prior(24, -1, _agrees(0.7, -3.0, against=0.1)),
    "mentions": Prior(20, -1, _agrees(0.5, -3.0, against=0.1)),
    "media": Prior(30, -1, _agrees(0.85, -1.5, against=0.2, levels={"resembles": (0.6, -3.0)})),
    "declared": Prior(24, -6, _agrees(0.9, 0.0, against=0.0, levels=_DECLARED)),
    "announced": Prior(22, -1, _agrees(0.9, 0.0, against=0.0, levels=_CLAIMS)),
    "posing": Prior(5, -4, _agrees(0.0, -2.0, against=0.0)),
    "follows": Prior(40, -1, _agrees(0.5, -3.0, against=0.2, levels=_NEIGHBOURS)),
    "followers": Prior(40, -1, _agrees(0.5, -3.0, against=0.2, levels=_NEIGHBOURS)),
    "groups": Prior(36, -1, _agrees(0.6, -2.0, against=0.2, levels=_NEIGHBOURS)),
    "time": Prior(5, -6, _agrees(1.0, 0.0, against=2.5, levels=_TIMES)),
    "language": Prior(6, -3, _agrees(0.2, 0.0, against=1.0)),
    "style": Prior(5, -2, _agrees(0.6, -0.5, against=0.5)),
    "phone": Prior(26, -1, _agrees(1.0, -1.0, against=0.2)),
    "email": Prior(28, -1, _agrees(1.0, -1.0, against=0.2)),
    "devices": Prior(26, -1, _agrees(1.0, -1.5, against=0.2)),
    "network": Prior(20, -1, _agrees(0.8, -2.0, against=0.2)),
    "*": Prior(10, -1, _agrees(0.5, -1.0, against=0.2)),
}

#: What another person can come to have once its owner is gone: a freed handle, a number given out
#: again, a connection, a second-hand device. Each of their levels has a row for each level of time.
PASSED_ON = ("handle", "phone", "devices", "network")

#: What somebody else may have for a reason: a fan the picture, a parodist the name, a reporter the
#: words. Each of their levels has a row for where such a reason is known.
RESEMBLING = ("handle", "display_name", "name_handle", "bio", "avatar", "posts", "media", "links",
              "hashtags", "mentions")  # fmt: skip

#: Signals that say the same thing, and how much a second one of them still adds.
GROUPS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("handle", "display_name", "name_handle"), 0.3),
    (("bio", "location"), 0.6),
    (("posts", "hashtags", "mentions", "media", "style"), 0.5),
    (("follows", "followers", "groups"), 0.4),
    (("phone", "email", "devices", "network"), 0.4),
    (("declared", "announced", "posing"), 0.5),
)
