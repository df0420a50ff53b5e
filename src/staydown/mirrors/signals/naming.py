"""How two names agree; shared by the signals on handles and display names."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz.distance import OSA, JaroWinkler

from staydown.mirrors.background import Background
from staydown.mirrors.text.fragments import longest_common
from staydown.mirrors.text.names import Name
from staydown.mirrors.text.romanise import romanise

LEVELS = (
    "same", "successor", "renumbered", "looks-alike", "reordered", "sounds-alike", "near",
    "within", "shares-word", "differs",
)  # fmt: skip
"""From the strongest agreement to none.

same: equal once folded. successor: one core, a mark, a title or a small or following number apart.
renumbered: one core, other numbers (1990 and 1991). looks-alike: equal to a hasty eye. reordered:
the same words in another order. sounds-alike: other spelling or script. near: a letter in six
apart. within: one holds the other, or most of it. shares-word: a word or six letters in common.
"""
_DISCOUNT = {"looks-alike": 1.0, "reordered": 1.0, "sounds-alike": 2.0, "within": 2.0,
             "shares-word": 2.0}  # fmt: skip
"""Bits by which the level itself is likelier by chance than equality."""
_EDIT_BITS = 5.0
"""One of some thirty letters at any place: what a changed letter makes likelier by chance."""
_LETTERS_AN_EDIT = 6
_MIN_SOUND = 3
_MIN_SHARED = 5


@dataclass(frozen=True, slots=True)
class Agreement:
    """The level, what each side shares (words whose rarity counts), how similar (0 to 1), and the
    bits to take off the rarity because the level is looser than equality."""

    level: str
    shared: tuple[tuple[str, ...], ...] = ()
    similarity: float = 0.0
    discount: float = 0.0


def agree(one: Name, other: Name) -> Agreement:
    """The strongest level on which two names agree."""
    both = (one.core, other.core)
    if one.joined == other.joined:
        return Agreement(_same_core(one, other), both, 1.0)
    if one.looks == other.looks:
        return _agreement("looks-alike", both, 0.97)
    if len(one.core) > 1 and sorted(one.core) == sorted(other.core):
        return _agreement("reordered", both, 0.97)
    if _sound_alike(one, other):
        return _agreement("sounds-alike", both, 0.93)
    return _partly(one, other)


def rarity(agreement: Agreement, background: Background) -> float:
    """Bits of surprise that an unrelated account agrees this well; the commoner side counts."""
    if not agreement.shared:
        return 0.0
    bits = min(_words_rarity(words, background) for words in agreement.shared)
    return max(0.0, bits - agreement.discount)


def _words_rarity(words: tuple[str, ...], background: Background) -> float:
    apart = sum(background.rarity("word", word) for word in words)
    return min(apart, background.rarity("whole", "".join(words)))


def _agreement(level: str, shared: tuple[tuple[str, ...], ...], similarity: float) -> Agreement:
    return Agreement(level, shared, similarity, _DISCOUNT[level])


def _same_core(one: Name, other: Name) -> str:
    if one.words == other.words:
        return "same"
    if one.number == other.number or _follows(one.number, other.number):
        return "successor"
    return "renumbered"


def _follows(number: str, other: str) -> bool:
    """A small number or the next one; a year or 786 is part of a name, not a count."""
    low, high = sorted(int(text or 0) for text in (number[:9], other[:9]))
    return high <= 20 or (low > 0 and high - low == 1)


def _sound_alike(one: Name, other: Name) -> bool:
    if len(one.sound) >= _MIN_SOUND and not set(one.sounds).isdisjoint(other.sounds):
        return True
    words = _words_in_common(one, other)
    return len(words) > 1 and len(words) == len(one.core) == len(other.core)


def _words_in_common(one: Name, other: Name) -> tuple[tuple[str, str], ...]:
    """Words of one name with the words of the other that sound like them, each used once."""
    left = list(zip(other.core, other.word_sounds, strict=True))
    found = []
    for word, keys in zip(one.core, one.word_sounds, strict=True):
        match = next((pair for pair in left if not set(keys).isdisjoint(pair[1])), None)
        if match is not None:
            left.remove(match)
            found.append((word, match[0]))
    return tuple(found)


def _partly(one: Name, other: Name) -> Agreement:
    latin, other_latin = romanise(one.joined), romanise(other.joined)
    similarity = JaroWinkler.similarity(latin, other_latin)
    allowed = min(len(latin), len(other_latin)) // _LETTERS_AN_EDIT + 1
    edits = OSA.distance(latin, other_latin, score_cutoff=allowed)
    if edits <= allowed and min(len(latin), len(other_latin)) >= _MIN_SHARED:
        both = (one.core, other.core)
        return Agreement("near", both, similarity, _EDIT_BITS * edits)
    return _in_common(one, other, longest_common(latin, other_latin, _MIN_SHARED), similarity)


def _in_common(one: Name, other: Name, fragment: str, similarity: float) -> Agreement:
    """By the words that both have, or the letters."""
    pairs = _words_in_common(one, other)
    mine, others = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    letters = min(len("".join(mine)), len("".join(others)))
    if letters < max(_MIN_SHARED - 1, len(fragment)):
        mine = others = (fragment,)
        letters = len(fragment)
    if letters < _MIN_SHARED - 1:
        return Agreement("differs", similarity=similarity)
    shorter = min(len(one.joined), len(other.joined))
    whole = len(pairs) == min(len(one.core), len(other.core)) > 1
    within = letters >= _MIN_SHARED and (whole or letters >= 0.7 * shorter)
    return _agreement("within" if within else "shares-word", (mine, others), similarity)
