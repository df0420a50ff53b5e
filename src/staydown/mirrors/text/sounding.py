"""Keys by sound: the consonants that survive when a name is written down by many hands.

محمد, Muhammad, Mohamad, Mehmet and mhmd share a key; so do خراسان, Khorasan, xurasan. The classes
follow what the romanisations of Arabic, Persian, Urdu, Pashto, Turkish, Russian and Indonesian
write differently (ALA-LC, BGN/PCGN, Turkish spelling of 1928, EYD of 1972): short vowels, doubled
letters, w/y/v, voiced and voiceless pairs, kh/x/h, q/k/g, th/s/t, dh/z/d, j/dj/c/g. Digits within a
word are read as leet, and as the Arabic chat alphabet (7 is ح, 3 is ع, 5 is خ).

A word is first written in fine classes (C for ch, S for sh, X for kh, T for th…), then each way to
read the doubtful ones gives a coarse key.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.text.hashing import hash_letters
from staydown.mirrors.text.wordbook import Wordbook, slot_of

Letters = npt.NDArray[np.uint8]
MOST_LETTERS = 64
MOST_KEYS = 4
_A, _E, _I, _O, _U, _W, _Y, _H = (ord(letter) for letter in "aeiouwyh")


def _table(letters: str, readings: str) -> Letters:
    """A 256-byte table in which each letter stands for its reading, others for themselves."""
    table = np.arange(256, dtype=np.uint8)
    table[[ord(letter) for letter in letters]] = [ord(reading) for reading in readings]
    return table


LEET = _table("01345789", "oieastbg")
CHAT = _table("23678", "aathg")
"""5 (kh) and 9 (q) are read in `_digit`, which knows letters of two."""
_READINGS = np.stack([
    _table("TDCcQK", "ssssk9"),
    _table("TDCcQK", "ttssk9"),
    _table("TDCcQgK", "sssjjjh"),
    _table("TDSZXGC", "1133444"),
])  # fmt: skip
"""Ways to read doubtful classes; 9 stands for ks, 1, 3 and 4 for th, sh and kh taken apart (Azhar,
Ishaq)."""
_FIRST = _table("1349", "tskk")
_COARSE = _table("XGSZzgpd", "hkssskbt")
_AFTER = np.zeros(256, np.uint8)
_AFTER[[ord(mark) for mark in "1349"]] = [ord(letter) for letter in "hhhs"]


@kernel
def is_vowel(letter: int) -> bool:
    """Whether a letter is one of a, e, i, o, u."""
    return letter in (_A, _E, _I, _O, _U)


@kernel
def _unit(word: Letters, at: int, end: int) -> tuple[int, int, int]:
    """The class that begins at a place: its letter, a second letter or 0, and the length read."""
    one = np.int64(word[at])
    two = np.int64(word[at + 1]) if at + 1 < end else 0
    three = np.int64(word[at + 2]) if at + 2 < end else 0
    four = np.int64(word[at + 3]) if at + 3 < end else 0
    if one == ord("t"):
        if two == ord("s") and three == ord("c") and four == _H:
            return ord("C"), 0, 4
        if two == ord("c") and three == _H:
            return ord("C"), 0, 3
        if two == _H:
            return ord("T"), 0, 2
        if two == ord("z"):
            return ord("t"), ord("s"), 2
    elif one == ord("s"):
        if two == _H and three == ord("c") and four == _H:
            return ord("S"), 0, 4
        if two == ord("c") and three == _H:
            return ord("S"), 0, 3
        if two in (_H, _Y):
            return ord("S"), 0, 2
    elif one == ord("d"):
        if two == ord("z") and three == _H:
            return ord("j"), 0, 3
        if two == _H:
            return ord("D"), 0, 2
        if two == ord("z"):
            return ord("z"), 0, 2
        if two == ord("j"):
            return ord("j"), 0, 2
        if two == _Y:
            return ord("d"), 0, 2
    elif one == ord("k") and two == _H:
        return ord("X"), 0, 2
    elif one == ord("g") and two == _H:
        return ord("G"), 0, 2
    elif one == ord("z") and two == _H:
        return ord("Z"), 0, 2
    elif one == ord("p") and two == _H:
        return ord("f"), 0, 2
    elif one == ord("b") and two == _H:
        return ord("b"), 0, 2
    elif one == ord("c"):
        if two == _H:
            return ord("C"), 0, 2
        if two == ord("k"):
            return ord("k"), 0, 2
        if two in (_E, _I, _Y):
            return ord("c"), 0, 2
        return ord("Q"), 0, 1
    elif one == ord("q"):
        return ord("k"), 0, 1
    elif one == ord("x"):
        return ord("K"), 0, 1
    return one, 0, 1


@kernel
def fine_sound(
    latin: npt.NDArray[np.uint8],
    begin: int,
    end: int,
    chat: bool,
    book: Wordbook,
    out: Letters,
) -> int:
    """Write the fine classes of a word in ASCII letters into `out`; how many there are."""
    word = np.empty(MOST_LETTERS + 8, np.uint8)
    count = 0
    for place in range(begin, min(end, begin + MOST_LETTERS)):
        letter = np.int64(latin[place])
        if chat and letter == ord("5"):
            word[count], word[count + 1] = ord("k"), _H
            count += 2
        else:
            word[count] = CHAT[letter] if chat else LEET[letter]
            count += 1
        if count >= MOST_LETTERS:
            break
    slot = slot_of(book.form_keys, hash_letters(word, 0, count))
    if book.form_keys[slot]:
        form = book.form_of[slot]
        count = 0
        for place in range(book.forms.at[form], book.forms.at[form + 1]):
            word[count] = book.forms.letters[place]
            count += 1
    if count and word[0] == ord("x"):
        for place in range(count, 1, -1):
            word[place] = word[place - 1]
        word[0], word[1] = ord("k"), _H
        count += 1
    return _classes(word, count, out)


@kernel
def _classes(word: Letters, count: int, out: Letters) -> int:
    """Classes without vowels, doubled letters and the article of Abd al-."""
    made, at, before = 0, 0, 0
    while at < count:
        one, two, length = _unit(word, at, count)
        at += length
        first = made == 0
        if first and one in (_E, _I, _O, _U):
            one = _A
        silent = not first and (is_vowel(one) or one in (_W, _Y))
        silent = silent or (at >= count and one == _H and is_vowel(before))
        before = one
        if silent or (made and out[made - 1] == one):
            continue
        out[made] = one
        made += 1
        if two:
            out[made] = two
            made += 1
    if made > 4 and out[0] == _A and out[1] == ord("b") and out[2] == ord("d"):
        if out[3] == ord("l"):
            for place in range(3, made - 1):
                out[place] = out[place + 1]
            made -= 1
    return made


@kernel
def _reads_otherwise(fine: Letters, count: int, reading: int) -> bool:
    """Whether a way of reading differs from the first for these classes."""
    if reading == 0:
        return True
    for place in range(count):
        letter = np.int64(fine[place])
        doubtful = letter in (ord("T"), ord("D"))
        if reading == 2:
            doubtful = letter in (ord("C"), ord("c"), ord("Q"), ord("g"), ord("K"))
        elif reading == 3:
            doubtful = doubtful or letter in (
                ord("S"), ord("Z"), ord("X"), ord("G"), ord("C")
            )  # fmt: skip
        if doubtful:
            return True
    return False


@kernel
def _coarse(fine: Letters, count: int, reading: int, out: Letters) -> int:
    """Write the coarse key of one reading into `out`; its length."""
    made = 0
    for place in range(count):
        read = np.int64(_READINGS[reading, fine[place]])
        for letter in (np.int64(_COARSE[_FIRST[read]]), np.int64(_COARSE[_AFTER[read]])):
            if letter == 0 or letter == ord("v") or (made and out[made - 1] == letter):
                continue
            out[made] = letter
            made += 1
    return made


@kernel
def sound_keys(
    latin: npt.NDArray[np.uint8],
    begin: int,
    end: int,
    book: Wordbook,
    least: int,
    keys: npt.NDArray[np.uint32],
    lengths: npt.NDArray[np.uint8],
) -> int:
    """Hashes and lengths of a word's coarse keys of at least `least` letters, each once; how many
    there are: one for each way to read it, MOST_KEYS at most."""
    fine, coarse = np.empty(2 * MOST_LETTERS, np.uint8), np.empty(4 * MOST_LETTERS, np.uint8)
    digits = False
    for place in range(begin, end):
        digits = digits or ord("0") <= latin[place] <= ord("9")
    found = 0
    for chat in range(2 if digits else 1):
        count = fine_sound(latin, begin, end, chat == 1, book, fine)
        for reading in range(4):
            if found == MOST_KEYS or not _reads_otherwise(fine, count, reading):
                continue
            length = _coarse(fine, count, reading, coarse)
            if length < least:
                continue
            key = hash_letters(coarse, 0, length)
            known = False
            for place in range(found):
                known = known or keys[place] == key
            if not known:
                keys[found], lengths[found] = key, length
                found += 1
    return found


def sounds(latin: str) -> frozenset[int]:
    """The hashed keys of a word in ASCII letters, for people and tests.

    >>> from staydown.mirrors.text.sounding import sounds
    >>> bool(sounds("mehmet") & sounds("mhmd")), bool(sounds("mehmet") & sounds("khalid"))
    (True, False)
    """
    from staydown.mirrors.text.wordbook import wordbook

    letters = np.frombuffer(latin.encode("ascii"), np.uint8)
    keys, lengths = np.zeros(MOST_KEYS, np.uint32), np.zeros(MOST_KEYS, np.uint8)
    count = sound_keys(letters, 0, len(letters), wordbook(), 1, keys, lengths)
    return frozenset(int(key) for key in keys[:count])
