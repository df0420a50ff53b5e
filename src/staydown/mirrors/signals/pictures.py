"""Signals on images: the avatar, and the images in posts."""

from __future__ import annotations

import hashlib

import numpy as np

from staydown.mirrors.background import Background
from staydown.mirrors.images import distance, turned
from staydown.mirrors.prepare import USABLE_QUALITY, Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.signals.sums import diminishing

Forms = tuple[bytes, ...]

NEAR = 31
"""PDQ's published match threshold: at most 31 of 256 bits (PDQ README, "confidence")."""
FAR = 90
"""Unrelated images differ by some 126 bits; below this a resemblance is hardly chance."""
_DISTANCES = (31, 60, 70, 77, 86, 98, 108)
_CHANCE_BITS = (30.0, 20.0, 15.5, 13.0, 10.0, 6.6, 4.3)
"""-log2 of the share of unrelated pairs at most so far apart; below 77 extrapolated. Measured on
26,335 pairs of portraits with like framing, the hardest kind of unrelated pictures."""
_TURNED_BITS = 3.0
"""Eight forms give chance eight tries."""
MAX_MEDIA = 50


def chance_bits(bits_apart: int) -> float:
    """Bits of surprise that two unrelated pictures are at most this far apart."""
    return float(np.interp(bits_apart, _DISTANCES, _CHANCE_BITS))


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

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the new avatar with the removed one in its eight forms."""
        old, new = entry.avatar_forms, account.avatar_forms
        if not (old and new):
            return None
        straight, *others = (distance(form, new[0]) for form in old)
        best = min(straight, *others)
        level = self._level(straight, best)
        bits = self._bits(old, new, straight, best, background) if best <= FAR else 0.0
        return Comparison(self.name, level, bits, 1 - best / 256, self._text(level, best))

    @staticmethod
    def _level(straight: int, best: int) -> str:
        if straight <= NEAR:
            return "same" if straight <= 8 else "near"
        if best <= NEAR:
            return "turned"
        return "resembles" if best <= FAR else "differs"

    @staticmethod
    def _bits(old: Forms, new: Forms, straight: int, best: int, background: Background) -> float:
        otherwise = chance_bits(best) - _TURNED_BITS
        bearers = (background.rarity("avatar", min(forms).hex()) for forms in (old, new))
        return max(0.0, min(max(chance_bits(straight), otherwise), *bearers))

    @staticmethod
    def _text(level: str, best: int) -> str:
        says = {
            "same": "The avatar is the removed account's",
            "near": "The avatar is the removed account's, altered",
            "turned": "The avatar is the removed account's, mirrored or turned",
            "resembles": "The avatar resembles the removed account's",
            "differs": "The avatar is another picture",
        }
        return f"{says[level]} ({best} of 256 bits differ)."


class Media:
    """Images posted by both, within twice PDQ's threshold, weighed by how near and how common."""

    name = "media"
    levels = ("shared", "resembles", "differs")
    examples = (
        Example(_posted(_image()), _posted(_image(changed=4)), "shared"),
        Example(_posted(_image()), _posted(_image(changed=50)), "resembles"),
        Example(_posted(_image()), _posted(_image(changed=128)), "differs"),
        Example(_posted(_image()), {"posts": [{"text": "specimen"}]}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Take the images of one that the other posted too."""
        old, new = _images(entry), _images(account)
        if not (old and new):
            return None
        nearest = {one: min(distance(one, other) for other in old) for one in new}
        shared = {one: apart for one, apart in nearest.items() if apart <= 2 * NEAR}
        bits = [
            min(chance_bits(apart), background.rarity("media", one.hex()))
            for one, apart in shared.items()
        ]
        text = f"{len(shared)} of {len(new)} images posted were posted by the removed account."
        level = self._level(min(nearest.values()))
        return Comparison(self.name, level, diminishing(bits), len(shared) / len(new), text)

    @staticmethod
    def _level(nearest: int) -> str:
        if nearest <= NEAR:
            return "shared"
        return "resembles" if nearest <= 2 * NEAR else "differs"


def _images(account: Prepared) -> list[bytes]:
    usable = (image.pdq for image in account.writing.media if image.quality >= USABLE_QUALITY)
    return list(dict.fromkeys(usable))[:MAX_MEDIA]
