"""PDQ hashes of images turned and mirrored, from the hash alone.

PDQ keeps the signs of 16 × 16 cosine coefficients about their median, numbered from the highest
frequency down. Mirroring an image negates its odd frequencies, which are the odd rows or columns;
transposing it transposes the matrix (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
Image-Hashing Algorithm", §"Dihedral transformations"). Bits run by row, the first bit of the first
byte first, as `pdqhash` and the reference hex do.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

_ODD_ROWS = np.indices((16, 16))[0] % 2 == 1
_FLIPS = tuple(
    int.from_bytes(np.packbits(flip).tobytes())
    for flip in (np.zeros((16, 16), bool), _ODD_ROWS.T, _ODD_ROWS, _ODD_ROWS ^ _ODD_ROWS.T)
)


@lru_cache(maxsize=4096)
def turned(pdq: bytes) -> tuple[bytes, ...]:
    """The eight hashes of the image mirrored and turned; the hash itself comes first.

    `pdq` is 32 bytes. Order: as is, left-right, up-down, by 180°, and each of these transposed.
    """
    bits = np.unpackbits(np.frombuffer(pdq, np.uint8)).reshape(16, 16)
    transposed = np.packbits(bits.T).tobytes()
    numbers = (int.from_bytes(pdq), int.from_bytes(transposed))
    return tuple((number ^ flip).to_bytes(32) for number in numbers for flip in _FLIPS)


def distance(one: bytes, other: bytes) -> int:
    """How many of the 256 bits differ."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).bit_count()
