"""What each character is, becomes when folded, looks like, and sounds like in Latin letters.

Sources: NFKC and the character names of the Unicode Character Database. The Arabic letter pairs are
those that NFKC leaves apart (ی U+06CC and ي U+064A, ک U+06A9 and ك U+0643) and those of the Unicode
chapter on Arabic ("Jawi, Persian, Urdu and Sindhi forms"). Look-alikes: Unicode Technical Standard
39 (confusables.txt) as ICU's SpoofChecker carries it. Latin letters: Arabic, Persian, Urdu, Pashto
and Uyghur consonants follow ALA-LC and BGN/PCGN without diacritics, Cyrillic follows BGN/PCGN
(Russian, Kazakh, Uzbek, Kyrgyz, Tajik letters included), every other script ICU's Any-Latin (CLDR).
Arabic script leaves short vowels out and so does what is read here: compare it by sound.
"""

from __future__ import annotations

import re
import string
import unicodedata
from functools import cache
from pathlib import Path
from typing import NamedTuple

import icu
import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.uint32]
Small = npt.NDArray[np.uint8]

_FILE = Path(__file__).with_name("alphabet.npz")

SIZE = 0x20000
"""Characters from here on are ideographs, private or tags; they are read as what they are."""
SIGN, LETTER, UPPER, DIGIT, SPACE, GONE, IDEOGRAPH = range(7)
"""Kinds of characters. UPPER: a capital (before folding). GONE: marks and controls that folding
drops. IDEOGRAPH: a word of its own in a text without spaces."""
LATIN, GREEK, CYRILLIC, ARMENIAN, DRESS = 1, 2, 4, 8, 16
"""Bits of scripts whose letters pass for Latin ones; DRESS: Cherokee, Lisu, Coptic, met in names
nearly always as dress for Latin."""

_ARABIC = {
    "ك": "ک", "ڪ": "ک", "ګ": "گ", "ي": "ی", "ى": "ی", "ې": "ی", "ۍ": "ی", "ے": "ی", "ہ": "ه",
    "ۀ": "ه", "ۂ": "ه", "ۃ": "ه", "ة": "ه", "ە": "ه", "ٱ": "ا", "ء": "", "ـ": "",
}  # fmt: skip
_SPECIAL = {
    "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ß": "ss", "ə": "e", "ŋ": "ng", "ı": "i", "ʻ": "",
    "ʼ": "", "’": "", "‘": "", "'": "", "`": "", "´": "", "|": "i", "€": "e", "£": "l", "¡": "i",
    "™": " ", "℠": " ",
}  # fmt: skip
_DECORATED = re.compile(
    r"^(?:NEGATIVE |SQUARED |CIRCLED |CROSSED |TORTOISE SHELL BRACKETED )*"
    r"(?:SYMBOL )?(?:LATIN )?(?:SMALL |CAPITAL )*LETTER (?:SMALL CAPITAL )?"
    r"(?:TURNED |REVERSED |INSULAR |SIDEWAYS |OPEN |CLOSED |TAILED |BARRED |SCRIPT )*"
    r"([A-Z])(?: WITH .*)?$"
)
_LATIN_OF = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ٹ": "t", "ټ": "t", "ث": "th", "ج": "j",
    "چ": "ch", "ح": "ah", "خ": "kh", "ځ": "z", "څ": "ts", "د": "d", "ڈ": "d", "ډ": "d", "ذ": "dh",
    "ر": "r", "ڑ": "r", "ړ": "r", "ز": "z", "ژ": "zh", "ږ": "zh", "س": "s", "ش": "sh", "ښ": "sh",
    "ص": "s", "ض": "dh", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ڤ": "v", "ق": "q",
    "ک": "k", "گ": "g", "ڭ": "ng", "ل": "l", "م": "m", "ن": "n", "ں": "n", "ڼ": "n", "ڻ": "n",
    "ه": "ah", "ھ": "h", "و": "w", "ۇ": "w", "ۆ": "w", "ۈ": "w", "ۋ": "v", "ی": "y",
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ґ": "g", "є": "ye",
    "і": "i", "қ": "q", "ғ": "gh", "ҳ": "h", "ҷ": "j", "ӣ": "i", "ӯ": "u",
    "ә": "a", "ң": "ng", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "ј": "j", "љ": "lj", "њ": "nj",
    "ћ": "c", "ђ": "dj", "џ": "dz", "ҹ": "j", "ҝ": "g", "ӏ": "",
}  # fmt: skip
_ALSO_SHOWS = dict(zip("ھηωγσνияцчнвзш¢∂ƒλємткгп", "هnwyovnruyhb3wcdfaemtkrn", strict=True))
"""What decorated account names use beside UTS 39: "ѕρєcιмєη"."""
_POSERS = (
    (GREEK, 0x370, 0x400), (CYRILLIC, 0x400, 0x530), (ARMENIAN, 0x530, 0x590),
    (DRESS, 0x13A0, 0x1400), (DRESS, 0xAB70, 0xABC0), (DRESS, 0xA4D0, 0xA500),
    (DRESS, 0x2C80, 0x2D00),
)  # fmt: skip
_MAY_POSE = (
    (0x80, 0x1400), (0x1E00, 0x2E00), (0xA4D0, 0xA500), (0xA640, 0xA800), (0xAB30, 0xABC0),
)  # fmt: skip
_SAME_WHOLE = ((0x3400, 0xA000), (0xAC00, 0xD7A4), (0x17000, 0x18D00), (0x1B170, 0x1B300))
"""Ideographs and syllables: letters that fold to themselves."""
_IDEOGRAPHS = ((0x2E80, 0x3000), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))


class Alphabet(NamedTuple):
    """Tables by code point, as kernels take them.

    `kind`: SIGN to IDEOGRAPH. `folded` from `folded_at[p]` to `folded_at[p + 1]`: what `p` becomes.
    `latin`, `latin_at`: a folded letter in ASCII letters. `shown`: the Latin letter that a folded
    letter looks like, else itself. `script`: bit of a script that poses, 0 for others.
    """

    kind: Small
    folded_at: npt.NDArray[np.int32]
    folded: Points
    latin_at: npt.NDArray[np.int32]
    latin: Small
    shown: Points
    script: Small


@cache
def alphabet() -> Alphabet:
    """The tables as they lie in the package, so that every machine reads alike."""
    with np.load(_FILE, allow_pickle=False) as kept:
        folded_at, folded = _filled(kept["folds"], kept["fold_lengths"], kept["folded"])
        latin_at, latin = _filled(kept["spells"], kept["spell_lengths"], kept["latin"])
        shown = np.arange(SIZE, dtype=np.uint32)
        shown[kept["poses"]] = kept["shown"]
        return Alphabet(
            kept["kind"], folded_at, folded, latin_at, latin.astype(np.uint8), shown, _scripts()
        )


def _filled(
    points: npt.NDArray[np.uint32], lengths: Small, texts: Points
) -> tuple[npt.NDArray[np.int32], Points]:
    """Where each character's text begins, and the texts; of those not named, themselves."""
    counts = np.ones(SIZE, np.int32)
    counts[points] = lengths
    starts = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    found = np.empty(starts[-1], np.uint32)
    itself = np.ones(SIZE, bool)
    itself[points] = False
    found[starts[:-1][itself]] = np.flatnonzero(itself)
    found[np.repeat(~itself, counts)] = texts
    return starts, found


def make() -> Alphabet:
    """The tables made anew from the Unicode data of this Python and ICU, which takes seconds."""
    kind = np.full(SIZE, SIGN, np.uint8)
    folded = [""] * SIZE
    for point in range(SIZE):
        folded[point] = fold_character(chr(point))
        kind[point] = _kind(chr(point))
    for low, high in _SAME_WHOLE:
        kind[low:high] = LETTER
    for low, high in _IDEOGRAPHS:
        kind[low:high][kind[low:high] == LETTER] = IDEOGRAPH
    folded_at, joined = _packed(folded)
    latin_at, latin = _packed(_in_latin(kind))
    return Alphabet(kind, folded_at, joined, latin_at, latin.astype(np.uint8), _shown(), _scripts())


def save(made: Alphabet, file: Path) -> None:
    """Write the tables, of most characters only that they are as they are."""

    def named(starts: npt.NDArray[np.int32], texts: Points) -> tuple[Points, Small, Points]:
        lengths = np.diff(starts)
        same = (lengths == 1) & (texts[np.minimum(starts[:-1], len(texts) - 1)] == np.arange(SIZE))
        points = np.flatnonzero(~same).astype(np.uint32)
        return points, lengths[points].astype(np.uint8), texts[np.repeat(~same, lengths)]

    folds, fold_lengths, folded = named(made.folded_at, made.folded)
    spells, spell_lengths, latin = named(made.latin_at, made.latin.astype(np.uint32))
    poses = np.flatnonzero(made.shown != np.arange(SIZE)).astype(np.uint32)
    np.savez_compressed(
        file, kind=made.kind, folds=folds, fold_lengths=fold_lengths, folded=folded,
        spells=spells, spell_lengths=spell_lengths, latin=latin.astype(np.uint8), poses=poses,
        shown=made.shown[poses],
    )  # fmt: skip


def fold_character(character: str) -> str:
    """What folding makes of one character: plain lower-case letters, ASCII digits, or nothing."""
    if any(low <= ord(character) < high for low, high in _SAME_WHOLE):
        return character
    decomposed = unicodedata.normalize("NFKD", _SPECIAL.get(character, character)).casefold()
    return "".join(map(_fold_plain, decomposed))


def _fold_plain(character: str) -> str:
    special = _ARABIC.get(character, _SPECIAL.get(character))
    if special is not None:
        return special
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Sk"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category in {"Zs", "Zl", "Zp"} or "\U0001f1e6" <= character <= "\U0001f1ff":
        return " "
    found = _DECORATED.match(unicodedata.name(character, ""))
    return found.group(1).lower() if found else character


def _kind(character: str) -> int:
    category = unicodedata.category(character)
    if category in {"Mn", "Me", "Mc", "Cf", "Cs", "Sk"} and not character.isascii():
        return GONE
    if category[0] == "Z" or character in "\t\n\r":
        return SPACE
    if character.isdecimal():
        return DIGIT
    if category == "Lu":
        return UPPER
    folded = fold_character(character)
    return LETTER if folded and folded.isalnum() else SIGN


def _in_latin(kind: Small) -> list[str]:
    """A Latin spelling for every folded letter, ICU's in one call."""
    letters = [chr(point) for point in np.flatnonzero((kind == LETTER) | (kind == IDEOGRAPH))]
    own = [one for one in letters if one not in _LATIN_OF and not one.isascii()]
    icu_latin = icu.Transliterator.createInstance("Any-Latin; Latin-ASCII; Lower")
    spelt = icu_latin.transliterate("\n".join(own)).split("\n")
    found = [""] * SIZE
    for letter, latin in zip(own, spelt, strict=True):
        found[ord(letter)] = "".join(c for c in latin if c.isascii() and c.isalnum())
    for letter, latin in _LATIN_OF.items():
        found[ord(letter)] = latin
    for letter in string.ascii_lowercase + string.digits:
        found[ord(letter)] = letter
    return found


def _shown() -> Points:
    """Skeletons (UTS 39) that a Latin letter has too, read as that letter."""
    checker, pass_zero = icu.SpoofChecker(), 0
    posing = {icu.Script.getCode(name)[0] for name in ("Cyrl", "Grek", "Armn", "Cher", "Copt",
              "Lisu", "Geor", "Latn", "Hebr", "Tfng")}  # fmt: skip
    latin = {
        checker.getSkeleton(pass_zero, letter): letter.lower()
        for letter in string.ascii_uppercase + string.ascii_lowercase
    }
    shown = np.arange(SIZE, dtype=np.uint32)
    for point in (point for block in _MAY_POSE for point in range(*block)):
        character = chr(point)
        if icu.Script.getScript(character).getScriptCode() in posing:
            skeleton = checker.getSkeleton(pass_zero, character)
            shown[point] = ord(latin.get(skeleton, character))
    for character, letter in _ALSO_SHOWS.items():
        shown[ord(character)] = ord(letter)
    return shown


def _scripts() -> Small:
    script = np.zeros(SIZE, np.uint8)
    script[ord("a") : ord("z") + 1] = LATIN
    for bit, low, high in _POSERS:
        script[low:high] = bit
    return script


def _packed(texts: list[str]) -> tuple[npt.NDArray[np.int32], Points]:
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.int32), points


if __name__ == "__main__":
    save(make(), _FILE)
