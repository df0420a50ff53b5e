"""Write a word of another script in Latin letters, as its readers would.

Sources: the consonants of Arabic, Persian, Urdu, Pashto and Uyghur follow ALA-LC and BGN/PCGN
without diacritics; Cyrillic follows BGN/PCGN (Russian, Kazakh, Uzbek, Kyrgyz, Tajik letters
included); ح and ه are `ah`, lest صحرا be read with a sh. Every
other script goes through ICU's Any-Latin (CLDR transforms). Arabic script leaves
short vowels out and so does the result: compare it by sound, not by spelling.
"""

from __future__ import annotations

from functools import lru_cache

import icu

_ARABIC = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ټ": "t", "ث": "th", "ج": "j",
    "چ": "ch", "ح": "ah", "خ": "kh", "ځ": "z", "څ": "ts", "د": "d", "ڈ": "d", "ډ": "d", "ذ": "dh",
    "ر": "r", "ڑ": "r", "ړ": "r", "ز": "z", "ژ": "zh", "ږ": "zh", "س": "s", "ش": "sh", "ښ": "sh",
    "ص": "s", "ض": "dh", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q",
    "ک": "k", "گ": "g", "ڭ": "ng", "ل": "l", "م": "m", "ن": "n", "ں": "n", "ڼ": "n", "ڻ": "n",
    "ه": "ah", "ھ": "h", "و": "w", "ۇ": "w", "ۆ": "w", "ۈ": "w", "ۋ": "v", "ی": "y",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ґ": "g", "є": "ye",
    "і": "i", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u",
    "ә": "a", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "ђ": "dj", "џ": "dz", "ҹ": "j", "ҝ": "g", "ӏ": "",
}  # fmt: skip
_SILENT = ("ах", "ях")
"""Russian writes the h that Arabic names end in as х: Джундуллах."""
_LETTERS = str.maketrans(_ARABIC | _CYRILLIC)
_ANY_LATIN = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")


@lru_cache(maxsize=65_536)
def romanise(word: str) -> str:
    """A folded word in ASCII letters.

    >>> romanise("خراسان"), romanise("халифат")
    ('khrasan', 'khalifat')
    """
    if word.isascii():
        return word
    if word.endswith(_SILENT):
        word = word[:-1] + "h"
    latin = ("h" + word[1:] if word[0] in "هح" else word).translate(_LETTERS)
    if not latin.isascii():
        latin = _ANY_LATIN.transliterate(latin)
    return "".join(letter for letter in latin if letter.isascii() and letter != "'")
