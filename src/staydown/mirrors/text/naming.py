"""Read a handle or a display name into everything by which it can be recognised.

A name is folded, split into words (by separators, capitals, and around numbers), and freed of what
says nothing about who bears it: marks of a follow-up account (`backup`, `v3`, `II`), titles and
kunyas, numbers. What is left is its core, of which a letter string in ASCII, keys by look and by
sound, and a guess of its rarity are kept.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.alphabet import Alphabet
from staydown.mirrors.text.characters import is_digit, look_hash, romanised
from staydown.mirrors.text.hashing import hash_letters, hash_run
from staydown.mirrors.text.sounding import fine_sound, sound_keys
from staydown.mirrors.text.splitting import MOST_CHARACTERS, Desk, fold_name, split_name
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

MOST_CORE = 5
"""Words that a core is read as; what comes after is part of the last."""
LATIN_LETTERS, WHOLE_LETTERS = 24, 28
"""Letters kept of a core and of a whole name."""
WORD_SOUNDS, NAME_SOUNDS, WHOLE_SOUNDS = 2, 3, 2
(
    CORE, WHOLE, SORTED, LOOK, WHOLE_LOOK, NUMBER, DIGITS, FLAGS, WORDS, LENGTHS, FINE,
    GUESS, WORD_GUESSES, WORD_GUESSES_ON, SOUND_LENGTHS, WHOLE_SOUND_LENGTHS, WORD_SOUND_LENGTHS,
) = range(17)  # fmt: skip
"""Columns of a name's facts. CORE to WHOLE_LOOK: hashes of the core's letters, of all letters, of
the core's words in order of their hashes, and of what the two look like. NUMBER: the number after
the name plus one, 0 for none; DIGITS: how many digits it has. FLAGS: bits below. WORDS: words of
the core. LENGTHS: of the core and the whole in ASCII letters, a byte each. FINE: fine classes of
sound. GUESS, WORD_GUESSES: bits of rarity by spelling, in quarters, of the core and of each word, a
byte each. *_LENGTHS: of keys by sound, a byte each."""
WORD = 17
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
_ALIF, _LAM = (ord(letter) for letter in "ال")
_FAITH = np.array([ord(letter) for letter in "الدین"], np.uint32)


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
def _is_version(letters: npt.NDArray[np.uint32], begin: int, end: int) -> bool:
    """Whether a word is `v3`, `x3`; `v0` counts nothing."""
    if 2 <= end - begin <= 4 and letters[begin] in (ord("v"), ord("x")):
        return _all_digits(letters, begin + 1, end) and _value(letters, begin + 1, end) > 0
    return False


@kernel
def _take_core(desk: Desk, words: int, book: Wordbook, fact: npt.NDArray[np.uint32]) -> int:
    """Bounds of the words that are no marks, titles or numbers, into `core_bounds`; how many. A
    name that is all marks keeps its words."""
    kept, titles, flags = 0, 0, 0
    number = digits = 0
    for word in range(words):
        begin, end = desk.bounds[2 * word], desk.bounds[2 * word + 1]
        hashed = hash_letters(desk.letters, begin, end)
        classes = classes_of(book, hashed)
        slot = slot_of(book.keys, hashed)
        counted = np.int64(book.ordinals[slot]) if word == words - 1 and word else 0
        if classes & ABOUT:
            flags |= SAYS_ABOUT
        if _all_digits(desk.letters, begin, end):
            if not digits:
                number, digits = _value(desk.letters, begin, end), end - begin
        elif counted or (word and _is_version(desk.letters, begin, end)):
            continue
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
            number = digits = 0
            kept = words
            desk.core_bounds[: 2 * kept] = desk.bounds[: 2 * kept]
    if titles:
        flags |= TITLED
        if titles < kept:
            kept = _without_titles(desk, kept, book)
    fact[NUMBER], fact[DIGITS] = number + 1 if digits else 0, digits
    fact[FLAGS] = flags
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
    count = fold_name(points, begin, min(end, begin + MOST_CHARACTERS), abc, desk.folded)
    words = split_name(desk, count, abc)
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
