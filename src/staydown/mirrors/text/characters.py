"""Characters as names and texts are read: their kinds, what they show, their ASCII letters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.alphabet import (
    DIGIT,
    DRESS,
    IDEOGRAPH,
    LATIN,
    LETTER,
    SIGN,
    SIZE,
    UPPER,
    Alphabet,
)

_FIRST_FLAG, _LAST_FLAG = 0x1F1E6, 0x1F1FF
_HE, _HAH = (ord(letter) for letter in "هح")
_KHA, _A_RU, _YA_RU = (ord(letter) for letter in "хая")


@kernel
def kind_of(abc: Alphabet, point: int) -> int:
    """The kind of a character."""
    if point < SIZE:
        return np.int64(abc.kind[point])
    return LETTER if point < 0x40000 else SIGN


@kernel
def is_alnum(abc: Alphabet, point: int) -> bool:
    """Whether a folded character is a letter or digit."""
    kind = kind_of(abc, point)
    return kind in (LETTER, UPPER, DIGIT, IDEOGRAPH)


@kernel
def is_digit(point: int) -> bool:
    """Whether a folded character is a digit."""
    return ord("0") <= point <= ord("9")


@kernel
def flag_letter(points: npt.NDArray[np.uint32], place: int, begin: int, end: int) -> int:
    """The letter that a regional indicator shows where it stands alone; 0 for half a flag, and for
    other characters."""
    if not _FIRST_FLAG <= points[place] <= _LAST_FLAG:
        return 0
    if place > begin and _FIRST_FLAG <= points[place - 1] <= _LAST_FLAG:
        return 0
    if place + 1 < end and _FIRST_FLAG <= points[place + 1] <= _LAST_FLAG:
        return 0
    return ord("a") + np.int64(points[place]) - _FIRST_FLAG


@kernel
def undressed(letters: npt.NDArray[np.uint32], begin: int, end: int, abc: Alphabet) -> None:
    """Write a word that mixes scripts which pass for Latin in Latin letters, in place. A word of
    one script stays: Cyrillic `сор` is a Russian word, not `cop`."""
    scripts = 0
    for place in range(begin, end):
        if letters[place] < SIZE:
            scripts |= abc.script[letters[place]]
    mixed = scripts & DRESS or (scripts & (scripts - 1) and scripts & ~LATIN)
    if mixed:
        for place in range(begin, end):
            if letters[place] < SIZE:
                letters[place] = abc.shown[letters[place]]


@kernel
def romanised(
    letters: npt.NDArray[np.uint32],
    begin: int,
    end: int,
    abc: Alphabet,
    out: npt.NDArray[np.uint8],
    made: int,
    most: int,
) -> int:
    """Append a word in ASCII letters to `out`, up to `most` letters in all; the new length."""
    silent = -1
    if end - begin > 2 and letters[end - 1] == _KHA and letters[end - 2] in (_A_RU, _YA_RU):
        silent = end - 1
    for place in range(begin, end):
        point = letters[place]
        if place == silent or (place == begin and point in (_HE, _HAH)):
            if made < most:
                out[made] = ord("h")
                made += 1
        elif point < 128:
            if made < most:
                out[made] = point
                made += 1
        elif point < SIZE:
            for at in range(abc.latin_at[point], abc.latin_at[point + 1]):
                if made < most:
                    out[made] = abc.latin[at]
                    made += 1
    return made


@kernel
def look_hash(letters: npt.NDArray[np.uint32], begin: int, end: int, abc: Alphabet) -> np.uint32:
    """A hash that words share when a hasty eye takes them for one another: `sp3cimen`, `5pecimen`,
    `ѕресіmеn` (all Cyrillic too), `specirnen`. Digits at the end are a number and stay one."""
    state = np.uint64(14695981039346656037)
    place, lettered = begin, end
    while lettered > begin and is_digit(letters[lettered - 1]):
        lettered -= 1
    while place < end:
        letter = _shown(letters[place], abc)
        after = _shown(letters[place + 1], abc) if place + 1 < end else 0
        pair = 0
        if letter == ord("r") and after == ord("n"):
            pair = ord("m")
        elif letter in (ord("v"), ord("u")) and after == letter:
            pair = ord("w")
        elif letter == ord("c") and after == ord("l"):
            pair = ord("d")
        place += 2 if pair else 1
        if pair:
            letter = pair
        read = _unleet(letter) if place <= lettered else letter
        state = (state ^ np.uint64(read)) * np.uint64(1099511628211)
    state = (state ^ (state >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    found = np.uint32(state >> np.uint64(32))
    return found if found else np.uint32(1)


@kernel
def _shown(letter: int, abc: Alphabet) -> int:
    return np.int64(abc.shown[letter]) if 128 <= letter < SIZE else np.int64(letter)


_LEET = np.arange(128, dtype=np.uint8)
for _letter, _read in zip("01l3457892!$q6", "oiieastbgzisgb", strict=True):
    _LEET[ord(_letter)] = ord(_read)


@kernel
def _unleet(letter: int) -> int:
    return np.int64(_LEET[letter]) if letter < 128 else letter
