"""Hand-set bits: what the model believes before it has seen a single pair.

A level's bits are `offset + weight * rarity`. `rarity` is the trait's surprise (-log2 of the chance
that an unrelated account of the same kind shares it), so a weight of 1 takes the background at its
word and `offset` is log2 of how often a mirror shows the level at all. They are rounded from fits
on invented worlds by several hands, in which look-alikes are as many as ordinary accounts: what
holds in all of them, so what is true of none in particular. Caps follow from how often the trait
passes between people who are not the same: a phone number is assigned anew within months (FCC
47 CFR 52.15(f)(1)(ii): 45 to 90 days), a released handle can be taken by anybody, a picture can be
copied by any fan. Fitting (`train.py`) moves these numbers only as far as the pairs insist.
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


SIGNALS: Mapping[str, Prior] = {
    "handle": Prior(
        26,
        -4,
        {
            "*": (0.55, 0.8),
            "same": (0.55, 0.8),
            "successor": (0.65, 3.1),
            "renumbered": (0.45, -0.3),
            "looks-alike": (0.7, 2.8),
            "reordered": (0.6, 0.7),
            "sounds-alike": (0.55, 0.8),
            "near": (0.45, 0.2),
            "within": (0.35, -0.3),
            "about": (0.25, -1.3),
            "shares-word": (0.15, -0.3),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -0.3),
        },
    ),
    "display_name": Prior(
        26,
        -4,
        {
            "*": (0.6, -0.6),
            "same": (0.6, -0.6),
            "successor": (0.7, -0.1),
            "renumbered": (0.55, -2.1),
            "looks-alike": (0.75, 0.9),
            "reordered": (0.75, -1.0),
            "sounds-alike": (0.7, -0.2),
            "near": (0.6, -1.5),
            "within": (0.5, -2.0),
            "about": (0.35, -3.1),
            "shares-word": (0.3, -1.8),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -2.0),
        },
    ),
    "name_handle": Prior(
        22,
        -3,
        {
            "*": (0.5, -1.1),
            "same": (0.5, -1.1),
            "successor": (0.6, 0.3),
            "renumbered": (0.5, -2.4),
            "looks-alike": (0.7, 0.7),
            "reordered": (0.65, -1.4),
            "sounds-alike": (0.55, -1.3),
            "near": (0.5, -1.8),
            "within": (0.4, -2.4),
            "about": (0.3, -3.3),
            "shares-word": (0.2, -1.6),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -2.3),
        },
    ),
    "bio": Prior(
        40,
        -1,
        {
            "*": (0.85, -5.1),
            "same": (0.85, -5.1),
            "near": (0.95, -4.1),
            "shares-phrase": (0.75, -5.0),
            "shares-words": (0.75, -4.7),
            "differs": (0.0, 0.0),
            "* explained": (0.4, -3.9),
        },
    ),
    "location": Prior(
        10,
        -1,
        {"*": (0.25, -1.5), "same": (0.25, -1.5), "overlaps": (0.25, -1.4), "differs": (0.0, 0.0)},
    ),
    "links": Prior(
        28,
        -1,
        {
            "*": (0.9, -6.2),
            "secret": (0.9, -6.2),
            "shared": (0.85, -7.1),
            "host": (0.9, -6.9),
            "differs": (0.0, -0.2),
            "* explained": (0.15, -8.0),
        },
    ),
    "avatar": Prior(
        30,
        -1,
        {
            "*": (0.5, -2.4),
            "same": (0.5, -2.4),
            "near": (0.55, -2.0),
            "turned": (0.6, -1.5),
            "resembles": (0.55, -1.5),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -2.6),
        },
    ),
    "posts": Prior(
        40,
        -3,
        {
            "*": (0.4, -1.4),
            "repeats": (0.4, -1.4),
            "shares-phrases": (0.35, -0.7),
            "quotes": (0.0, -2.0),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -1.8),
        },
    ),
    "hashtags": Prior(
        24,
        -1,
        {
            "*": (1.0, -7.3),
            "shared": (1.0, -7.3),
            "differs": (0.0, -0.2),
            "* explained": (0.4, -6.8),
        },
    ),
    "mentions": Prior(
        20,
        -1,
        {
            "*": (0.4, -3.9),
            "shared": (0.4, -3.9),
            "differs": (0.0, 0.0),
            "* explained": (0.0, -3.8),
        },
    ),
    "media": Prior(
        30,
        -1,
        {
            "*": (0.7, -5.1),
            "shared": (0.7, -5.1),
            "resembles": (0.5, -6.2),
            "differs": (0.0, -0.3),
            "* explained": (0.0, -6.2),
        },
    ),
    "declared": Prior(
        24,
        -6,
        {
            "*": (1.2, -3.2),
            "names-entry": (1.2, -3.2),
            "hints-entry": (1.0, -3.3),
            "calls-itself": (0.9, -4.2),
            "links-entry": (0.6, -3.1),
            "returning": (0.3, -0.7),
            "calls-it": (0.0, -2.0),
            "about-entry": (0.0, -3.0),
        },
    ),
    "announced": Prior(
        22,
        -1,
        {
            "*": (0.85, -0.3),
            "by-entry": (0.85, -0.3),
            "by-others": (0.5, -1.0),
            "named-by-entry": (0.35, -0.7),
            "disowned-by-entry": (0.0, -5.0),
        },
    ),
    "posing": Prior(5, -4, {"*": (0.0, -1.0), "says-so": (0.0, -1.0)}),
    "follows": Prior(
        40,
        -1,
        {
            "*": (0.6, -1.9),
            "most": (0.6, -1.9),
            "many": (0.7, -3.3),
            "some": (0.35, -0.9),
            "differs": (0.0, -0.1),
        },
    ),
    "followers": Prior(
        40,
        -1,
        {
            "*": (0.7, -2.2),
            "most": (0.7, -2.2),
            "many": (0.75, -3.8),
            "some": (0.4, -1.5),
            "differs": (0.0, -0.1),
        },
    ),
    "groups": Prior(
        36,
        -1,
        {
            "*": (0.8, -3.1),
            "most": (0.8, -3.1),
            "many": (0.8, -5.2),
            "some": (0.5, -2.8),
            "differs": (0.0, -0.2),
        },
    ),
    "time": Prior(
        5,
        -6,
        {
            "*": (0.95, 1.4),
            "soon-after": (0.95, 1.4),
            "after": (0.95, 0.4),
            "late": (0.0, -1.1),
            "before": (0.0, -0.7),
            "older": (0.0, -1.9),
            "differs": (0.0, -2.8),
        },
    ),
    "language": Prior(6, -3, {"*": (0.05, 0.4), "same": (0.05, 0.4), "differs": (0.0, -1.4)}),
    "style": Prior(
        5,
        -2,
        {"*": (0.6, 0.0), "alike": (0.6, 0.0), "similar": (0.6, -0.1), "differs": (0.0, -0.4)},
    ),
    "phone": Prior(26, -1, {"*": (0.6, -2.7), "shared": (0.6, -2.7), "differs": (0.0, 0.0)}),
    "email": Prior(28, -1, {"*": (1.0, -0.7), "shared": (1.0, -0.7), "differs": (0.0, -0.1)}),
    "devices": Prior(26, -1, {"*": (0.65, -3.7), "shared": (0.65, -3.7), "differs": (0.0, 0.0)}),
    "network": Prior(20, -1, {"*": (0.85, -5.2), "shared": (0.85, -5.2), "differs": (0.0, 0.0)}),
    "*": Prior(10, -1, {"*": (0.5, -1.0), "* explained": (0.05, -3.0), "differs": (0.0, -0.2)}),
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
    (("handle", "display_name", "name_handle"), 0.1),
    (("bio", "location"), 0.3),
    (("posts", "hashtags", "mentions", "media", "style"), 0.15),
    (("follows", "followers", "groups"), 0.15),
    (("phone", "email", "devices", "network"), 0.15),
    (("declared", "announced", "posing"), 0.5),
)
