"""Fold a name and split it into words: by separators, capitals, and around numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.alphabet import DIGIT, GONE, LETTER, SIGN, SIZE, UPPER, Alphabet
from staydown.mirrors.text.characters import flag_letter, is_alnum, is_digit, kind_of, undressed
from staydown.mirrors.text.sounding import MOST_KEYS

MOST_CHARACTERS = 120
MOST_WORDS = 12
_MOST_FOLDED = 20
"""Room for what one character may become: ﷺ is four words."""


class Desk(NamedTuple):
    """Room to work in, so that none is made for each name."""

    folded: npt.NDArray[np.uint32]
    letters: npt.NDArray[np.uint32]
    core: npt.NDArray[np.uint32]
    bounds: npt.NDArray[np.int64]
    core_bounds: npt.NDArray[np.int64]
    latin: npt.NDArray[np.uint8]
    latin_bounds: npt.NDArray[np.int64]
    keys: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.uint8]


@kernel
def new_desk() -> Desk:
    """An empty desk."""
    return Desk(
        np.empty(4 * MOST_CHARACTERS + 16, np.uint32),
        np.empty(4 * MOST_CHARACTERS + 16, np.uint32),
        np.empty(4 * MOST_CHARACTERS + 64, np.uint32),
        np.empty(2 * MOST_WORDS + 8, np.int64),
        np.empty(2 * MOST_WORDS + 8, np.int64),
        np.empty(256, np.uint8),
        np.empty(2 * MOST_WORDS + 8, np.int64),
        np.empty(MOST_KEYS, np.uint32),
        np.empty(MOST_KEYS, np.uint8),
    )


@kernel
def fold_name(
    points: npt.NDArray[np.uint32], begin: int, end: int, abc: Alphabet, out: npt.NDArray[np.uint32]
) -> int:
    """Fold, with a space where capitals show that a word begins, and signs read as letters."""
    lower = upper = False
    for place in range(begin, end):
        kind = kind_of(abc, points[place])
        lower, upper = lower or kind == LETTER, upper or kind == UPPER
    camel = lower and upper
    made, before, room = 0, SIGN, len(out) - _MOST_FOLDED
    for place in range(begin, end):
        if made >= room:
            break
        point = points[place]
        kind = kind_of(abc, point)
        if kind == GONE:
            continue
        if camel and kind == UPPER and made:
            after = kind_of(abc, points[place + 1]) if place + 1 < end else SIGN
            later = kind_of(abc, points[place + 2]) if place + 2 < end else SIGN
            if (
                before == LETTER
                or (before == UPPER and after == LETTER and later == LETTER)
                or (before == DIGIT and after == LETTER)
            ):
                out[made] = ord(" ")
                made += 1
        before = kind
        shown = flag_letter(points, place, begin, end)
        if shown or point >= SIZE:
            out[made] = shown if shown else point
            made += 1
        else:
            for at in range(abc.folded_at[point], abc.folded_at[point + 1]):
                out[made] = abc.folded[at]
                made += 1
    for place in range(made):
        left = place > 0 and _is_ascii_alnum(out[place - 1])
        right = place + 1 < made and _is_ascii_alnum(out[place + 1])
        if out[place] == ord("$") and (left or right):
            out[place] = ord("s")
        elif out[place] == ord("@") and left and right:
            out[place] = ord("a")
        elif out[place] == ord("!") and left and right:
            out[place] = ord("i")
    return made


@kernel
def _is_ascii_alnum(point: int) -> bool:
    return ord("a") <= point <= ord("z") or is_digit(point)


@kernel
def split_name(desk: Desk, count: int, abc: Alphabet) -> int:
    """Words of the folded name into `letters`, bounds into `bounds`; how many. A stretched letter
    counts once (`specimeeen`), unless it is the whole word (`iii`). A word that is spelt out ends
    where the gap widens: `s p e c i m e n   k h a n`."""
    words, made, place, gap, usual, singles = 0, 0, 0, 0, 0, 0
    while place < count and words < MOST_WORDS:
        if not is_alnum(abc, desk.folded[place]):
            place += 1
            gap += 1
            continue
        start = made
        while place < count and is_alnum(abc, desk.folded[place]):
            run = 1
            while (
                place + run < count
                and desk.folded[place + run] == desk.folded[place]
                and not is_digit(desk.folded[place])
            ):
                run += 1
            alone = made == start and (
                place + run == count or not is_alnum(abc, desk.folded[place + run])
            )
            for _ in range(1 if run > 2 and not alone else run):
                desk.letters[made] = desk.folded[place]
                made += 1
            place += run
        undressed(desk.letters, start, made, abc)
        desk.bounds[2 * words], desk.bounds[2 * words + 1] = start, made
        words += 1
        usual = gap if singles == 1 else usual
        singles = 0 if made - start > 1 else 1 if singles > 1 and gap > usual else singles + 1
        words, gap = _join_spelt(desk.bounds, words, singles), 0
    return _around_numbers(desk, words)


@kernel
def _join_spelt(bounds: npt.NDArray[np.int64], words: int, singles: int) -> int:
    """Make one word of the letters of one that is spelt out: `s p e c i m e n`; the new number of
    words, of which the last `singles` are single letters, or one word of all but the last."""
    if singles < 3:
        return words
    taken = 2 if singles == 3 else 1
    bounds[2 * (words - taken) - 1] = bounds[2 * words - 1]
    return words - taken


@kernel
def _around_numbers(desk: Desk, words: int) -> int:
    """`specimen92` is a name and a number, `786specimen` a number and a name, `7amza92` too;
    `7amza`, `sp3cimen` and `92` are one word."""
    old = desk.bounds[: 2 * words].copy()
    kept = 0
    for word in range(words):
        begin, end = old[2 * word], old[2 * word + 1]
        first, last, inner_end = _number_in(desk.letters, begin, end)
        cuts = (begin, first, last, inner_end, end)
        for at in range(4):
            if cuts[at + 1] > cuts[at] and kept < MOST_WORDS:
                desk.bounds[2 * kept], desk.bounds[2 * kept + 1] = cuts[at], cuts[at + 1]
                kept += 1
    return kept


@kernel
def _number_in(letters: npt.NDArray[np.uint32], begin: int, end: int) -> tuple[int, int, int]:
    """Where the number in a word begins and ends, and where what follows it ends; thrice `end` for
    a word that stays whole."""
    first = begin
    while first < end and not is_digit(letters[first]):
        first += 1
    last = first
    while last < end and is_digit(letters[last]):
        last += 1
    if first == end or (first == begin and last == end):
        return end, end, end
    rest = last
    while rest < end and not is_digit(letters[rest]):
        rest += 1
    tail = end
    while tail > begin and is_digit(letters[tail - 1]):
        tail -= 1
    if first == begin and rest == end:
        plain = last - first >= 2 and end - last >= 3
        return (first, last, end) if plain else (end, end, end)
    if rest == end and last < end:
        roman = _is_roman(letters, last, end)
        inner = first - begin >= 3 and last - first >= 2 and end - last >= 3
        if (roman and first - begin >= 2) or inner:
            return first, last, end
        return end, end, end
    if tail < end and tail - begin >= 2:
        starts = not is_digit(letters[begin]) and not is_digit(letters[begin + 1])
        ends = not is_digit(letters[tail - 1]) and not is_digit(letters[tail - 2])
        if starts or ends:
            return tail, end, end
    return end, end, end


@kernel
def _is_roman(letters: npt.NDArray[np.uint32], begin: int, end: int) -> bool:
    """Whether a word is ii, iii, iv or v."""
    count = end - begin
    if count == 1:
        return letters[begin] == ord("v")
    if letters[begin] != ord("i") or count > 3:
        return False
    if count == 2 and letters[begin + 1] == ord("v"):
        return True
    for place in range(begin, end):
        if letters[place] != ord("i"):
            return False
    return True
