"""How two names agree; shared by the signals on handles and display names."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import JaroWinkler

from staydown.mirrors.background import Background
from staydown.mirrors.text.names import Name
from staydown.mirrors.text.romanise import romanise

LEVELS = (
    "same", "successor", "renumbered", "looks-alike", "reordered", "sounds-alike", "near",
    "within", "shares-word", "differs",
)  # fmt: skip
"""From the strongest agreement to none.

same: equal once folded. successor: one core, a mark or a small or following number apart.
renumbered: one core, other numbers (1990 and 1991). looks-alike: equal to a hasty eye. reordered:
the same words in another order. sounds-alike: other spelling or script. near: a few letters apart.
within: one holds the other. shares-word: at least one word of four letters.
"""
NEAR = 0.9
MIN_SOUND = 3
MIN_WITHIN = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """The level, what is shared (words whose rarity counts), and how similar, 0 to 1."""

    level: str
    shared: tuple[str, ...]
    similarity: float


def agree(one: Name, other: Name) -> Agreement:
    """The strongest level on which two names agree."""
    if one.joined == other.joined:
        return Agreement(_same_core(one, other), one.core, 1.0)
    if one.looks == other.looks:
        return Agreement("looks-alike", one.core, 0.97)
    if len(one.core) > 1 and sorted(one.core) == sorted(other.core):
        return Agreement("reordered", one.core, 0.97)
    if _sound_alike(one, other):
        return Agreement("sounds-alike", one.core, 0.93)
    return _partly(one, other)


def rarity(shared: tuple[str, ...], background: Background) -> float:
    """Bits of surprise that an unrelated account has these words: together, or one by one."""
    if not shared:
        return 0.0
    words = sum(background.rarity("word", word) for word in shared)
    return min(words, background.rarity("whole", "".join(shared)))


def _same_core(one: Name, other: Name) -> str:
    if one.number == other.number:
        return "successor" if one.marks != other.marks else "same"
    return "successor" if _follows(one.number, other.number) else "renumbered"


def _follows(number: str, other: str) -> bool:
    """A small number or the next one; a year or 786 is part of a name, not a count."""
    low, high = sorted(int(text or 0) for text in (number[:9], other[:9]))
    return high <= 20 or (low > 0 and high - low == 1)


def _sound_alike(one: Name, other: Name) -> bool:
    if len(one.sound) >= MIN_SOUND and not set(one.sounds).isdisjoint(other.sounds):
        return True
    return len(one.core) > 1 and _words_sound_alike(one, other)


def _words_sound_alike(one: Name, other: Name) -> bool:
    """Every word of one name sounds like a word of the other, in whatever order."""
    if len(one.word_sounds) != len(other.word_sounds):
        return False
    left = list(other.word_sounds)
    for keys in one.word_sounds:
        found = next((other for other in left if not set(keys).isdisjoint(other)), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _partly(one: Name, other: Name) -> Agreement:
    latin, other_latin = romanise(one.joined), romanise(other.joined)
    similarity = JaroWinkler.similarity(latin, other_latin)
    if similarity >= NEAR and min(len(latin), len(other_latin)) >= 4:
        return Agreement("near", one.core, similarity)
    short, long = sorted((one.joined, other.joined), key=len)
    if len(short) >= MIN_WITHIN and short in long:
        return Agreement("within", (short,), similarity)
    words = tuple(word for word in one.core if len(word) >= 4 and word in other.core)
    if words:
        return Agreement("shares-word", words, similarity)
    return Agreement("differs", (), similarity)
