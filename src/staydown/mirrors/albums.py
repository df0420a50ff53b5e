"""Near pictures: PDQ hashes found by their distance.

A few thousand pictures are compared one by one. More are found by multi-index hashing (Norouzi,
Punjani and Fleet 2012): two hashes that differ in 31 bits or less, PDQ's own threshold, agree in
one of sixteen bands but for one bit at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staydown.mirrors.compiled import Numbers, Words, probe_pictures, scan_pictures

BANDS = 16
RADIUS = 90
"""Farther apart, two pictures are no more alike than chance has it among millions."""
ONE_BY_ONE = 16_384
CROWD = 2_000
"""A band that more pictures share belongs to a default picture or a flat one."""


@dataclass(frozen=True, slots=True)
class Album:
    """`pictures`: rows of four words; `owners`: the entry of each; `orders`, `starts`: for each
    band, the pictures sorted by it and where each value begins (empty in small albums)."""

    pictures: Words
    owners: Numbers
    orders: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, hashes: Sequence[bytes], owners: Sequence[int]) -> Album:
        """An album of PDQ hashes (32 bytes each) and the entries that show them."""
        pictures = np.frombuffer(b"".join(hashes), np.uint64).reshape(-1, 4)
        return cls.filed(pictures, np.array(owners, np.int64))

    @classmethod
    def filed(cls, pictures: Words, owners: Numbers) -> Album:
        """The album of rows that are packed already."""
        if len(pictures) <= ONE_BY_ONE:
            return cls(pictures, owners, np.empty((0, 0), np.uint32), np.empty((0, 0), np.uint32))
        bands = np.ascontiguousarray(pictures).view(np.uint16)
        orders = [np.argsort(bands[:, b], kind="stable").astype(np.uint32) for b in range(BANDS)]
        counts = [np.bincount(bands[:, b], minlength=65536) for b in range(BANDS)]
        starts = [np.concatenate(([0], np.cumsum(each))).astype(np.uint32) for each in counts]
        return cls(pictures, owners, np.array(orders), np.array(starts))

    def near(self, forms: Sequence[bytes]) -> dict[int, int]:
        """Entries with a picture near one of the forms, and the least distance in bits."""
        if not (len(self.pictures) and forms):
            return {}
        rows = np.frombuffer(b"".join(forms), np.uint64).reshape(-1, 4)
        if len(self.orders):
            bands = rows.view(np.uint16)
            found, distances = probe_pictures(
                self.pictures, self.orders, self.starts, rows, bands, RADIUS, CROWD
            )
        else:
            found, distances = scan_pictures(self.pictures, rows, RADIUS)
        nearest: dict[int, int] = {}
        for owner, distance in zip(self.owners[found].tolist(), distances.tolist(), strict=True):
            nearest[owner] = min(nearest.get(owner, RADIUS), int(distance))
        return nearest
