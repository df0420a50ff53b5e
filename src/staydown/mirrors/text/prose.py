"""Read a biography, a place or a post: words, hashtags, mentions, and habits of writing.

A word is hashed by what it looks like (`characters.look_hash`), so that letters of other alphabets,
digits for letters, stretched and decorated letters change nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.alphabet import (
    DIGIT,
    GONE,
    IDEOGRAPH,
    LETTER,
    SIZE,
    SPACE,
    UPPER,
    Alphabet,
)
from staydown.mirrors.text.characters import (
    flag_letter,
    is_alnum,
    is_digit,
    kind_of,
    look_hash,
    romanised,
    undressed,
)
from staydown.mirrors.text.hashing import hash_letters
from staydown.mirrors.text.spelling import spelt_bits

MOST_CHARACTERS = 5_000
MOST_WORDS = 400
MOST_MARKED = 64
"""Hashtags and mentions of one text beyond this many are not read."""
_LONGEST_WORD = 40
_ALIF, _LAM = ord("ا"), ord("ل")
HABITS = (
    "exclaims", "asks", "trails", "shouts", "hashtags", "mentions", "links", "emoji", "commas",
    "lines", "digits", "i", "u", "quotes", "dashes", "spaced", "length", "capital",
)  # fmt: skip
"""What is counted of each post, at most three times: marks, words in capitals, signs before words,
addresses, emoji, new lines, numbers, a small `i`, `u` and `ur`, quotes, dashes, blanks before
marks; its length in hundreds of letters, and whether it begins with a capital."""
(
    _EXCLAIMS, _ASKS, _TRAILS, _SHOUTS, _HASHTAGS, _MENTIONS, _LINKS, _EMOJI, _COMMAS, _LINES,
    _DIGITS, _I, _U, _QUOTES, _DASHES, _SPACED, _LENGTH, _CAPITAL,
) = range(len(HABITS))  # fmt: skip


class Page(NamedTuple):
    """Room for one text. `words` and `guesses`: a hash and bits of rarity by spelling for each
    word; `tags`, `mentions`: hashes; `counts`: how many of these three there are."""

    folded: npt.NDArray[np.uint32]
    letters: npt.NDArray[np.uint32]
    latin: npt.NDArray[np.uint8]
    words: npt.NDArray[np.uint32]
    guesses: npt.NDArray[np.float32]
    tags: npt.NDArray[np.uint32]
    tag_guesses: npt.NDArray[np.float32]
    mentions: npt.NDArray[np.uint32]
    counts: npt.NDArray[np.int64]


@kernel
def new_page() -> Page:
    """An empty page."""
    return Page(
        np.empty(2 * MOST_CHARACTERS + 64, np.uint32),
        np.empty(2 * MOST_CHARACTERS + 64, np.uint32),
        np.empty(_LONGEST_WORD + 8, np.uint8),
        np.empty(MOST_WORDS, np.uint32),
        np.empty(MOST_WORDS, np.float32),
        np.empty(MOST_MARKED, np.uint32),
        np.empty(MOST_MARKED, np.float32),
        np.empty(MOST_MARKED, np.uint32),
        np.zeros(3, np.int64),
    )


@kernel
def fold_text(
    points: npt.NDArray[np.uint32], begin: int, end: int, abc: Alphabet, out: npt.NDArray[np.uint32]
) -> int:
    """Fold a text into `out`; its new length."""
    made, room = 0, len(out) - 20
    for place in range(begin, min(end, begin + MOST_CHARACTERS)):
        point = points[place]
        shown = flag_letter(points, place, begin, end)
        if shown or point >= SIZE:
            out[made] = shown if shown else point
            made += 1
        else:
            for at in range(abc.folded_at[point], abc.folded_at[point + 1]):
                out[made] = abc.folded[at]
                made += 1
        if made >= room:
            break
    return made


@kernel
def read_text(
    points: npt.NDArray[np.uint32],
    begin: int,
    end: int,
    abc: Alphabet,
    spelling: npt.NDArray[np.float32],
    page: Page,
) -> None:
    """Read one text onto the page. Addresses are passed over, mentions are no words. A word that
    is spelt out is one (`s p e c i m e n   o f`); a wider gap ends it."""
    page.counts[:] = 0
    count = fold_text(points, begin, end, abc, page.folded)
    text, place, singles, single_start, made = page.folded, 0, 0, 0, 0
    gap, usual, least = 0, 0, 3
    while place < count and page.counts[0] < MOST_WORDS:
        if _is_address(text, place, count):
            while place < count and kind_of(abc, text[place]) != SPACE:
                place += 1
            singles = 0
            continue
        point = text[place]
        if point == ord("@") and (place == 0 or not is_alnum(abc, text[place - 1])):
            stop = _handle_end(text, place + 1, count, abc)
            if stop - place > 2:
                _mark(page.mentions, page.counts, 2, hash_letters(text, place + 1, stop))
                place = stop
                singles = 0
                continue
        if not is_alnum(abc, point):
            place += 1
            gap += 1
            continue
        stop, made_from = place, made
        made = _take_word(text, place, count, abc, page.letters, made)
        while stop < count and is_alnum(abc, text[stop]):
            stop += 1
            if kind_of(abc, text[stop - 1]) == IDEOGRAPH:
                break
        if place and text[place - 1] == ord("#"):
            _tag(text, place, count, abc, spelling, page)
        if stop - place == 1 and kind_of(abc, point) != IDEOGRAPH:
            usual = gap if singles == 1 and least == 3 else usual
            singles = 1 if singles and gap > usual else singles + 1
            single_start = made_from if singles == 1 else single_start
            if singles >= least:
                page.counts[0] -= least - 1 if singles == least else 1
                made_from = single_start
            least = 2 if singles >= 3 else least
        else:
            singles, least = 0, 3
        gap = 0
        _word(page, made_from, made, abc, spelling)
        place = stop


@kernel
def _is_address(text: npt.NDArray[np.uint32], place: int, count: int) -> bool:
    """Whether an address begins here: http, https or www."""
    if text[place] == ord("h") and place + 7 < count:
        if text[place + 1] == ord("t") and text[place + 2] == ord("t"):
            if text[place + 3] == ord("p"):
                at = place + 4 + (1 if text[place + 4] == ord("s") else 0)
                return text[at] == ord(":") and text[at + 1] == ord("/")
    if text[place] == ord("w") and place + 4 < count:
        return (
            text[place + 1] == ord("w") and text[place + 2] == ord("w")
            and text[place + 3] == ord(".")
        )  # fmt: skip
    return False


@kernel
def _handle_end(text: npt.NDArray[np.uint32], place: int, count: int, abc: Alphabet) -> int:
    """Where a handle ends: letters, digits, underscores, and dots within."""
    at = place
    while at < count and (is_alnum(abc, text[at]) or text[at] in (ord("_"), ord("."))):
        at += 1
    while at > place and text[at - 1] == ord("."):
        at -= 1
    return at


@kernel
def _mark(
    into: npt.NDArray[np.uint32], counts: npt.NDArray[np.int64], which: int, hashed: np.uint32
) -> None:
    if counts[which] < MOST_MARKED:
        into[counts[which]] = hashed
        counts[which] += 1


@kernel
def _tag(
    text: npt.NDArray[np.uint32],
    place: int,
    count: int,
    abc: Alphabet,
    spelling: npt.NDArray[np.float32],
    page: Page,
) -> None:
    """A hashtag: underscores and the marks of other scripts belong to it."""
    stop = place
    while stop < count and (is_alnum(abc, text[stop]) or text[stop] == ord("_")):
        stop += 1
    number = page.counts[1]
    _mark(page.tags, page.counts, 1, look_hash(text, place, stop, abc))
    if page.counts[1] > number:
        length = romanised(text, place, stop, abc, page.latin, 0, _LONGEST_WORD)
        page.tag_guesses[number] = spelt_bits(spelling, page.latin, 0, length)


@kernel
def _take_word(
    text: npt.NDArray[np.uint32], place: int, count: int, abc: Alphabet,
    letters: npt.NDArray[np.uint32], made: int,
) -> int:  # fmt: skip
    """Copy a word: stretched letters as one, other alphabets' look-alikes as what they show, the
    Arabic article cut off."""
    start = made
    while place < count and is_alnum(abc, text[place]):
        run = 1
        while (
            place + run < count and text[place + run] == text[place] and not is_digit(text[place])
        ):
            run += 1
        ideograph = kind_of(abc, text[place]) == IDEOGRAPH
        for _ in range(1 if run > 2 or ideograph else run):
            letters[made] = text[place]
            made += 1
        place += 1 if ideograph else run
        if ideograph:
            break
    undressed(letters, start, made, abc)
    if made - start >= 5 and letters[start] == _ALIF and letters[start + 1] == _LAM:
        for at in range(start, made - 2):
            letters[at] = letters[at + 2]
        made -= 2
    return made


@kernel
def _word(
    page: Page, begin: int, end: int, abc: Alphabet, spelling: npt.NDArray[np.float32]
) -> None:
    number = page.counts[0]
    if number >= MOST_WORDS or end <= begin:
        return
    page.words[number] = look_hash(page.letters, begin, end, abc)
    length = romanised(page.letters, begin, end, abc, page.latin, 0, _LONGEST_WORD)
    page.guesses[number] = spelt_bits(spelling, page.latin, 0, length)
    page.counts[0] = number + 1


@kernel
def count_habits(
    points: npt.NDArray[np.uint32],
    begin: int,
    end: int,
    abc: Alphabet,
    counts: npt.NDArray[np.float32],
) -> None:
    """Add one post's habits to `counts`, a number for each of HABITS."""
    own = np.zeros(len(counts), np.float32)
    stop = min(end, begin + 1000)
    for place in range(begin, stop):
        point = points[place]
        before = points[place - 1] if place > begin else 0
        after = points[place + 1] if place + 1 < stop else 0
        _count_mark(own, point, before, after)
        kind = kind_of(abc, point)
        starts = place == begin or kind_of(abc, before) not in (LETTER, UPPER, DIGIT, GONE)
        if starts and kind in (LETTER, UPPER):
            _count_word(own, points, place, stop, abc)
    own[_LENGTH] = (end - begin) / 100
    own[_CAPITAL] = 1.0 if stop > begin and kind_of(abc, points[begin]) == UPPER else 0.0
    for habit in range(len(counts)):
        counts[habit] += min(np.float32(3.0), own[habit])


@kernel
def _count_mark(own: npt.NDArray[np.float32], point: int, before: int, after: int) -> None:
    if point == ord("!"):
        own[_EXCLAIMS] += 1
    elif point in (ord("?"), 0x61F):
        own[_ASKS] += 1
    elif point == 0x2026 or (point == ord(".") and after == ord(".") and before != ord(".")):
        own[_TRAILS] += 1
    elif point == ord("#"):
        own[_HASHTAGS] += 1
    elif point == ord("@"):
        own[_MENTIONS] += 1
    elif point == ord("/") and after == ord("/") and before == ord(":"):
        own[_LINKS] += 1
    elif 0x1F300 <= point <= 0x1FAFF or 0x2600 <= point <= 0x27BF:
        own[_EMOJI] += 1
    elif point in (ord(","), 0x60C):
        own[_COMMAS] += 1
    elif point == ord("\n"):
        own[_LINES] += 1
    elif is_digit(point):
        own[_DIGITS] += 1
    elif point in (ord('"'), 0x201C, 0x201D, 0xAB, 0xBB):
        own[_QUOTES] += 1
    elif point in (ord("-"), 0x2013, 0x2014):
        own[_DASHES] += 1
    if before == ord(" ") and point in (ord(","), ord("."), ord("!"), ord("?")):
        own[_SPACED] += 1


@kernel
def _count_word(
    own: npt.NDArray[np.float32], points: npt.NDArray[np.uint32], place: int, stop: int,
    abc: Alphabet,
) -> None:  # fmt: skip
    at, capitals = place, 0
    while at < stop and kind_of(abc, points[at]) in (LETTER, UPPER):
        capitals += 1 if kind_of(abc, points[at]) == UPPER else 0
        at += 1
    length = at - place
    if length >= 3 and capitals == length:
        own[_SHOUTS] += 1
    if length == 1 and points[place] == ord("i"):
        own[_I] += 1
    if length == 1 and points[place] in (ord("u"), ord("r"), ord("n")):
        own[_U] += 1
    if length == 2 and points[place] == ord("u") and points[place + 1] == ord("r"):
        own[_U] += 1
