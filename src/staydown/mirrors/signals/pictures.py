"""Signals on images: the avatar, and the images in posts."""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

from staydown.mirrors.albums import NEAR, RADIUS, Album, bearers
from staydown.mirrors.images import FORMS, apart, turned
from staydown.mirrors.kernels import kernel
from staydown.mirrors.reading import FLAGS, PICTURED
from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import (
    ABSENT,
    MOST_BITS,
    Example,
    Findings,
    Pairs,
    in_company,
)

_DISTANCES = np.array([31, 60, 70, 77, 86, 98, 108], np.float64)
_CHANCE_BITS = np.array([30.0, 20.0, 15.5, 13.0, 10.0, 6.6, 4.3])
"""-log2 of the share of unrelated pairs at most so far apart; below 77 extrapolated. Measured on
26,335 pairs of portraits with like framing, the hardest kind of unrelated pictures."""
_TURNED_BITS = 3.0
"""Eight forms give chance eight tries."""
_MOST_BEARERS = 256
_MANY_SHOW = 14.0
"""Bits below which a picture goes round."""
_SAME, _NEAR, _TURNED, _RESEMBLES, _DIFFERS = range(5)


def _image(*, changed: int = 0, flipped: bool = False, quality: int = 100) -> dict[str, object]:
    """A made-up hash for the examples, with its first bits changed or mirrored."""
    made = hashlib.sha256(b"specimen").digest()
    form = turned(made)[1] if flipped else made
    number = int.from_bytes(form) ^ ((1 << changed) - 1)
    return {"pdq": number.to_bytes(32).hex(), "quality": quality}


def _posted(image: dict[str, object]) -> dict[str, object]:
    return {"posts": [{"text": "specimen", "media": [image]}]}


class Avatar:
    """The profile picture by PDQ: the same, near, mirrored or turned, or much like it.

    A party's flag or a stock picture is borne by many; its rarity says so.
    """

    name = "avatar"
    levels = ("same", "near", "turned", "resembles", "differs")
    examples = (
        Example({"avatar": _image()}, {"avatar": _image()}, "same"),
        Example({"avatar": _image()}, {"avatar": _image(changed=20)}, "near"),
        Example({"avatar": _image()}, {"avatar": _image(flipped=True)}, "turned"),
        Example({"avatar": _image()}, {"avatar": _image(changed=60)}, "resembles"),
        Example({"avatar": _image()}, {"avatar": _image(changed=128)}, "differs"),
        Example({"avatar": _image()}, {"avatar": _image(quality=10)}, None),
    )
    _says = {  # noqa: RUF012
        "same": "The avatar is the removed account's",
        "near": "The avatar is the removed account's, altered",
        "turned": "The avatar is the removed account's, mirrored or turned",
        "resembles": "The avatar resembles the removed account's",
        "differs": "The avatar is another picture",
    }

    def compare(self, pairs: Pairs) -> Findings:
        """The old avatar against the new one in its eight forms; the count is bits apart."""
        old, new = pairs.facts(FLAGS)
        return Findings(*_compare_avatars(
            pairs.entries.avatars, pairs.old, old, pairs.forms, pairs.new, new,
            pairs.album, pairs.mine, pairs.counts.accounts, pairs.counts.strength,
        ))  # fmt: skip

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How the two pictures agree, and in how many bits of the hash they do not."""
        return f"{self._says[level]} ({count} of 256 bits differ)."


class Media:
    """Images posted or shown by both, weighed by how near they are and how many post them."""

    name = "media"
    levels = ("shared", "resembles", "differs")
    examples = (
        Example(_posted(_image()), _posted(_image(changed=4)), "shared"),
        Example({"avatar": _image()}, _posted(_image(changed=4)), "shared"),
        Example(_posted(_image()), _posted(_image(changed=50)), "resembles"),
        Example(_posted(_image()), _posted(_image(changed=128)), "differs"),
        Example(_posted(_image()), {"posts": [{"text": "specimen"}]}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The images of one that the other posted or shows; the nearest and rarest count."""
        old, new = pairs.facts(FLAGS)
        entries, accounts = pairs.entries, pairs.accounts
        return Findings(*_compare_media(
            entries.avatars, entries.media, entries.shown, pairs.old, old,
            pairs.forms, accounts.media, accounts.shown, pairs.new, new,
            pairs.album, pairs.mine, pairs.counts.accounts, pairs.counts.strength,
        ))  # fmt: skip

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How many images came again."""
        if level == "differs":
            return "They post different images."
        were = "was" if count == 1 else "were"
        return f"{count} of the images posted {were} the removed account's."


@kernel
def chance_bits(bits_apart: float) -> float:
    """Bits of surprise that two unrelated pictures are at most this far apart."""
    return float(np.interp(bits_apart, _DISTANCES, _CHANCE_BITS))


@kernel
def _borne_bits(
    album: Album, picture: npt.NDArray[np.uint64], mine: float, accounts: float, strength: float
) -> float:
    """Bits of a picture that some of the accounts at hand show, the two compared left out."""
    if not len(album.pictures):
        return MOST_BITS
    borne = max(0.0, bearers(album, picture, NEAR, _MOST_BEARERS) - mine)
    return -np.log2((borne + strength * 2.0**-MOST_BITS) / (accounts + strength))


@kernel
def _compare_avatars(
    pictures: npt.NDArray[np.uint64], old: npt.NDArray[np.int64], old_flags: npt.NDArray[np.int64],
    forms: npt.NDArray[np.uint64], new: npt.NDArray[np.int64], flags: npt.NDArray[np.int64],
    album: Album, mine: float, accounts: float, strength: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:  # fmt: skip
    levels, bits, counts = (
        np.full(len(old), ABSENT), np.zeros(len(old)), np.zeros(len(old), np.int64)
    )  # fmt: skip
    for pair in range(len(old)):
        if not (old_flags[pair] & PICTURED and flags[pair] & PICTURED):
            continue
        picture, own = pictures[old[pair]], forms[new[pair]]
        straight = apart(picture, own[0])
        best = straight
        for form in range(1, FORMS):
            best = min(best, apart(picture, own[form]))
        level = _DIFFERS
        if straight <= NEAR:
            level = _SAME if straight <= 8 else _NEAR
        elif best <= NEAR:
            level = _TURNED
        elif best <= RADIUS:
            level = _RESEMBLES
        levels[pair], counts[pair] = level, best
        if level != _DIFFERS:
            chance = max(chance_bits(straight), chance_bits(best) - _TURNED_BITS)
            borne = min(
                _borne_bits(album, picture, mine, accounts, strength),
                _borne_bits(album, own[0], mine, accounts, strength),
            )
            bits[pair] = max(0.0, min(chance, borne))
    return levels, bits, counts


@kernel
def _compare_media(
    avatars: npt.NDArray[np.uint64], pictures: npt.NDArray[np.uint64],
    shown: npt.NDArray[np.int64], old: npt.NDArray[np.int64], old_flags: npt.NDArray[np.int64],
    forms: npt.NDArray[np.uint64], own_pictures: npt.NDArray[np.uint64],
    own_shown: npt.NDArray[np.int64], new: npt.NDArray[np.int64], flags: npt.NDArray[np.int64],
    album: Album, mine: float, accounts: float, strength: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:  # fmt: skip
    levels, bits, counts = (
        np.full(len(old), ABSENT), np.zeros(len(old)), np.zeros(len(old), np.int64)
    )  # fmt: skip
    each = np.zeros(64)
    for pair in range(len(old)):
        theirs = pictures[shown[old[pair]] : shown[old[pair] + 1]]
        own = own_pictures[own_shown[new[pair]] : own_shown[new[pair] + 1]]
        old_shows, new_shows = old_flags[pair] & PICTURED, flags[pair] & PICTURED
        if not ((len(own) and (len(theirs) or old_shows)) or (len(theirs) and new_shows)):
            continue
        found, nearest = 0, 257
        for one in range(len(own) + (1 if new_shows else 0)):
            posted = one < len(own)
            picture = own[one] if posted else forms[new[pair], 0]
            near = apart(picture, avatars[old[pair]]) if posted and old_shows else 257
            for other in range(len(theirs)):
                near = min(near, apart(picture, theirs[other]))
            nearest = min(nearest, near)
            if near <= 2 * NEAR:
                borne = _borne_bits(album, picture, mine, accounts, strength)
                each[found] = max(0.0, min(chance_bits(near), borne))
                found += 1
        levels[pair] = 0 if nearest <= NEAR else 1 if nearest <= 2 * NEAR else 2
        each[:found] = -np.sort(-each[:found])
        counts[pair] = found
        bits[pair] = in_company(each, found, _MANY_SHOW) if found else 0.0
    return levels, bits, counts
