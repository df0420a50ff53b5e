"""Read a handle or a display name into everything by which it can be recognised.

A name is folded, split into words (by separators, capitals, and around numbers), and freed of what
says nothing about who bears it: marks of a follow-up account (`backup`, `v3`, `II`), titles and
kunyas, numbers. What is left is its core, of which a letter string in ASCII, keys by look and by
sound, and a guess of its rarity are kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.alphabet import (
    DIGIT,
    DRESS,
    GONE,
    IDEOGRAPH,
    LATIN,
    LETTER,
    SIGN,
    SIZE,
    UPPER,
    Alphabet,
)
from staydown.mirrors.text.hashing import hash_letters, hash_run
from staydown.mirrors.text.sounding import MOST_KEYS, fine_sound, sound_keys
from staydown.mirrors.text.wordbook import (
    ABOUT,
    JOINING,
    JOINS_BACK,
    MARK,
    SERVANT,
    TITLE,
    Glued,
    Wordbook,
    classes_of,
    slot_of,
)

MOST_CHARACTERS = 120
MOST_WORDS, MOST_CORE = 12, 5
LATIN_LETTERS, WHOLE_LETTERS = 24, 28
"""Letters kept of a core and of a whole name."""
WORD_SOUNDS, NAME_SOUNDS, WHOLE_SOUNDS = 2, 3, 2
(
    CORE, WHOLE, SORTED, LOOK, WHOLE_LOOK, NUMBER, DIGITS, ORDINAL, FLAGS, WORDS, LENGTHS, FINE,
    GUESS, WORD_GUESSES, WORD_GUESSES_ON, SOUND_LENGTHS, WHOLE_SOUND_LENGTHS, WORD_SOUND_LENGTHS,
) = range(18)  # fmt: skip
"""Columns of a name's facts. CORE to WHOLE_LOOK: hashes of the core's letters, of all letters, of
the core's words in order of their hashes, and of what the two look like. NUMBER: the number after
the name plus one, 0 for none; DIGITS: how many digits it has; ORDINAL: which account this is (v3,
II). FLAGS: bits below. WORDS: words of the core. LENGTHS: of the core and the whole in ASCII
letters, a byte each. FINE: fine classes of sound. GUESS, WORD_GUESSES: bits of rarity by spelling,
in quarters, of the core and of each word, a byte each. *_LENGTHS: of keys by sound, a byte each."""
WORD = 18
SOUND = WORD + MOST_CORE
WHOLE_SOUND = SOUND + NAME_SOUNDS
WORD_SOUND = WHOLE_SOUND + WHOLE_SOUNDS
COLUMNS = WORD_SOUND + MOST_CORE * WORD_SOUNDS
SAYS_ABOUT, MARKED, TITLED = 1, 2, 4
"""FLAGS: a word says that it is about another's name (fans, news, parody); marks, titles."""
_MOST_LATIN = 100
"""Letters from which sounds are read."""
_MIN_CORE, _MIN_REST = 4, 5
MOST_DIGITS = 9
"""Digits of a number that is kept as it is; longer ones are hashed."""
_ALIF, _LAM, _HE, _HAH = (ord(letter) for letter in "الهح")
_KHA, _A_RU, _YA_RU = (ord(letter) for letter in "хая")
_FAITH = np.array([ord(letter) for letter in "الدین"], np.uint32)
_FIRST_FLAG, _LAST_FLAG = 0x1F1E6, 0x1F1FF
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
def _is_ascii_alnum(point: int) -> bool:
    return ord("a") <= point <= ord("z") or is_digit(point)


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
def _fold_name(
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
def _split(desk: Desk, count: int, abc: Alphabet) -> int:
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


@kernel
def _all_digits(letters: npt.NDArray[np.uint32], begin: int, end: int) -> bool:
    for place in range(begin, end):
        if not is_digit(letters[place]):
            return False
    return True


@kernel
def _value(letters: npt.NDArray[np.uint32], begin: int, end: int) -> int:
    """The number that digits make; of more than nine a hash beyond all that nine can make."""
    if end - begin > MOST_DIGITS:
        return np.int64(hash_letters(letters, begin, end) >> np.uint32(2)) + 10**MOST_DIGITS
    value = 0
    for place in range(begin, end):
        value = 10 * value + np.int64(letters[place]) - ord("0")
    return value


@kernel
def _is_filler(letters: npt.NDArray[np.uint32], begin: int, end: int) -> bool:
    """`xx`, `ooo`, a lone `i`: what fills a name up."""
    first, count = letters[begin], end - begin
    for place in range(begin, end):
        if letters[place] != first:
            return False
    if first == ord("x"):
        return count <= 4
    return (first == ord("o") and 2 <= count <= 4) or (first == ord("i") and count == 1)


@kernel
def _versioned(letters: npt.NDArray[np.uint32], begin: int, end: int) -> int:
    """3 for `v3` and `x3`, else 0."""
    if 2 <= end - begin <= 4 and letters[begin] in (ord("v"), ord("x")):
        if _all_digits(letters, begin + 1, end):
            return _value(letters, begin + 1, end)
    return 0


@kernel
def _take_core(desk: Desk, words: int, book: Wordbook, fact: npt.NDArray[np.uint32]) -> int:
    """Bounds of the words that are no marks, titles or numbers, into `core_bounds`; how many. A
    name that is all marks keeps its words."""
    kept, titles, flags = 0, 0, 0
    number = digits = ordinal = 0
    for word in range(words):
        begin, end = desk.bounds[2 * word], desk.bounds[2 * word + 1]
        hashed = hash_letters(desk.letters, begin, end)
        classes = classes_of(book, hashed)
        slot = slot_of(book.keys, hashed)
        counted = np.int64(book.ordinals[slot]) if word == words - 1 and word else 0
        if classes & ABOUT:
            flags |= SAYS_ABOUT
        if _all_digits(desk.letters, begin, end):
            if digits:
                ordinal = _value(desk.letters, begin, end)
            else:
                number, digits = _value(desk.letters, begin, end), end - begin
        elif counted:
            ordinal = counted
        elif word and _versioned(desk.letters, begin, end):
            ordinal = _versioned(desk.letters, begin, end)
        elif classes & MARK or _is_filler(desk.letters, begin, end):
            flags |= MARKED
        else:
            titles += 1 if classes & (TITLE | JOINING) else 0
            desk.core_bounds[2 * kept], desk.core_bounds[2 * kept + 1] = begin, end
            kept += 1
    if not kept:
        flags &= ~MARKED
        titles = 0
        kept = _not_digits(desk, words)
        if not kept:
            number = digits = ordinal = 0
            kept = words
            desk.core_bounds[: 2 * kept] = desk.bounds[: 2 * kept]
    if titles:
        flags |= TITLED
        if titles < kept:
            kept = _without_titles(desk, kept, book)
    fact[NUMBER], fact[DIGITS] = number + 1 if digits else 0, digits
    fact[ORDINAL], fact[FLAGS] = ordinal, flags
    return kept


@kernel
def _not_digits(desk: Desk, words: int) -> int:
    kept = 0
    for word in range(words):
        begin, end = desk.bounds[2 * word], desk.bounds[2 * word + 1]
        if not _all_digits(desk.letters, begin, end):
            desk.core_bounds[2 * kept], desk.core_bounds[2 * kept + 1] = begin, end
            kept += 1
    return kept


@kernel
def _without_titles(desk: Desk, count: int, book: Wordbook) -> int:
    kept = 0
    for word in range(count):
        begin, end = desk.core_bounds[2 * word], desk.core_bounds[2 * word + 1]
        if not classes_of(book, hash_letters(desk.letters, begin, end)) & (TITLE | JOINING):
            desk.core_bounds[2 * kept], desk.core_bounds[2 * kept + 1] = begin, end
            kept += 1
    return kept


@kernel
def _glued_at(
    letters: npt.NDArray[np.uint32], begin: int, end: int, glued: Glued, at_end: bool, rest: int
) -> int:
    """The length of the first mark that a word begins (or ends) with and can spare; 0 for none."""
    for mark in range(len(glued.at) - 1):
        start, length = glued.at[mark], glued.at[mark + 1] - glued.at[mark]
        if end - begin - length < rest:
            continue
        from_ = end - length if at_end else begin
        same = True
        for place in range(length):
            if letters[from_ + place] != glued.letters[start + place]:
                same = False
                break
        if same:
            return length
    return 0


@kernel
def _without_glued(desk: Desk, count: int, book: Wordbook, fact: npt.NDArray[np.uint32]) -> None:
    """`specimenbackup`, `itsspecimen_khan`, `xspecimenx`: no separator shows the mark."""
    bounds, letters = desk.core_bounds, desk.letters
    if count == 1:
        begin, end = bounds[0], bounds[1]
        left = right = 0
        while left < 3 and begin + left < end and letters[begin + left] == ord("x"):
            left += 1
        while right < 3 and end - right > begin and letters[end - right - 1] == ord("x"):
            right += 1
        if left and right and end - begin - left - right >= _MIN_CORE:
            bounds[0], bounds[1] = begin + left, end - right
    last = 2 * count - 2
    cut = _glued_at(letters, bounds[last], bounds[last + 1], book.ends, True, _MIN_CORE)
    bounds[last + 1] -= cut
    start = _glued_at(letters, bounds[0], bounds[1], book.starts, False, _MIN_CORE)
    bounds[0] += start
    if cut or start:
        fact[FLAGS] |= MARKED


@kernel
def _compounds(desk: Desk, count: int, book: Wordbook) -> int:
    """Copy the core's words to `core`, compounds as one (Abd al-Rahman, Salah ad-Din), the Arabic
    article cut off; how many words. What comes after the most is read as part of the last."""
    letters, made, words = desk.letters, 0, 0
    open_servant = False
    for word in range(count):
        begin, end = desk.core_bounds[2 * word], desk.core_bounds[2 * word + 1]
        classes = classes_of(book, hash_letters(letters, begin, end))
        if end - begin >= 5 and letters[begin] == _ALIF and letters[begin + 1] == _LAM:
            begin += 2
            classes |= classes_of(book, hash_letters(letters, begin, end)) & JOINS_BACK
        joins = words > 0 and (open_servant or classes & JOINS_BACK or words == MOST_CORE)
        if not joins:
            desk.latin_bounds[2 * words] = made
            words += 1
        if not joins and classes & SERVANT and word + 1 < count:
            for letter in (ord("a"), ord("b"), ord("d"), ord("a")):
                desk.core[made] = letter
                made += 1
            open_servant = True
        else:
            cut = 0 if joins else _of_faith(letters, begin, end)
            article = end - 5 if not joins and _of_faith_in_arabic(letters, begin, end) else end
            for place in range(begin, end - cut):
                if not article <= place < article + 2:
                    desk.core[made] = letters[place]
                    made += 1
            if cut:
                for letter in (ord("d"), ord("i"), ord("n")):
                    desk.core[made] = letter
                    made += 1
            open_servant = False
        desk.latin_bounds[2 * words - 1] = made
    desk.core_bounds[: 2 * words] = desk.latin_bounds[: 2 * words]
    return words


@kernel
def _of_faith(letters: npt.NDArray[np.uint32], begin: int, end: int) -> int:
    """How many letters at the end of Salahuddin, Alauddeen, Noorelddine are "of the faith"."""
    at = end
    if at - begin < 6 or letters[at - 1] not in (ord("n"), ord("e")):
        return 0
    if letters[at - 1] == ord("e"):
        at -= 1
    if letters[at - 1] != ord("n"):
        return 0
    at -= 1
    vowels = 0
    while at > begin and letters[at - 1] in (ord("i"), ord("e")) and vowels < 2:
        at -= 1
        vowels += 1
    if not vowels:
        return 0
    if letters[at - 1] == ord("d"):
        at -= 1
    elif letters[at - 1] not in (ord("l"), ord("n"), ord("r")):
        return 0
    if at > begin and letters[at - 1] in (ord("l"), ord("n"), ord("r"), ord("d")):
        at -= 1
    if at - 1 - begin < 2 or letters[at - 1] not in (ord("a"), ord("e"), ord("u")):
        return 0
    return end - at + 1


@kernel
def _of_faith_in_arabic(letters: npt.NDArray[np.uint32], begin: int, end: int) -> bool:
    """Whether نورالدین and the like end so, after two letters or more."""
    if end - begin < len(_FAITH) + 2:
        return False
    for place in range(len(_FAITH)):
        if letters[end - len(_FAITH) + place] != _FAITH[place]:
            return False
    return True


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


@kernel
def read_name(
    points: npt.NDArray[np.uint32],
    begin: int,
    end: int,
    abc: Alphabet,
    book: Wordbook,
    desk: Desk,
    fact: npt.NDArray[np.uint32],
    latin: npt.NDArray[np.uint8],
    whole: npt.NDArray[np.uint8],
) -> int:
    """Read one name into its row of facts and its two rows of ASCII letters; how many words its
    core has, 0 where it holds no letter or digit. Guesses of rarity are left to `guess_name`."""
    while begin < end and points[begin] in (ord(" "), ord("@")):
        begin += 1
    count = _fold_name(points, begin, min(end, begin + MOST_CHARACTERS), abc, desk.folded)
    words = _split(desk, count, abc)
    if not words:
        return 0
    whole_end = desk.bounds[2 * words - 1]
    whole_count = romanised(desk.letters, 0, whole_end, abc, desk.latin, 0, _MOST_LATIN)
    fact[WHOLE] = hash_letters(desk.letters, 0, whole_end)
    fact[WHOLE_LOOK] = look_hash(desk.letters, 0, whole_end, abc)
    _whole_sounds(desk, whole_count, book, fact)
    whole_count = min(whole_count, WHOLE_LETTERS)
    whole[:whole_count] = desk.latin[:whole_count]
    kept = _take_core(desk, words, book, fact)
    _without_glued(desk, kept, book, fact)
    kept = _compounds(desk, kept, book)
    if kept == 1:
        cut = _glued_at(
            desk.core, desk.core_bounds[0], desk.core_bounds[1], book.titles, False, _MIN_REST
        )
        desk.core_bounds[0] += cut
        if cut:
            fact[FLAGS] |= TITLED
    fact[LENGTHS] = whole_count << 8
    _core_facts(desk, kept, abc, book, fact, latin)
    return kept


@kernel
def _whole_sounds(
    desk: Desk, count: int, book: Wordbook, fact: npt.NDArray[np.uint32]
) -> None:  # fmt: skip
    """Keys by sound of the whole name, which is in `latin`, without the digits at its end: for
    where titles and numbers cannot be told from the name."""
    end = count
    while end > 0 and is_digit(desk.latin[end - 1]):
        end -= 1
    found = sound_keys(desk.latin, 0, end if end else count, book, 3, desk.keys, desk.lengths)
    for key in range(min(found, WHOLE_SOUNDS)):
        fact[WHOLE_SOUND + key] = desk.keys[key]
        fact[WHOLE_SOUND_LENGTHS] |= np.uint32(desk.lengths[key]) << np.uint32(8 * key)


@kernel
def _core_facts(
    desk: Desk, kept: int, abc: Alphabet, book: Wordbook, fact: npt.NDArray[np.uint32],
    latin: npt.NDArray[np.uint8],
) -> None:  # fmt: skip
    first, last = desk.core_bounds[0], desk.core_bounds[2 * kept - 1]
    fact[WORDS] = kept
    fact[CORE] = hash_letters(desk.core, first, last)
    fact[LOOK] = look_hash(desk.core, first, last, abc)
    made = 0
    hashes = np.empty(MOST_CORE, np.uint32)
    for word in range(kept):
        begin, end = desk.core_bounds[2 * word], desk.core_bounds[2 * word + 1]
        desk.latin_bounds[2 * word] = made
        made = romanised(desk.core, begin, end, abc, desk.latin, made, _MOST_LATIN)
        desk.latin_bounds[2 * word + 1] = made
        hashes[word] = hash_letters(desk.core, begin, end)
        fact[WORD + word] = hashes[word]
        found = sound_keys(
            desk.latin, desk.latin_bounds[2 * word], made, book, 1, desk.keys, desk.lengths
        )
        for key in range(min(found, WORD_SOUNDS)):
            fact[WORD_SOUND + word * WORD_SOUNDS + key] = desk.keys[key]
        if found:
            length = np.uint32(min(15, np.int64(desk.lengths[0])))
            fact[WORD_SOUND_LENGTHS] |= length << np.uint32(4 * word)
    hashes[:kept].sort()
    fact[SORTED] = hash_run(hashes, 0, kept)
    latin[: min(made, LATIN_LETTERS)] = desk.latin[: min(made, LATIN_LETTERS)]
    fact[LENGTHS] |= np.uint32(min(made, LATIN_LETTERS))
    found = sound_keys(desk.latin, 0, made, book, 1, desk.keys, desk.lengths)
    for key in range(min(found, NAME_SOUNDS)):
        fact[SOUND + key] = desk.keys[key]
        fact[SOUND_LENGTHS] |= np.uint32(desk.lengths[key]) << np.uint32(8 * key)
    fine = np.empty(160, np.uint8)
    fact[FINE] = fine_sound(desk.latin, 0, made, False, book, fine)
