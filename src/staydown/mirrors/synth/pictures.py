"""Pictures and what people do to them, as PDQ hashes.

Portraits are drawn from simple shapes, so that they are alike as head shots are (a light oval on a
ground, shoulders below), or taken from a folder of real ones. Transforms are done to the picture,
never to the hash: what a hash survives is measured, not assumed.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pdqhash
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

SIDE = 128
Picture = Image.Image
Transform = Callable[[Random, Picture], Picture]


def hashed(picture: Picture) -> dict[str, Any]:
    """The avatar or media part of an account record: 64 hex digits and PDQ's quality."""
    bits, quality = pdqhash.compute(np.asarray(picture.convert("RGB")))
    return {"pdq": np.packbits(bits).tobytes().hex(), "quality": int(quality)}


def _colour(rng: Random) -> tuple[int, int, int]:
    return rng.randrange(256), rng.randrange(256), rng.randrange(256)


def _ground(rng: Random) -> Picture:
    """A blurred noise of a few cells: walls, skies, rooms."""
    cells = rng.choice((3, 4, 6, 9))
    noise = np.random.default_rng(rng.getrandbits(32)).integers(0, 256, (cells, cells, 3))
    small = Image.fromarray(noise.astype(np.uint8))
    return small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def portrait(rng: Random) -> Picture:
    """Somebody's picture: a head and shoulders before a ground."""
    picture = _ground(rng)
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(45, 83), rng.randint(40, 66)
    width, height = rng.randint(16, 32), rng.randint(24, 40)
    draw.ellipse((x - 2 * width, y + height, x + 2 * width, SIDE + 40), fill=_colour(rng))
    draw.ellipse(
        (x - width - 4, y - height - 6, x + width + 4, y + rng.randint(-9, 20)), fill=_colour(rng)
    )
    draw.ellipse((x - width, y - height, x + width, y + height), fill=_colour(rng))
    _blots(rng, draw, rng.randint(2, 6))
    return picture


def emblem(rng: Random) -> Picture:
    """A flag or badge: plain fields and a few figures."""
    picture = Image.new("RGB", (SIDE, SIDE), _colour(rng))
    draw = ImageDraw.Draw(picture)
    at = rng.randint(30, 90)
    draw.rectangle((0, at, SIDE, SIDE), fill=_colour(rng))
    draw.ellipse((34, 34, 94, 94), fill=_colour(rng), outline=_colour(rng), width=5)
    _blots(rng, draw, rng.randint(4, 9))
    return picture


def _blots(rng: Random, draw: ImageDraw.ImageDraw, count: int) -> None:
    for _ in range(count):
        x, y, size = rng.randrange(SIDE), rng.randrange(SIDE), rng.randint(5, 24)
        draw.rectangle((x, y, x + size, y + rng.randint(4, 24)), fill=_colour(rng))


def reencoded(rng: Random, picture: Picture) -> Picture:
    """Made smaller and saved again as a poor JPEG."""
    side = rng.choice((64, 80, 96, 200))
    with io.BytesIO() as file:
        picture.convert("RGB").resize((side, side)).save(file, "JPEG", quality=rng.randint(25, 70))
        return Image.open(io.BytesIO(file.getvalue())).convert("RGB")


def cropped(rng: Random, picture: Picture) -> Picture:
    """A little off each side."""
    width, height = picture.size
    off = [rng.uniform(0, 0.045) for _ in range(4)]
    box = (off[0] * width, off[1] * height, (1 - off[2]) * width, (1 - off[3]) * height)
    return picture.crop(tuple(round(edge) for edge in box))  # type: ignore[arg-type]


def bordered(rng: Random, picture: Picture) -> Picture:
    """A thin frame."""
    return ImageOps.expand(picture, rng.randint(1, 4), _colour(rng))


def captioned(rng: Random, picture: Picture) -> Picture:
    """A strip with writing at the foot."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    width, height = copy.size
    draw.rectangle((0, height * 0.88, width, height), fill=_colour(rng))
    draw.text((6, height * 0.89), "specimen", fill=_colour(rng))
    return copy


def mirrored(_rng: Random, picture: Picture) -> Picture:
    """Left for right."""
    return ImageOps.mirror(picture)


def turned(rng: Random, picture: Picture) -> Picture:
    """By a quarter, half or three quarters."""
    return picture.rotate(rng.choice((90, 180, 270)))


def retouched(rng: Random, picture: Picture) -> Picture:
    """Lighter or darker, other colours, more contrast, or grey."""
    picture = ImageEnhance.Brightness(picture).enhance(rng.uniform(0.7, 1.3))
    picture = ImageEnhance.Contrast(picture).enhance(rng.uniform(0.7, 1.4))
    return ImageEnhance.Color(picture).enhance(rng.choice((0.0, 0.5, 1.6)))


def unchanged(_rng: Random, picture: Picture) -> Picture:
    """The very same file."""
    return picture


TRANSFORMS: Mapping[str, Transform] = {
    "exact": unchanged,
    "reencoded": reencoded,
    "cropped": cropped,
    "bordered": bordered,
    "captioned": captioned,
    "mirrored": mirrored,
    "turned": turned,
    "retouched": retouched,
}


class Album:
    """Where a world's pictures come from; the same seed gives the same pictures."""

    def __init__(self, seed: int, folder: Path | None = None) -> None:
        self._seed = seed
        self._shots: Sequence[Path] = sorted(folder.rglob("*.jpg")) if folder else ()
        self._hashes: dict[int, dict[str, Any]] = {}

    def picture(self, number: int) -> Picture:
        """The picture of that number. Where there are real head shots, the first numbers are
        they."""
        if number < len(self._shots):
            return Image.open(self._shots[number]).convert("RGB")
        return portrait(Random(f"{self._seed}/portrait/{number}"))  # noqa: S311

    def plain(self, number: int) -> dict[str, Any]:
        """Its hash."""
        if number not in self._hashes:
            self._hashes[number] = hashed(self.picture(number))
        return dict(self._hashes[number])

    def emblem(self, number: int) -> dict[str, Any]:
        """The hash of a community's flag or badge."""
        if -number not in self._hashes:
            self._hashes[-number] = hashed(emblem(Random(f"{self._seed}/emblem/{number}")))  # noqa: S311
        return dict(self._hashes[-number])

    def changed(self, rng: Random, number: int, transform: str) -> dict[str, Any]:
        """The hash of that picture after a transform."""
        return hashed(TRANSFORMS[transform](rng, self.picture(number)))
