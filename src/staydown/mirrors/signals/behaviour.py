"""Signals on behaviour: what is posted, how, when, and in which language."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.signals.phrases import phrase_bits
from staydown.mirrors.signals.sums import diminishing
from staydown.mirrors.writing import PHRASE, Writing

SOON = timedelta(days=7)
LATER = timedelta(days=90)
LONG_TOGETHER = timedelta(days=14)
_SOON_BITS = 3.0
_AFTER_BITS = 1.0


def _says(*texts: str) -> dict[str, object]:
    return {"posts": [{"text": text} for text in texts]}


class Posts:
    """Whole posts repeated, phrases of four words, and hashtags, each weighed by rarity.

    Slogans, verses and shared news are common in a community; its background makes them weigh
    nothing. Tags alone are weak. An account that names the removed one as another's while it has
    its words is quoting.
    """

    name = "posts"
    levels = ("repeats", "shares-phrases", "quotes", "shares-tags", "differs")
    examples = (
        Example(_says("A post of specimen words."), _says("a post of SPECIMEN words"), "repeats"),
        Example(
            _says("a post of specimen words"),
            _says("once more a post of specimen thoughts"),
            "shares-phrases",
        ),
        Example(
            {"handle": "specimen", **_says("a post of specimen words")},
            _says('"a post of specimen words" wrote @specimen'),
            "quotes",
        ),
        Example(_says("one #specimen"), _says("another #Specimen"), "shares-tags"),
        Example(_says("a post of specimen words"), _says("tea and books"), "differs"),
        Example(_says("a post of specimen words"), {}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Take the strongest kind of overlap between the two sets of posts."""
        old, new = entry.writing, account.writing
        if not (old.count and new.count):
            return None
        for kind, shared, count in _overlaps(old, new):
            if shared:
                quoted = kind != "shares-tags" and entry.handle_folded in account.declared.about
                level = "quotes" if quoted else kind
                bits = _worth(kind, shared, old, new, background)
                text = f"{_SAYS[level]} ({len(shared)} in common)."
                return Comparison(self.name, level, bits, len(shared) / count, text)
        return Comparison(self.name, "differs", 0.0, 0.0, "They post nothing in common.")


_SAYS = {
    "repeats": "It repeats posts of the removed account",
    "shares-phrases": "Its posts share phrases with the removed account's",
    "quotes": "It quotes the removed account, which it names",
    "shares-tags": "Its posts share hashtags with the removed account's",
}


def _overlaps(old: Writing, new: Writing) -> list[tuple[str, frozenset[Any], int]]:
    """Each kind of overlap, the strongest first: level, what is shared, out of how many."""
    return [
        ("repeats", old.posts & new.posts, len(new.posts)),
        ("shares-phrases", old.phrases & new.phrases, len(new.phrases)),
        ("shares-tags", old.hashtags & new.hashtags, len(new.hashtags)),
    ]


def _worth(
    kind: str, shared: frozenset[Any], old: Writing, new: Writing, background: Background
) -> float:
    """Bits of what is shared: tags one by one, texts by the words of the phrases in them."""
    if kind == "shares-tags":
        return diminishing(background.rarity("hashtag", tag) for tag in shared)
    phrases = old.phrases & new.phrases
    places = len(old.phrases) * len(new.phrases)
    bits = phrase_bits(phrases, new.words, PHRASE, "phrase", places, background)
    if kind == "repeats":
        bits = min(bits, diminishing(background.rarity("post", str(post)) for post in shared))
    return bits


class Style:
    """Habits of writing: marks, capitals, emoji, length of posts, hours of the day.

    A weak trait that many share; it can speak against more clearly than for.
    """

    name = "style"
    levels = ("alike", "similar", "differs")
    examples = (
        Example(_says("Yes!!", "No!!", "So?"), _says("Ay!!", "Oh!!", "Ho?"), "alike"),
        Example(
            _says("Yes!!", "No!!", "So?"), _says(*["i, u, r @a #b - ok... " * 9] * 3), "differs"
        ),
        Example(_says("Yes!!", "No!!", "So?"), _says("Yes!!"), None),
    )

    def compare(
        self,
        entry: Prepared,
        account: Prepared,
        background: Background,  # noqa: ARG002
    ) -> Comparison | None:
        """Compare the habits of accounts with three posts or more each."""
        old, new = entry.writing, account.writing
        if not (old.habits and new.habits):
            return None
        similarity = _closeness(old.habits, new.habits)
        if old.hours and new.hours:
            similarity = (3 * similarity + _cosine(old.hours, new.hours)) / 4
        level = "alike" if similarity >= 0.9 else "similar" if similarity >= 0.75 else "differs"
        bits = {"alike": 2.0, "similar": 0.5, "differs": 0.0}[level]
        says = {"alike": "much like", "similar": "rather like", "differs": "unlike"}
        text = f"It writes {says[level]} the removed account."
        return Comparison(self.name, level, bits, similarity, text)


def _closeness(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    gaps = [abs(left - right) / (1 + left + right) for left, right in zip(one, other, strict=True)]
    return 1 - sum(gaps) / len(gaps)


def _cosine(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    dot = sum(left * right for left, right in zip(one, other, strict=True))
    return dot / math.sqrt(sum(map(_square, one)) * sum(map(_square, other)))


def _square(number: int) -> int:
    return number * number


_BUSY = [{"at": "2025-06-01", "text": "specimen"}, {"at": "2025-07-01", "text": "specimen"}]


class Time:
    """When the account was made, against when the removed one went.

    A return tends to follow soon. Two accounts long active side by side are rarely one person's
    succession, though a backup may be made beforehand.
    """

    name = "time"
    levels = ("soon-after", "after", "late", "before", "differs")
    examples = (
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-08-03"}, "soon-after"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-09-02"}, "after"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2026-08-02"}, "late"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-08-01"}, "before"),
        Example(
            {"removed_at": "2025-08-02", "posts": _BUSY},
            {"created_at": "2025-01-01", "posts": _BUSY},
            "differs",
        ),
        Example({"removed_at": "2025-08-02"}, {}, None),
    )

    def compare(
        self,
        entry: Prepared,
        account: Prepared,
        background: Background,  # noqa: ARG002
    ) -> Comparison | None:
        """Compare the day of creation with the day of removal."""
        if account.created_at is None or entry.removed_at is None:
            return None
        passed = account.created_at - entry.removed_at
        if passed < timedelta():
            return self._earlier(entry, account)
        level = "soon-after" if passed <= SOON else "after" if passed <= LATER else "late"
        bits = {"soon-after": _SOON_BITS, "after": _AFTER_BITS, "late": 0.0}[level]
        text = f"It was made {_spoken(passed)} after the removal."
        return Comparison(self.name, level, bits, 1 / (1 + passed / SOON), text)

    def _earlier(self, entry: Prepared, account: Prepared) -> Comparison:
        if _together(entry.writing, account.writing) > LONG_TOGETHER:
            text = "Both posted side by side before the removal."
            return Comparison(self.name, "differs", 0.0, 0.0, text)
        text = "It was made before the other account was removed."
        return Comparison(self.name, "before", 0.0, 0.2, text)


def _together(old: Writing, new: Writing) -> timedelta:
    if not (old.first and old.last and new.first and new.last):
        return timedelta()
    return min(old.last, new.last) - max(old.first, new.first)


def _spoken(passed: timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    if hours < 48:
        return f"{hours} hours" if hours != 1 else "an hour"
    return f"{passed.days} days"


class Language:
    """The language of the profile. Most share it; another one speaks a little against."""

    name = "language"
    levels = ("same", "differs")
    examples = (
        Example({"language": "ur"}, {"language": "ur-PK"}, "same"),
        Example({"language": "ur"}, {"language": "tr"}, "differs"),
        Example({"language": "ur"}, {}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare primary subtags: `ur-PK` is `ur`."""
        old, new = entry.language, account.language
        if not (old and new):
            return None
        if old != new:
            return Comparison(self.name, "differs", 0.0, 0.0, f"It is in {new}, not {old}.")
        bits = background.rarity("language", new)
        return Comparison(self.name, "same", bits, 1.0, f"Both are in {new}.")
