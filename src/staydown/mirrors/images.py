"""PDQ hashes of images: distance, and the hashes of the image turned and mirrored.

PDQ keeps the signs of 16 × 16 cosine coefficients about their median, numbered from the highest
frequency down. Mirroring an image negates its odd frequencies, which are the odd rows or columns;
transposing it transposes the matrix (Facebook, "The TMK+PDQF Video-Hashing Algorithm and the PDQ
Image-Hashing Algorithm", §"Dihedral transformations"). Bits run by row, the first bit of the first
byte first, as `pdqhash` and the reference hex do; kernels have a hash as four little-endian words.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel

Words = npt.NDArray[np.uint64]
FORMS = 8
"""As is, left-right, up-down, by 180°, and each of these transposed."""
_ODD_ROWS = np.indices((16, 16))[0] % 2 == 1
_FLIPS = np.stack([
    np.packbits(flip).view(np.uint64)
    for flip in (np.zeros((16, 16), bool), _ODD_ROWS.T, _ODD_ROWS, _ODD_ROWS ^ _ODD_ROWS.T)
])  # fmt: skip


@kernel
def apart(one: npt.NDArray[np.uint64], other: npt.NDArray[np.uint64]) -> int:
    """How many of the 256 bits of two hashes differ."""
    total = np.int64(0)
    for place in range(4):
        word = one[place] ^ other[place]
        word -= (word >> np.uint64(1)) & np.uint64(0x5555555555555555)
        word = (word & np.uint64(0x3333333333333333)) + (
            (word >> np.uint64(2)) & np.uint64(0x3333333333333333)
        )
        word = (word + (word >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
        total += np.int64((word * np.uint64(0x0101010101010101)) >> np.uint64(56))
    return int(total)


@kernel
def _shift(row: int, column: int) -> int:
    """Where the bit of a row and column lies in its word; words hold four rows each."""
    at = 16 * (row % 4) + column
    return 8 * (at // 8) + 7 - at % 8


@kernel
def turn(picture: npt.NDArray[np.uint64], forms: npt.NDArray[np.uint64]) -> None:
    """Write the eight hashes of the image mirrored and turned; the hash itself comes first."""
    turned = np.zeros(4, np.uint64)
    for row in range(16):
        for column in range(16):
            bit = (picture[row // 4] >> np.uint64(_shift(row, column))) & np.uint64(1)
            turned[column // 4] |= bit << np.uint64(_shift(column, row))
    for flip in range(4):
        for place in range(4):
            forms[flip, place] = picture[place] ^ _FLIPS[flip, place]
            forms[flip + 4, place] = turned[place] ^ _FLIPS[flip, place]


def words_of(pdq: bytes) -> Words:
    """A hash of 32 bytes as kernels have it."""
    return np.frombuffer(pdq, np.uint64)


def turned(pdq: bytes) -> tuple[bytes, ...]:
    """The eight hashes of the image mirrored and turned; the hash itself comes first."""
    forms = np.zeros((FORMS, 4), np.uint64)
    turn(words_of(pdq), forms)
    return tuple(form.tobytes() for form in forms)
