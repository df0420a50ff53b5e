"""Near pictures: PDQ hashes found by their distance.

A few hundred pictures are compared one by one. More are found by multi-index hashing (Norouzi,
Punjani and Fleet 2012): two hashes that differ in 31 bits or less, PDQ's own threshold, agree in
one of sixteen bands but for one bit at most; of those that differ in 60, six in seven do.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.images import apart
from staydown.mirrors.kernels import kernel

BANDS = 16
NEAR = 31
"""PDQ's published match threshold: at most 31 of 256 bits (PDQ README, "confidence")."""
RADIUS = 90
"""Farther apart, two pictures are no more alike than chance has it among millions."""
ONE_BY_ONE = 512
CROWD = 500
"""A band that more pictures share belongs to a default picture or a flat one."""


class Album(NamedTuple):
    """`pictures`: rows of four words; `owners`: the row of each one's account; `orders`, `starts`:
    for each band, the pictures sorted by it and where each value begins (empty in small albums)."""

    pictures: npt.NDArray[np.uint64]
    owners: npt.NDArray[np.int64]
    orders: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]


def album_of(pictures: npt.NDArray[np.uint64], owners: npt.NDArray[np.int64]) -> Album:
    """An album of PDQ hashes (rows of four words) and the rows of the accounts that show them."""
    if len(pictures) <= ONE_BY_ONE:
        return Album(pictures, owners, np.empty((0, 0), np.uint32), np.empty((0, 0), np.uint32))
    bands = np.ascontiguousarray(pictures).view(np.uint16)
    orders = [np.argsort(bands[:, b], kind="stable").astype(np.uint32) for b in range(BANDS)]
    counts = [np.bincount(bands[:, b], minlength=65536) for b in range(BANDS)]
    starts = [np.concatenate(([0], np.cumsum(each))).astype(np.uint32) for each in counts]
    return Album(pictures, owners, np.array(orders), np.array(starts))


@kernel
def find_near(
    album: Album,
    form: npt.NDArray[np.uint64],
    radius: int,
    found: npt.NDArray[np.int64],
    distances: npt.NDArray[np.int64],
    count: int,
) -> int:
    """Append the owner of each picture within `radius` of a form, and its distance. The new count;
    what does not fit is left out."""
    if not album.orders.size:
        for place in range(len(album.pictures)):
            far = apart(album.pictures[place], form)
            if far <= radius and count < len(found):
                found[count], distances[count] = album.owners[place], far
                count += 1
        return count
    for band in range(BANDS):
        for flip in range(17):
            value = _band(form, band) ^ ((1 << flip) >> 1)
            begin, end = album.starts[band, value], album.starts[band, value + 1]
            if end - begin > CROWD:
                continue
            for at in range(begin, end):
                place = album.orders[band, at]
                far = apart(album.pictures[place], form)
                if far <= radius and count < len(found):
                    if not _met(album, album.pictures[place], form, band):
                        found[count], distances[count] = album.owners[place], far
                        count += 1
    return count


@kernel
def _band(picture: npt.NDArray[np.uint64], band: int) -> int:
    """One of the sixteen bands of a hash."""
    return np.int64((picture[band // 4] >> np.uint64(16 * (band % 4))) & np.uint64(0xFFFF))


@kernel
def _met(
    album: Album, picture: npt.NDArray[np.uint64], form: npt.NDArray[np.uint64], bands: int
) -> bool:
    """Whether one of the first bands has led from the form to the picture already."""
    for band in range(bands):
        value = _band(picture, band)
        differs = value ^ _band(form, band)
        if differs & (differs - 1) == 0:
            if album.starts[band, value + 1] - album.starts[band, value] <= CROWD:
                return True
    return False


@kernel
def bearers(album: Album, form: npt.NDArray[np.uint64], radius: int, most: int) -> int:
    """How many accounts show a picture within `radius` of a form; `most` stands for more."""
    owners, distances = np.empty(4 * most, np.int64), np.empty(4 * most, np.int64)
    count = find_near(album, form, radius, owners, distances, 0)
    found = owners[:count]
    found.sort()
    different = 0
    for place in range(count):
        different += 1 if place == 0 or found[place] != found[place - 1] else 0
    return min(different, most)
