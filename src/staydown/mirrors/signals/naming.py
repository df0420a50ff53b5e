"""How two names agree; shared by the signals on handles and display names."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from staydown.mirrors.background import Counts, rarity
from staydown.mirrors.kernels import kernel
from staydown.mirrors.signals.base import ABSENT
from staydown.mirrors.telling import BITS_A_LETTER, BITS_A_SOUND, GRAM, LATIN_ROW
from staydown.mirrors.text import naming
from staydown.mirrors.text.hashing import hash_letters
from staydown.mirrors.text.naming import SAYS_ABOUT, WORD_SOUNDS
from staydown.mirrors.text.spelling import DIGIT_BITS
from staydown.mirrors.text.wordbook import ABOUT, slot_of
from staydown.mirrors.traits import GUESS_STEPS, LETTERS, NAME, NUMBERED, SOUND, WORD, WORD_SOUND

LEVELS = (
    "same", "successor", "renumbered", "looks-alike", "reordered", "sounds-alike", "near",
    "within", "about", "shares-word", "differs",
)  # fmt: skip
"""From the strongest agreement to none.

same: equal once folded. successor: one core, a mark, a title or a small or following number apart.
renumbered: one core, other numbers (1990 and 1991). looks-alike: equal to a hasty eye. reordered:
the same words in another order. sounds-alike: other spelling or script. near: a letter in six
apart. within: one holds the other, or most of it. about: as within, but what the new name adds
says that it is about the other (fans, news, parody). shares-word: a word, five letters or a long
number in common.
"""
(
    SAME, SUCCESSOR, RENUMBERED, LOOKS_ALIKE, REORDERED, SOUNDS_ALIKE, NEAR, WITHIN, SPEAKS,
    SHARES_WORD, DIFFERS,
) = range(len(LEVELS))  # fmt: skip
_DISCOUNT = np.array([0.0, 0, 0, 1, 1, 2, 0, 2, 2, 2, 0])
"""Bits by which the level itself is likelier by chance than equality."""
_EDIT_BITS = 5.0
"""One of some thirty letters at any place: what a changed letter makes likelier by chance."""
_LETTERS_AN_EDIT = 6
_LEAST_SHARED = 5
_LEAST_WORD = 4
_TELLING_DIGITS = 5
"""Digits of a number that says something where nothing else of two names agrees."""
_MOST = 0.7
_SPELLING_BITS = 3.0
"""A name is written in some eight ways: what its spelling adds to its sound."""
_LETTERS = 32


@kernel
def _sound_of(fact: npt.NDArray[np.uint32], word: int, key: int) -> np.uint32:
    return fact[naming.WORD_SOUND + word * WORD_SOUNDS + key]


@kernel
def _word_bits(fact: npt.NDArray[np.uint32], word: int, counts: Counts, mine: float) -> float:
    column, shift = naming.WORD_GUESSES + word // 4, 8 * (word % 4)
    guess = float((fact[column] >> np.uint32(shift)) & np.uint32(255)) / GUESS_STEPS
    bits = rarity(counts, WORD, fact[naming.WORD + word], guess, mine)
    length = np.int64((fact[naming.WORD_SOUND_LENGTHS] >> np.uint32(4 * word)) & np.uint32(15))
    sound = _sound_of(fact, word, 0)
    if sound and length >= 2:
        heard = rarity(counts, WORD_SOUND, sound, BITS_A_SOUND * length, mine)
        bits = min(bits, heard + _SPELLING_BITS)
    return bits


@kernel
def name_bits(fact: npt.NDArray[np.uint32], counts: Counts, mine: float) -> float:
    """How rare a whole name is: as its words one by one, or as one word, whichever is less."""
    apart = 0.0
    for word in range(np.int64(fact[naming.WORDS])):
        apart += _word_bits(fact, word, counts, mine)
    guess = float(fact[naming.GUESS]) / GUESS_STEPS
    return min(apart, rarity(counts, NAME, fact[naming.CORE], guess, mine))


@kernel
def compare_names(
    facts: npt.NDArray[np.uint32],
    letters: npt.NDArray[np.uint8],
    new: npt.NDArray[np.int64],
    column: int,
    row: int,
    old_facts: npt.NDArray[np.uint32],
    old_letters: npt.NDArray[np.uint8],
    old: npt.NDArray[np.int64],
    old_column: int,
    old_row: int,
    counts: Counts,
    words: npt.NDArray[np.uint32],
    classes: npt.NDArray[np.uint8],
    mine: float,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """For each pair the strongest level on which two names agree, ABSENT where either has none, and
    the bits of what they share. Facts begin at `column`, letters at `row`."""
    levels, bits = np.empty(len(new), np.int64), np.zeros(len(new))
    for pair in range(len(new)):
        levels[pair], bits[pair] = _compare(
            facts[new[pair], column : column + naming.COLUMNS],
            letters[new[pair], row : row + LATIN_ROW],
            old_facts[old[pair], old_column : old_column + naming.COLUMNS],
            old_letters[old[pair], old_row : old_row + LATIN_ROW],
            counts, words, classes, mine,
        )  # fmt: skip
    return levels, bits


@kernel
def _compare(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8],
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8],
    counts: Counts, words: npt.NDArray[np.uint32], classes: npt.NDArray[np.uint8], mine: float,
) -> tuple[int, float]:  # fmt: skip
    if not (new[naming.WORDS] and old[naming.WORDS]):
        return ABSENT, 0.0
    level, bits = _agreement(new, new_letters, old, old_letters, counts, mine)
    numbered = new[naming.NUMBER] == old[naming.NUMBER] and new[naming.DIGITS] > 0
    numbered = numbered and new[naming.DIGITS] == old[naming.DIGITS]
    if level == DIFFERS:
        if not (numbered and new[naming.DIGITS] >= _TELLING_DIGITS):
            return DIFFERS, 0.0
        level = SHARES_WORD
    if numbered:
        guess = DIGIT_BITS * new[naming.DIGITS]
        bits += rarity(counts, NUMBERED, new[naming.NUMBER], guess, mine)
    whole_name = level in (SUCCESSOR, NEAR, WITHIN, SHARES_WORD)
    if whole_name and _speaks_of(new, new_letters, old, old_letters, words, classes):
        level = SPEAKS
    return level, max(0.0, bits - _DISCOUNT[level])


@kernel
def _agreement(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8],
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8],
    counts: Counts, mine: float,
) -> tuple[int, float]:  # fmt: skip
    if new[naming.WHOLE] == old[naming.WHOLE] or new[naming.CORE] == old[naming.CORE]:
        return _same_core(new, old), _lesser_bits(new, old, counts, mine)
    if new[naming.LOOK] == old[naming.LOOK] or new[naming.WHOLE_LOOK] == old[naming.WHOLE_LOOK]:
        return LOOKS_ALIKE, _lesser_bits(new, old, counts, mine)
    length, other = np.int64(new[naming.LENGTHS] & 255), np.int64(old[naming.LENGTHS] & 255)
    if length == other and length >= _LEAST_SHARED:
        if _backwards(new_letters, old_letters, length):
            return LOOKS_ALIKE, _lesser_bits(new, old, counts, mine)
    words_turned = new[naming.SORTED] == old[naming.SORTED] and new[naming.WORDS] > 1
    if words_turned or _rotated(new_letters, length, old_letters, other):
        return REORDERED, _lesser_bits(new, old, counts, mine)
    heard = _heard(new, old, counts, mine)
    if heard >= 0:
        return SOUNDS_ALIKE, min(heard, _lesser_bits(new, old, counts, mine))
    return _partly(new, new_letters, old, old_letters, counts, mine)


@kernel
def _lesser_bits(
    new: npt.NDArray[np.uint32], old: npt.NDArray[np.uint32], counts: Counts, mine: float
) -> float:
    """The commoner name counts. An account's own is among those counted, so is the entry's."""
    same = new[naming.CORE] == old[naming.CORE]
    bits = name_bits(new, counts, mine if same else mine - 1.0)
    return bits if same else min(bits, name_bits(old, counts, 1.0))


@kernel
def _same_core(new: npt.NDArray[np.uint32], old: npt.NDArray[np.uint32]) -> int:
    if new[naming.WHOLE] == old[naming.WHOLE]:
        return SAME
    one, other = np.int64(new[naming.NUMBER]), np.int64(old[naming.NUMBER])
    if one == other:
        return SUCCESSOR
    one, other = max(0, one - 1), max(0, other - 1)
    digits, other_digits = np.int64(new[naming.DIGITS]), np.int64(old[naming.DIGITS])
    if max(digits, other_digits) > naming.MOST_DIGITS:
        return RENUMBERED
    if other_digits and 0 < digits - other_digits <= 2:
        if one // 10 ** (digits - other_digits) == other:
            return SUCCESSOR
    low, high = min(one, other), max(one, other)
    return SUCCESSOR if high <= 20 or (low > 0 and high - low == 1) else RENUMBERED


@kernel
def _backwards(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8], length: int) -> bool:
    for place in range(length):
        if one[place] != other[length - 1 - place]:
            return False
    return True


@kernel
def _rotated(
    one: npt.NDArray[np.uint8], length: int, other: npt.NDArray[np.uint8], other_length: int
) -> bool:
    """Whether one is the other with its first letters at the end."""
    if length != other_length or length <= _LETTERS_AN_EDIT:
        return False
    for turn in range(1, length):
        same = True
        for place in range(length):
            if one[place] != other[(place + turn) % length]:
                same = False
                break
        if same:
            return True
    return False


@kernel
def _heard(
    new: npt.NDArray[np.uint32], old: npt.NDArray[np.uint32], counts: Counts, mine: float
) -> float:
    """Bits of the sound by which two names are alike as wholes; -1 where they are not."""
    if new[naming.FINE] >= 2:
        found = _common_sound(
            new, naming.SOUND, naming.NAME_SOUNDS, naming.SOUND_LENGTHS, old, naming.SOUND,
            naming.NAME_SOUNDS, 2, counts, mine,
        )  # fmt: skip
        if found >= 0:
            return found
    numbered = new[naming.DIGITS] and new[naming.NUMBER] == old[naming.NUMBER]
    found = _common_sound(
        new, naming.WHOLE_SOUND, naming.WHOLE_SOUNDS, naming.WHOLE_SOUND_LENGTHS, old,
        naming.WHOLE_SOUND, naming.WHOLE_SOUNDS, 3 if numbered else 4, counts, mine,
    )  # fmt: skip
    if found >= 0:
        return found
    words = np.int64(new[naming.WORDS])
    if words < 2 or words != np.int64(old[naming.WORDS]):
        return -1.0
    pairs, bits, _, _ = _words_in_common(new, old, counts, mine)
    return bits if pairs == words else -1.0


@kernel
def _common_sound(
    new: npt.NDArray[np.uint32], first: int, count: int, lengths: int,
    old: npt.NDArray[np.uint32], other_first: int, other_count: int, least: int,
    counts: Counts, mine: float,
) -> float:  # fmt: skip
    """Bits of the longest key that both have, of `least` letters or more; -1 for none."""
    best = -1.0
    for key in range(count):
        sound = new[first + key]
        length = float((new[lengths] >> np.uint32(8 * key)) & np.uint32(255))
        if not sound or length < least:
            continue
        for other in range(other_count):
            if old[other_first + other] == sound:
                bits = rarity(counts, SOUND, sound, BITS_A_SOUND * length, mine)
                best = max(best, bits)
    return best


@kernel
def _words_in_common(
    new: npt.NDArray[np.uint32], old: npt.NDArray[np.uint32], counts: Counts, mine: float
) -> tuple[int, float, int, int]:
    """How many words of one name sound like words of the other, each once; their bits; how many
    are equal; and how many of their letters (sounds, where they differ) there are."""
    used, found, equal, letters, bits = 0, 0, 0, 0, 0.0
    for word in range(np.int64(new[naming.WORDS])):
        for other in range(np.int64(old[naming.WORDS])):
            if used & (1 << other):
                continue
            same = new[naming.WORD + word] == old[naming.WORD + other]
            sound = np.uint32(0)
            for key in range(WORD_SOUNDS):
                for other_key in range(WORD_SOUNDS):
                    heard = _sound_of(new, word, key)
                    if heard and heard == _sound_of(old, other, other_key):
                        sound = heard
            length = np.int64(
                (new[naming.WORD_SOUND_LENGTHS] >> np.uint32(4 * word)) & np.uint32(15)
            )
            if not same and (not sound or length < 2):
                continue
            used |= 1 << other
            found += 1
            equal += 1 if same else 0
            letters += length
            own = _word_bits(new, word, counts, mine if same else mine - 1.0)
            if not same:
                own = min(own, _word_bits(old, other, counts, 1.0))
                own = min(own, rarity(counts, WORD_SOUND, sound, BITS_A_SOUND * length, mine))
            bits += own
            break
    return found, bits, equal, letters


@kernel
def _partly(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8],
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8],
    counts: Counts, mine: float,
) -> tuple[int, float]:  # fmt: skip
    length, other = np.int64(new[naming.LENGTHS] & 255), np.int64(old[naming.LENGTHS] & 255)
    level, bits = _in_common(new, new_letters, length, old, old_letters, other, counts, mine)
    edits = _edits(new, new_letters, length, old, old_letters, other)
    if edits > 0:
        near = _lesser_bits(new, old, counts, mine) - _EDIT_BITS * edits
        if near > bits:
            return NEAR, near
    return level, bits


@kernel
def _in_common(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8], length: int,
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8], other: int,
    counts: Counts, mine: float,
) -> tuple[int, float]:  # fmt: skip
    """By the words that both have, or by the letters in a row where these say more."""
    pairs, bits, equal, sounds = _words_in_common(new, old, counts, mine)
    level = DIFFERS
    if pairs and (sounds >= 2 or equal):
        fewer = min(np.int64(new[naming.WORDS]), np.int64(old[naming.WORDS]))
        level = WITHIN if pairs == fewer and sounds >= 3 else SHARES_WORD
    else:
        bits = 0.0
    start, run = longest_common(new_letters, length, old_letters, other)
    if run >= _LEAST_SHARED:
        places = np.log2(float(length - run + 1) * float(other - run + 1))
        by_letters = _fragment_bits(new_letters, start, run, counts, mine) - places
        if by_letters > bits:
            most = run >= _MOST * min(length, other)
            return WITHIN if most else SHARES_WORD, by_letters
    return level, bits


@kernel
def _fragment_bits(
    letters: npt.NDArray[np.uint8], start: int, run: int, counts: Counts, mine: float
) -> float:
    """Bits of letters in a row: of the rarest five of them, and one for each further letter."""
    rarest = 0.0
    for place in range(start, start + run - GRAM + 1):
        gram = hash_letters(letters, place, place + GRAM)
        rarest = max(rarest, rarity(counts, LETTERS, gram, BITS_A_LETTER * GRAM, mine))
    return min(BITS_A_LETTER * run, rarest + (run - GRAM))


@kernel
def longest_common(
    one: npt.NDArray[np.uint8], length: int, other: npt.NDArray[np.uint8], other_length: int
) -> tuple[int, int]:
    """Where in one the longest run of letters that both have begins, and its length."""
    best, start = 0, 0
    row = np.zeros(_LETTERS + 1, np.int64)
    for place in range(length):
        before = 0
        for at in range(other_length):
            above = row[at + 1]
            row[at + 1] = before + 1 if one[place] == other[at] else 0
            before = above
            if row[at + 1] > best:
                best, start = row[at + 1], place + 1 - row[at + 1]
    return start, best


@kernel
def _edits(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8], length: int,
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8], other: int,
) -> int:  # fmt: skip
    """How many letters apart two names are, 0 where too many: one, and one more for each six.
    Where titles or numbers were cut off, the names as they were written may tell it better."""
    shorter = min(length, other)
    allowed = shorter // _LETTERS_AN_EDIT + 1
    if shorter >= _LEAST_SHARED and abs(length - other) <= allowed:
        found = edit_distance(new_letters, length, old_letters, other)
        if found <= allowed:
            return max(1, found)
    if new[naming.NUMBER] != old[naming.NUMBER]:
        return 0
    length, other = np.int64(new[naming.LENGTHS] >> 8), np.int64(old[naming.LENGTHS] >> 8)
    shorter = min(length, other)
    allowed = shorter // _LETTERS_AN_EDIT + 1
    if shorter < _LEAST_SHARED or abs(length - other) > allowed:
        return 0
    found = edit_distance(
        new_letters[naming.LATIN_LETTERS :], length, old_letters[naming.LATIN_LETTERS :], other
    )
    return max(1, found) if found <= allowed else 0


@kernel
def edit_distance(
    one: npt.NDArray[np.uint8], length: int, other: npt.NDArray[np.uint8], other_length: int
) -> int:
    """Letters changed, added, left out, or swapped with their neighbour (optimal string
    alignment)."""
    two_above = np.zeros(_LETTERS + 1, np.int64)
    above = np.zeros(_LETTERS + 1, np.int64)
    row = np.zeros(_LETTERS + 1, np.int64)
    for at in range(other_length + 1):
        above[at] = at
    for place in range(1, length + 1):
        row[0] = place
        for at in range(1, other_length + 1):
            change = 0 if one[place - 1] == other[at - 1] else 1
            best = min(above[at] + 1, row[at - 1] + 1, above[at - 1] + change)
            swapped = (
                place > 1 and at > 1
                and one[place - 1] == other[at - 2] and one[place - 2] == other[at - 1]
            )  # fmt: skip
            row[at] = min(best, two_above[at - 2] + 1) if swapped else best
        for at in range(other_length + 1):
            two_above[at], above[at] = above[at], row[at]
    return np.int64(above[other_length])


@kernel
def _speaks_of(
    new: npt.NDArray[np.uint32], new_letters: npt.NDArray[np.uint8],
    old: npt.NDArray[np.uint32], old_letters: npt.NDArray[np.uint8],
    words: npt.NDArray[np.uint32], classes: npt.NDArray[np.uint8],
) -> bool:  # fmt: skip
    """`specimen fans`, `notspecimen`: what the new name adds speaks of the old one's bearer."""
    if new[naming.FLAGS] & SAYS_ABOUT and not old[naming.FLAGS] & SAYS_ABOUT:
        return True
    whole, core = np.int64(new[naming.LENGTHS] >> 8), np.int64(old[naming.LENGTHS] & 255)
    if core < _LEAST_WORD or whole <= core:
        return False
    letters = new_letters[naming.LATIN_LETTERS :]
    for start in range(whole - core + 1):
        same = True
        for place in range(core):
            if letters[start + place] != old_letters[place]:
                same = False
                break
        if same:
            rest = np.empty(_LETTERS, np.uint8)
            rest[:start] = letters[:start]
            rest[start : whole - core] = letters[start + core : whole]
            hashed = hash_letters(rest, 0, whole - core)
            slot = slot_of(words, hashed)
            return words[slot] == hashed and classes[slot] & ABOUT != 0
    return False
