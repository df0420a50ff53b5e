"""How two names agree; shared by the signals on handles and display names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA, JaroWinkler

from staydown.mirrors.background import Background
from staydown.mirrors.text.fragments import longest_common
from staydown.mirrors.text.names import Name
from staydown.mirrors.text.words import word_set

LEVELS = (
    "same", "successor", "renumbered", "looks-alike", "reordered", "sounds-alike", "near",
    "within", "about", "shares-word", "differs",
)  # fmt: skip
"""From the strongest agreement to none.

same: equal once folded. successor: one core, a mark, a title or a small or following number apart.
renumbered: one core, other numbers (1990 and 1991). looks-alike: equal to a hasty eye. reordered:
the same words in another order. sounds-alike: other spelling or script. near: a letter in six
apart. within: one holds the other, or most of it. about: as within, but what the new name adds
says that it is about the other (fans, news, parody). shares-word: a word or six letters in common.
"""
_DISCOUNT = {"looks-alike": 1.0, "reordered": 1.0, "sounds-alike": 2.0, "within": 2.0, "about": 2.0,
             "shares-word": 2.0}  # fmt: skip
"""Bits by which the level itself is likelier by chance than equality."""
_ABOUT = word_set("about.txt")
_WHOLE_NAME = frozenset({"successor", "near", "within", "shares-word"})
_EDIT_BITS = 5.0
"""One of some thirty letters at any place: what a changed letter makes likelier by chance."""
_LETTERS_AN_EDIT = 6
_MIN_SOUND = 2
_MIN_WHOLE_SOUND = 3
_MIN_SHARED = 5
_MIN_WORD = 4
_MOST = 0.7


@dataclass(frozen=True, slots=True)
class Agreement:
    """The level, what each side shares (words whose rarity counts), how similar (0 to 1), the
    bits to take off the rarity because the level is looser than equality, and the number that
    both bear. `traits` bound the bits: keys (family, value) by which the two were found alike."""

    level: str
    shared: tuple[tuple[str, ...], ...] = ()
    similarity: float = 0.0
    discount: float = 0.0
    number: str = ""
    traits: tuple[tuple[str, str], ...] = ()


def agree(new: Name, old: Name) -> Agreement:
    """The strongest level on which two names agree."""
    found = _agreement_of(new, old)
    if found.level == "differs":
        return found
    if new.number and new.number.startswith(old.number or "-"):
        found = replace(found, number=old.number)
    if found.level in _WHOLE_NAME and _is_about(new, old):
        return replace(found, level="about")
    return found


def _is_about(new: Name, old: Name) -> bool:
    """`specimen fans`, `notspecimen`: what the new name adds speaks of the old one's bearer."""
    added = set(new.words).difference(old.words)
    if old.joined and old.joined in new.whole:
        added.add(new.whole.replace(old.joined, "", 1))
    return not _ABOUT.isdisjoint(added)


def _agreement_of(new: Name, old: Name) -> Agreement:
    both = (new.core, old.core)
    if new.joined == old.joined or new.whole == old.whole:
        return Agreement(_same_core(new, old), both, 1.0)
    if new.looks == old.looks or new.whole_looks == old.whole_looks or _backwards(new, old):
        return _agreement("looks-alike", both, 0.97)
    if _reordered(new, old):
        return _agreement("reordered", both, 0.97)
    heard = _heard(new, old)
    if heard:
        return replace(_agreement("sounds-alike", both, 0.93), traits=heard)
    return _partly(new, old)


def rarity(agreement: Agreement, background: Background) -> float:
    """Bits of surprise that an unrelated account agrees this well; the commoner side counts."""
    if not agreement.shared:
        return 0.0
    bits = min(_words_rarity(words, background) for words in agreement.shared)
    if agreement.traits:
        bits = min(bits, sum(background.rarity(*trait) for trait in agreement.traits))
    if agreement.number:
        bits += background.rarity("number", agreement.number)
    return max(0.0, bits - agreement.discount)


def _words_rarity(words: tuple[str, ...], background: Background) -> float:
    apart = sum(background.rarity("word", word) for word in words)
    return min(apart, background.rarity("whole", "".join(words)))


def _agreement(level: str, shared: tuple[tuple[str, ...], ...], similarity: float) -> Agreement:
    return Agreement(level, shared, similarity, _DISCOUNT[level])


def _reordered(new: Name, old: Name) -> bool:
    if len(new.joined) != len(old.joined):
        return False
    turned = len(new.joined) > _LETTERS_AN_EDIT and new.joined in old.joined * 2
    return turned or sorted(new.core) == sorted(old.core)


def _backwards(new: Name, old: Name) -> bool:
    return len(old.joined) >= _MIN_SHARED and new.joined == old.joined[::-1] != old.joined


def _same_core(new: Name, old: Name) -> str:
    if new.whole == old.whole:
        return "same"
    if new.number == old.number or _follows(new.number, old.number):
        return "successor"
    return "renumbered"


def _follows(number: str, old: str) -> bool:
    """A small number, the next one, or one written on to the old; a year or 786 belongs to a name
    and is no count."""
    if old and number.startswith(old) and len(number) - len(old) <= 2:
        return True
    low, high = sorted(int(text or 0) for text in (number[:9], old[:9]))
    return high <= 20 or (low > 0 and high - low == 1)


def _heard(new: Name, old: Name) -> tuple[tuple[str, str], ...]:
    """The keys of sound by which two names are alike as wholes; none where they are not."""
    if len(new.sound) >= _MIN_SOUND and (key := _common(new.sounds, old.sounds)):
        return (("sound", key),)
    if key := _common(new.whole_sounds, old.whole_sounds):
        numbered = bool(new.number) and new.number == old.number
        if len(key) + numbered > _MIN_WHOLE_SOUND:
            return (("sound", key),)
    words = _words_in_common(new, old)
    if len(words) > 1 and len(words) == len(new.core) == len(old.core):
        return tuple(("sound", key) for _, _, key in words)
    return ()


def _common(keys: Iterable[str], others: Iterable[str]) -> str:
    """The longest key that both have, "" for none."""
    return max(set(keys).intersection(others), key=lambda key: (len(key), key), default="")


def _words_in_common(one: Name, other: Name) -> tuple[tuple[str, str, str], ...]:
    """Words of one name, the words of the other that sound like them, and the key; each once."""
    if one.all_sounds.isdisjoint(other.all_sounds):
        return ()
    left = list(zip(other.core, other.word_sounds, strict=True))
    found = []
    for word, keys in zip(one.core, one.word_sounds, strict=True):
        for pair in left:
            key = _common(keys, pair[1])
            if key and (len(key) > 1 or word == pair[0]):
                left.remove(pair)
                found.append((word, pair[0], key))
                break
    return tuple(found)


def _partly(one: Name, other: Name) -> Agreement:
    latin, other_latin = one.latin, other.latin
    similarity = JaroWinkler.similarity(latin, other_latin)
    common = _in_common(one, other, longest_common(latin, other_latin, _MIN_SHARED), similarity)
    edits = _edits(one, other)
    contained = latin in other_latin or other_latin in latin
    if edits is None or (contained and common.discount < _EDIT_BITS * edits):
        return common
    return Agreement("near", (one.core, other.core), similarity, _EDIT_BITS * edits)


def _edits(one: Name, other: Name) -> int | None:
    """How many letters apart two names are, None where too many: one, and one more for each six.

    Where titles or numbers were cut off, the names as they were written may tell it better.
    """
    spellings = [(one.latin, other.latin)]
    if one.number == other.number:
        spellings.append((one.whole, other.whole))
    for spelt, other_spelt in spellings:
        shorter = min(len(spelt), len(other_spelt))
        allowed = shorter // _LETTERS_AN_EDIT + 1
        edits = OSA.distance(spelt, other_spelt, score_cutoff=allowed)
        if shorter >= _MIN_SHARED and edits <= allowed:
            return edits
    return None


def _in_common(one: Name, other: Name, fragment: str, similarity: float) -> Agreement:
    """By the words that both have, or by the letters where these are more."""
    pairs = _words_in_common(one, other)
    mine, others = tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs)
    letters = min(len("".join(mine)), len("".join(others)))
    if len(fragment) > letters:
        return _by_fragment(one, other, fragment, similarity)
    if letters < _MIN_WORD:
        return Agreement("differs", similarity=similarity)
    whole = len(pairs) == min(len(one.core), len(other.core)) > 1
    most = letters >= _MOST * min(len(one.joined), len(other.joined))
    level = "within" if letters >= _MIN_SHARED and (whole or most) else "shares-word"
    traits = tuple(
        ("word", word) if word == heard else ("sound", key) for word, heard, key in pairs
    )
    return replace(_agreement(level, (mine, others), similarity), traits=traits)


def _by_fragment(one: Name, other: Name, fragment: str, similarity: float) -> Agreement:
    """By letters in a row, with the many places at which a name could have them taken off."""
    shorter = min(len(one.latin), len(other.latin))
    level = "within" if len(fragment) >= _MOST * shorter else "shares-word"
    chances = _places(one, fragment) * _places(other, fragment)
    found = _agreement(level, ((fragment,),), similarity)
    discount = found.discount + math.log2(chances)
    return replace(found, discount=discount, traits=(("fragment", fragment),))


def _places(name: Name, fragment: str) -> int:
    """How many fragments of this length a name has, each of them a chance to be shared."""
    return len(name.latin) - len(fragment) + 1
