"""Signals on images: the avatar, and the images in posts."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.images import distance
from staydown.mirrors.prepare import USABLE_QUALITY, Prepared
from staydown.mirrors.signals.base import Comparison

NEAR = 31
"""PDQ's published match threshold: at most 31 of 256 bits (PDQ README, "confidence")."""
FAR = 70
"""Unrelated images differ by some 128 bits; below this a resemblance is still not chance."""
MAX_MEDIA = 50


class Avatar:
    """The profile picture by PDQ: the same, near, or mirrored and turned.

    A party's flag or a stock picture is borne by many; its rarity says so.
    """

    name = "avatar"
    levels = ("same", "near", "turned", "resembles", "differs")

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare the new avatar with the removed one in its eight forms."""
        old, new = entry.avatar_forms, account.avatar_forms
        if not (old and new):
            return None
        distances = [distance(form, new[0]) for form in old]
        best = min(distances)
        level = self._level(distances[0], best)
        bits = 0.0 if level == "differs" else _rarity(old, new, background)
        text = self._text(level, best)
        return Comparison(self.name, level, bits, 1 - best / 256, text)

    @staticmethod
    def _level(straight: int, best: int) -> str:
        if straight <= NEAR:
            return "same" if straight <= 8 else "near"
        if best <= NEAR:
            return "turned"
        return "resembles" if best <= FAR else "differs"

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
    """Images posted by both."""

    name = "media"
    levels = ("shared", "differs")

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Count the images of one that the other posted too, within PDQ's threshold."""
        old, new = _images(entry), _images(account)
        if not (old and new):
            return None
        shared = {one for one in new if any(distance(one, other) <= NEAR for other in old)}
        bits = max((background.rarity("media", one.hex()) for one in shared), default=0.0)
        level = "shared" if shared else "differs"
        text = f"{len(shared)} of {len(new)} images posted were posted by the removed account."
        return Comparison(self.name, level, bits, len(shared) / len(new), text)


def _images(account: Prepared) -> list[bytes]:
    usable = (image.pdq for image in account.writing.media if image.quality >= USABLE_QUALITY)
    return list(dict.fromkeys(usable))[:MAX_MEDIA]


def _rarity(old: tuple[bytes, ...], new: tuple[bytes, ...], background: Background) -> float:
    return min(background.rarity("avatar", min(forms).hex()) for forms in (old, new))
