"""How people write a name so that a machine does not recognise it and a friend does.

Each disguise is a function of a random source and a text. Those of `IN_HANDLES` keep to the letters
that platforms allow in handles; those of `IN_TEXT` may use any character. Confusables are a small
part of Unicode's own table (UTS #39, confusables.txt).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

Disguise = Callable[[Random, str], str]

CONFUSABLE = str.maketrans("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ")
ARABIC_TWINS = str.maketrans("يكهة", "یکہۃ")
LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "l": "1"}
DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
INVISIBLE = "\u200b\u200c\u200d\u2060\u200e\u200f\ufeff"
MARKS = "\u0301\u0307\u0323\u0336\u064e\u0650\u0651\u0640"
BADGES = ("🏴", "⚔️", "🔥", "💚", "★", "✨", "☝️", "🕋", "™", "✓")


def leet(rng: Random, text: str) -> str:
    """Some letters become the digits that look like them."""
    return "".join(LEET[c] if c in LEET and rng.random() < 0.6 else c for c in text.lower())


def stretched(rng: Random, text: str) -> str:
    """One letter is doubled or trebled."""
    at = rng.randrange(len(text))
    return text[:at] + text[at] * rng.randint(2, 3) + text[at + 1 :]


def separated(rng: Random, text: str) -> str:
    """Underscores and dots come, go or move."""
    bare = text.replace("_", "").replace(".", "")
    at = rng.randint(1, max(1, len(bare) - 1))
    return rng.choice((bare, f"_{bare}_", f"{bare}_", f"{bare[:at]}_{bare[at:]}", f"__{bare}"))


def without_vowels(_rng: Random, text: str) -> str:
    """Inner vowels are dropped, as in mhmd."""
    return text[:1] + "".join(c for c in text[1:] if c not in "aeiou") or text


def lookalike(rng: Random, text: str) -> str:
    """Latin letters that look like other Latin letters: l and I, rn and m, vv and w."""
    pairs = [("l", "I"), ("I", "l"), ("m", "rn"), ("w", "vv"), ("u", "v"), ("g", "q"), ("0", "O")]
    possible = [(a, b) for a, b in pairs if a in text]
    if not possible:
        return stretched(rng, text)
    return text.replace(*rng.choice(possible))


def typo(rng: Random, text: str) -> str:
    """Two neighbours change places, or one letter goes."""
    at = rng.randrange(max(1, len(text) - 1))
    swapped = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
    return rng.choice((swapped, text[:at] + text[at + 1 :]))


def confusable(rng: Random, text: str) -> str:
    """Letters of other alphabets that look the same."""
    swapped = text.translate(CONFUSABLE).translate(ARABIC_TWINS)
    return "".join(b if rng.random() < 0.7 else a for a, b in zip(text, swapped, strict=True))


def invisible(rng: Random, text: str) -> str:
    """Characters of no width between the letters."""
    return "".join(c + (rng.choice(INVISIBLE) if rng.random() < 0.4 else "") for c in text)


def marked(rng: Random, text: str) -> str:
    """Combining marks on the letters."""
    return "".join(c + (rng.choice(MARKS) if rng.random() < 0.4 else "") for c in text)


def styled(rng: Random, text: str) -> str:
    """Mathematical or full-width letters in place of plain ones."""
    start_upper, start_lower = rng.choice(
        ((0x1D400, 0x1D41A), (0x1D5D4, 0x1D5EE), (0xFF21, 0xFF41))
    )
    return "".join(_styled(c, start_upper, start_lower) for c in text)


def _styled(letter: str, upper: int, lower: int) -> str:
    if "A" <= letter <= "Z":
        return chr(upper + ord(letter) - ord("A"))
    return chr(lower + ord(letter) - ord("a")) if "a" <= letter <= "z" else letter


def badged(rng: Random, text: str) -> str:
    """Emoji and signs around it."""
    badge = rng.choice(BADGES)
    return rng.choice((f"{badge}{text}{badge}", f"{text} {badge}", f"{badge} {text}"))


def spaced(_rng: Random, text: str) -> str:
    """L i k e   t h i s."""
    return " ".join(text.replace(" ", "  "))


IN_HANDLES: Mapping[str, Disguise] = {
    "leet": leet,
    "stretched": stretched,
    "separated": separated,
    "without-vowels": without_vowels,
    "lookalike": lookalike,
    "typo": typo,
}
IN_TEXT: Mapping[str, Disguise] = {
    "confusable": confusable,
    "invisible": invisible,
    "marked": marked,
    "styled": styled,
    "badged": badged,
    "spaced": spaced,
}
