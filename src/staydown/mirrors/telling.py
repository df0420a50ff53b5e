"""From texts to traits: the kernel that reads many accounts' fields in one call."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.background import Counts, as_words, rarity
from staydown.mirrors.kernels import kernel
from staydown.mirrors.text import naming
from staydown.mirrors.text.alphabet import Alphabet
from staydown.mirrors.text.characters import look_hash
from staydown.mirrors.text.hashing import hash_letters, hash_run
from staydown.mirrors.text.naming import read_name
from staydown.mirrors.text.prose import HABITS, Page, count_habits, new_page, read_text
from staydown.mirrors.text.spelling import DIGIT_BITS, spelt_bits
from staydown.mirrors.text.splitting import Desk, new_desk
from staydown.mirrors.text.wordbook import Wordbook
from staydown.mirrors.traits import (
    ANAGRAM,
    BIO_PHRASE,
    BIO_WORD,
    CEILINGS,
    HASHTAG,
    LEFT_OUT,
    LETTERS,
    LOOK,
    MENTION,
    NAME,
    NAME_WORD,
    NUMBERED,
    PHRASE,
    PLACE,
    POST,
    SAID,
    SOUND,
    WORD,
    WORD_SOUND,
    packed_guess,
)

HANDLE_TEXT, NAME_TEXT, BIO_TEXT, PLACE_TEXT, POST_TEXT, PLAIN = range(6)
"""Kinds of text. PLAIN and more: a value that is a trait as it is; its family is the rest."""
LATIN_ROW = naming.LATIN_LETTERS + naming.WHOLE_LETTERS
RUN = 3
"""Words in a row that make a phrase."""
LEAST_POST = 5
"""Words from which a whole post is a trait."""
GRAM = 5
LEAST_ANAGRAM = 6
"""Letters from which a name is told as the same letters in any order."""
SHORT_NAME = 9
"""Names of fewer letters are told with each letter left out: a change in their middle leaves no
five letters whole."""
IN_COMPANY = 0.6
"""Words of a phrase foretell each other: each is worth this part of its bits alone."""
BITS_A_SOUND, BITS_A_LETTER = 2.2, 2.1
"""A coarse key has some five likely consonants a place; within words a letter has 2.1 bits
(Shannon, 1951, for strings of eight letters)."""
LEAST_HABITS = 3
MOST_TRAITS = 65_000
"""Traits of one account beyond this many are not kept."""
HABIT_STEPS = 80.0


class Sink(NamedTuple):
    """Where traits go: family, hash, guess and owner of each; `count`: how many."""

    families: npt.NDArray[np.uint8]
    hashes: npt.NDArray[np.uint32]
    guesses: npt.NDArray[np.uint8]
    count: npt.NDArray[np.int64]


@kernel
def _tell(sink: Sink, family: int, hashed: np.uint32, guess: float) -> None:
    if hashed and sink.count[0] < len(sink.hashes):
        at = sink.count[0]
        sink.families[at], sink.hashes[at] = family, hashed
        sink.guesses[at] = packed_guess(min(guess, float(CEILINGS[family])))
        sink.count[0] += 1


@kernel
def _tell_name(
    sink: Sink, fact: npt.NDArray[np.uint32], desk: Desk, words: int, counts: Counts,
    abc: Alphabet, shown: bool,
) -> None:  # fmt: skip
    """The traits of a name that `read_name` has just read; its guesses of rarity go into `fact`.
    The words of a `shown` name are told as others may write them."""
    count = desk.latin_bounds[2 * words - 1]
    whole = min(
        spelt_bits(counts.spelling, desk.latin, 0, count), as_words(counts, desk.latin, 0, count)
    )
    for word in range(words):
        begin, end = desk.latin_bounds[2 * word], desk.latin_bounds[2 * word + 1]
        bits = min(
            spelt_bits(counts.spelling, desk.latin, begin, end),
            as_words(counts, desk.latin, begin, end),
        )
        guess = packed_guess(bits)
        column, shift = naming.WORD_GUESSES + word // 4, 8 * (word % 4)
        fact[column] |= np.uint32(guess) << np.uint32(shift)
        _tell(sink, WORD, fact[naming.WORD + word], bits)
        for key in range(naming.WORD_SOUNDS):
            sound = fact[naming.WORD_SOUND + word * naming.WORD_SOUNDS + key]
            length = (fact[naming.WORD_SOUND_LENGTHS] >> np.uint32(4 * word)) & np.uint32(15)
            _tell(sink, WORD_SOUND, sound, BITS_A_SOUND * length)
        if shown:
            begin, end = desk.core_bounds[2 * word], desk.core_bounds[2 * word + 1]
            _tell(sink, NAME_WORD, look_hash(desk.core, begin, end, abc), bits)
    fact[naming.GUESS] = packed_guess(whole)
    _tell(sink, NAME, fact[naming.CORE], whole)
    _tell(sink, NAME, fact[naming.WHOLE], whole)
    if words > 1:
        _tell(sink, NAME, fact[naming.SORTED], whole)
    _tell(sink, LOOK, fact[naming.LOOK], whole)
    _tell(sink, LOOK, fact[naming.WHOLE_LOOK], whole)
    _tell_sounds(sink, fact)
    _tell_letters(sink, desk.latin, min(count, naming.LATIN_LETTERS + 8))
    if count >= LEAST_ANAGRAM:
        sorted_letters = desk.latin[: min(count, naming.LATIN_LETTERS)].copy()
        sorted_letters.sort()
        _tell(sink, ANAGRAM, hash_letters(sorted_letters, 0, len(sorted_letters)), whole)
    if fact[naming.DIGITS]:
        _tell(sink, NUMBERED, fact[naming.NUMBER], DIGIT_BITS * fact[naming.DIGITS])


@kernel
def _tell_sounds(sink: Sink, fact: npt.NDArray[np.uint32]) -> None:
    for key in range(naming.NAME_SOUNDS):
        length = (fact[naming.SOUND_LENGTHS] >> np.uint32(8 * key)) & np.uint32(255)
        if length >= 3:
            _tell(sink, SOUND, fact[naming.SOUND + key], BITS_A_SOUND * length)
    for key in range(naming.WHOLE_SOUNDS):
        length = (fact[naming.WHOLE_SOUND_LENGTHS] >> np.uint32(8 * key)) & np.uint32(255)
        if length >= 3:
            _tell(sink, SOUND, fact[naming.WHOLE_SOUND + key], BITS_A_SOUND * length)


@kernel
def _tell_letters(sink: Sink, latin: npt.NDArray[np.uint8], count: int) -> None:
    """Every five letters in a row, edges marked; short names with each letter left out."""
    padded = np.empty(64, np.uint8)
    padded[0], padded[count + 1] = ord("^"), ord("$")
    padded[1 : count + 1] = latin[:count]
    for start in range(max(1, count + 2 - GRAM + 1)):
        stop = min(count + 2, start + GRAM)
        _tell(sink, LETTERS, hash_letters(padded, start, stop), BITS_A_LETTER * GRAM)
    if count >= SHORT_NAME:
        return
    bits = BITS_A_LETTER * (count - 1)
    _tell(sink, LEFT_OUT, hash_letters(latin, 0, count), bits)
    for gap in range(count if count >= GRAM - 1 else 0):
        for place in range(count - 1):
            padded[place] = latin[place if place < gap else place + 1]
        _tell(sink, LEFT_OUT, hash_letters(padded, 0, count - 1), bits)


@kernel
def _weigh_words(page: Page, family: int, counts: Counts) -> None:
    """Put what is known of how common words are in the place of guesses by spelling."""
    for word in range(page.counts[0]):
        guess = np.float64(page.guesses[word])
        page.guesses[word] = rarity(counts, family, page.words[word], guess, 1.0)


@kernel
def _tell_runs(sink: Sink, page: Page, family: int) -> None:
    """Every three words in a row; all of them where there are fewer."""
    count = page.counts[0]
    for start in range(max(1, count - RUN + 1) if count else 0):
        stop = min(count, start + RUN)
        bits = 0.0
        for place in range(start, stop):
            bits += float(page.guesses[place])
        _tell(sink, family, hash_run(page.words, start, stop), IN_COMPANY * bits)


@kernel
def _tell_bio(sink: Sink, page: Page, counts: Counts) -> None:
    for word in range(page.counts[0]):
        _tell(sink, BIO_WORD, page.words[word], float(page.guesses[word]))
    _weigh_words(page, BIO_WORD, counts)
    _tell_runs(sink, page, BIO_PHRASE)
    _tell_marked(sink, page)


@kernel
def _tell_marked(sink: Sink, page: Page) -> None:
    for tag in range(page.counts[1]):
        _tell(sink, HASHTAG, page.tags[tag], float(page.tag_guesses[tag]))
    for mention in range(page.counts[2]):
        _tell(sink, MENTION, page.mentions[mention], float(CEILINGS[MENTION]))


@kernel
def _tell_post(sink: Sink, page: Page, counts: Counts) -> None:
    count = page.counts[0]
    for word in range(count):
        _tell(sink, SAID, page.words[word], float(page.guesses[word]))
    _weigh_words(page, SAID, counts)
    if count >= LEAST_POST:
        bits = 0.0
        for place in range(count):
            bits += float(page.guesses[place])
        _tell(sink, POST, hash_run(page.words, 0, count), IN_COMPANY * bits)
    if count >= RUN:
        _tell_runs(sink, page, PHRASE)
    _tell_marked(sink, page)


@kernel
def _settle(
    sink: Sink, offsets: npt.NDArray[np.uint16], hashes: npt.NDArray[np.uint32],
    guesses: npt.NDArray[np.uint8], made: int,
) -> int:  # fmt: skip
    """Sort one account's traits by family and hash, each once, into `hashes`; `offsets` says where
    each family's begin. The new length of `hashes`."""
    count, begin = sink.count[0], made
    packed = np.empty(count, np.uint64)
    for place in range(count):
        packed[place] = (
            (np.uint64(sink.families[place]) << np.uint64(40))
            | (np.uint64(sink.hashes[place]) << np.uint64(8))
            | np.uint64(sink.guesses[place])
        )
    packed.sort()
    family, before = 0, np.uint64(0)
    for place in range(count):
        trait = packed[place] >> np.uint64(8)
        if (place and trait == before) or made - begin == MOST_TRAITS:
            continue
        before = trait
        own = np.int64(trait >> np.uint64(32))
        while family < own:
            family += 1
            offsets[family] = made - begin
        hashes[made] = np.uint32(trait & np.uint64(0xFFFFFFFF))
        guesses[made] = np.uint8(packed[place] & np.uint64(255))
        made += 1
    while family < len(offsets) - 1:
        family += 1
        offsets[family] = made - begin
    return made


@kernel
def tell_all(
    points: npt.NDArray[np.uint32],
    starts: npt.NDArray[np.int64],
    kinds: npt.NDArray[np.int64],
    firsts: npt.NDArray[np.int64],
    abc: Alphabet,
    book: Wordbook,
    counts: Counts,
    room: int,
    facts: npt.NDArray[np.uint32],
    letters: npt.NDArray[np.uint8],
    begins: npt.NDArray[np.int64],
    offsets: npt.NDArray[np.uint16],
    habits: npt.NDArray[np.uint8],
) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint8]]:
    """Read the texts of all accounts: those of account n are numbers `firsts[n]` to
    `firsts[n + 1]`, text t lies from `starts[t]` to `starts[t + 1]` and is of kind `kinds[t]`.
    `room`: traits at most. Fills the rows of the other arrays; gives hashes and guesses."""
    sink = Sink(
        np.empty(room, np.uint8), np.empty(room, np.uint32), np.empty(room, np.uint8),
        np.zeros(1, np.int64),
    )  # fmt: skip
    hashes, guesses = np.empty(room, np.uint32), np.empty(room, np.uint8)
    desk, page, made = new_desk(), new_page(), 0
    sums = np.zeros(len(HABITS), np.float32)
    for account in range(len(firsts) - 1):
        sink.count[0] = 0
        sums[:] = 0
        posts = 0
        for text in range(firsts[account], firsts[account + 1]):
            begin, end, kind = starts[text], starts[text + 1], kinds[text]
            if kind <= NAME_TEXT:
                fact = facts[account, kind * naming.COLUMNS : (kind + 1) * naming.COLUMNS]
                row = letters[account, kind * LATIN_ROW : (kind + 1) * LATIN_ROW]
                words = read_name(
                    points, begin, end, abc, book, desk, fact,
                    row[: naming.LATIN_LETTERS], row[naming.LATIN_LETTERS :],
                )  # fmt: skip
                if words:
                    _tell_name(sink, fact, desk, words, counts, abc, kind == NAME_TEXT)
            elif kind < PLAIN:
                read_text(points, begin, end, abc, counts.spelling, page)
                if kind == BIO_TEXT:
                    _tell_bio(sink, page, counts)
                elif kind == PLACE_TEXT:
                    for word in range(min(12, page.counts[0])):
                        _tell(sink, PLACE, page.words[word], float(page.guesses[word]))
                else:
                    _tell_post(sink, page, counts)
                    count_habits(points, begin, end, abc, sums)
                    posts += 1
            else:
                family = kind - PLAIN
                hashed = hash_letters(points, begin, end)
                _tell(sink, family, hashed, float(CEILINGS[family]))
        if posts >= LEAST_HABITS:
            for habit in range(len(HABITS)):
                habits[account, habit] = np.uint8(min(255.0, HABIT_STEPS * sums[habit] / posts))
        begins[account] = made
        made = _settle(sink, offsets[account], hashes, guesses, made)
    return hashes[:made].copy(), guesses[:made].copy()
