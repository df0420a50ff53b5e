"""Signals on behaviour: what is posted, how, when, and in which language."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from staydown.mirrors.kernels import kernel
from staydown.mirrors.reading import (
    CREATED,
    FIRST,
    FLAGS,
    HABITUAL,
    HOURLY,
    HOURS,
    LAST,
    POSTED,
    REMOVED,
    TONGUE,
)
from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import Bools, Example, Findings, Pairs, graded, several
from staydown.mirrors.telling import HABIT_STEPS
from staydown.mirrors.text.prose import HABITS
from staydown.mirrors.traits import (
    BIO_PHRASE,
    CLAIM,
    HASHTAG,
    LANGUAGE,
    MENTION,
    PHRASE,
    POST,
    SELF,
)


def _says(*texts: str) -> dict[str, object]:
    return {"posts": [{"text": text} for text in texts]}


class Posts:
    """Whole posts repeated, and phrases of three words, each weighed by rarity.

    Slogans, verses and shared news are common in a community; its background makes them weigh
    nothing. An account that names the removed one as another's while it has its words is quoting.
    What the one posts and the other has for a biography counts too.
    """

    name = "posts"
    levels = ("repeats", "shares-phrases", "quotes", "differs")
    examples = (
        Example(_says("A post of specimen words."), _says("a post of SPECIMEN words"), "repeats"),
        Example(
            _says("a post of specimen words"),
            _says("once more a post of specimen thoughts"),
            "shares-phrases",
        ),
        Example(
            {"bio": "a post of specimen words"}, _says("a post of specimen words"), "shares-phrases"
        ),
        Example(
            {"handle": "specimen", **_says("a post of specimen words")},
            _says('"a post of specimen words" wrote @specimen'),
            "quotes",
        ),
        Example(_says("a post of specimen words"), _says("tea and books"), "differs"),
        Example(_says("a post of specimen words"), {}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The strongest kind of overlap between the two sets of texts."""
        posts, runs = pairs.overlap(POST), pairs.overlap(PHRASE)
        ways_round = (runs, pairs.overlap(BIO_PHRASE, PHRASE), pairs.overlap(PHRASE, BIO_PHRASE))
        by_posts = posts.surprise()
        by_runs = np.maximum.reduce([one.surprise() for one in ways_round])
        phrases = np.maximum.reduce([one.found for one in ways_round])
        old, new = pairs.facts(POSTED)
        any_shared = posts.found + phrases > 0
        levels = graded(
            ((old > 0) & (new > 0)) | any_shared,
            (posts.found > 0) & (by_posts >= 0.5 * by_runs),
            phrases > 0,
        )
        levels[(levels >= 0) & (levels < 2) & _quoting(pairs)] = 2
        levels[(levels == 2) & ~any_shared] = 3
        bits = np.where(levels == 1, by_runs, np.maximum(by_posts, by_runs))
        return Findings(levels, bits, np.where(levels == 0, posts.found, phrases))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """What kind of texts are shared, and how many."""
        return {
            "repeats": f"It repeats posts of the removed account ({count} in common).",
            "shares-phrases": "Its texts share phrases with the removed account's"
            f" ({count} in common).",
            "quotes": "It quotes the removed account, which it names"
            f" ({several(count, 'phrase')}).",
            "differs": "They post nothing in common.",
        }[level]


class Hashtags:
    """Hashtags in common, each weighed by how few use it."""

    name = "hashtags"
    levels = ("shared", "differs")
    examples = (
        Example(_says("one #specimen"), _says("another #Specimen"), "shared"),
        Example(_says("one #specimen"), _says("another #other"), "differs"),
        Example(_says("one #specimen"), _says("another"), None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """Hashtags that both use."""
        return _shared(pairs, HASHTAG)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How many hashtags are shared."""
        return (
            f"They share {several(count, 'hashtag')}." if count else "They use different hashtags."
        )


class Mentions:
    """Accounts that both mention, each weighed by how few mention it."""

    name = "mentions"
    levels = ("shared", "differs")
    examples = (
        Example(_says("to @specimen"), _says("ask @Specimen"), "shared"),
        Example(_says("to @specimen"), _says("ask @another"), "differs"),
        Example(_says("to @specimen"), _says("ask"), None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """Accounts that both mention."""
        return _shared(pairs, MENTION)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How many mentions are shared."""
        return (
            f"Both mention {several(count, 'other account')}."
            if count
            else "They mention different accounts."
        )


class Style:
    """Habits of writing: marks, capitals, emoji, length of posts, hours of the day.

    A weak trait that many share; it can speak against more clearly than for.
    """

    name = "style"
    levels = ("alike", "similar", "differs")
    examples = (
        Example(_says("Yes!!", "No!!", "So?"), _says("Ay!!", "Oh!!", "Ho?"), "alike"),
        Example(
            _says("Yes!!", "No!!", "So?"),
            _says("YES, 3 #tea...", "ah 7, 8", "so @tea, NO?"),
            "similar",
        ),
        Example(
            _says("Yes!!", "No!!", "So?"), _says(*["i, u, r @a #b - ok... " * 9] * 3), "differs"
        ),
        Example(_says("Yes!!", "No!!", "So?"), _says("Yes!!"), None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The habits of accounts with three posts or more each."""
        old, new = pairs.facts(FLAGS)
        alike = _likenesses(
            pairs.entries.habits, pairs.old, old, pairs.accounts.habits, pairs.new, new
        )
        levels = graded(alike >= 0, alike >= _ALIKE, alike >= _SIMILAR)
        return Findings(levels, _STYLE_BITS[levels], np.zeros(len(levels), np.int64))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How alike the writing is."""
        says = {"alike": "much like", "similar": "rather like", "differs": "unlike"}
        return f"It writes {says[level]} the removed account."


_BUSY = [{"at": "2025-06-01", "text": "specimen"}, {"at": "2025-07-01", "text": "specimen"}]


class Time:
    """When the account was made, against when the removed one went.

    A return tends to follow soon. Two accounts long active side by side are rarely one person's
    succession, though a backup may be made beforehand. Where the platform does not say when an
    account was made, its first post does: it was there by then.
    """

    name = "time"
    levels = ("soon-after", "after", "late", "before", "older", "differs")
    examples = (
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-08-03"}, "soon-after"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-09-02"}, "after"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2026-08-02"}, "late"),
        Example({"removed_at": "2025-08-02"}, {"created_at": "2025-08-01"}, "before"),
        Example(
            {"created_at": "2024-08-01", "removed_at": "2025-08-02"},
            {"created_at": "2023-08-01"},
            "older",
        ),
        Example(
            {"created_at": "2025-06-01", "removed_at": "2025-08-02"},
            {"posts": [{"at": "2024-08-01", "text": "specimen"}]},
            "older",
        ),
        Example(
            {"removed_at": "2025-08-02"},
            {"posts": [{"at": "2025-08-03", "text": "specimen"}]},
            None,
        ),
        Example(
            {"removed_at": "2025-08-02", "posts": _BUSY},
            {"created_at": "2025-01-01", "posts": _BUSY},
            "differs",
        ),
        Example({"removed_at": "2025-08-02"}, {}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The moment of creation with that of removal; the count is the seconds between."""
        removed, (began, created) = pairs.facts(REMOVED)[0], pairs.facts(CREATED)
        (old_first, first), (old_last, last) = pairs.facts(FIRST), pairs.facts(LAST)
        told, existed = created > 0, np.where(created > 0, created, first)
        passed = existed - removed
        together = np.minimum(old_last, last) - np.maximum(old_first, first)
        side_by_side = (old_first > 0) & (first > 0) & (together > _LONG_TOGETHER)
        after = passed >= 0
        older = (began > 0) & (existed < began)
        known = told | ((first > 0) & ~after)
        levels = graded(
            (removed > 0) & known, after & (passed <= _SOON), after & (passed <= _LATER),
            after, ~older & ~side_by_side, older,
        )  # fmt: skip
        return Findings(levels, _TIME_BITS[levels], np.maximum(0, passed))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How long after the removal, or that it was before."""
        if level == "differs":
            return "Both posted side by side before the removal."
        if level == "older":
            return "It was made before the removed account was made."
        if level == "before":
            return "It was made before the other account was removed."
        return f"It was made {_spoken(timedelta(seconds=count))} after the removal."


class Language:
    """The language of the profile. Most share it; another one speaks a little against."""

    name = "language"
    levels = ("same", "differs")
    examples = (
        Example({"language": "ur"}, {"language": "ur-PK"}, "same"),
        Example({"language": "ur"}, {"language": "tr"}, "differs"),
        Example({"language": "ur"}, {}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """Primary subtags: `ur-PK` is `ur`."""
        old, new = pairs.facts(TONGUE)
        levels = graded((old > 0) & (new > 0), old == new)
        return Findings(levels, pairs.overlap(LANGUAGE).best, np.zeros(len(levels), np.int64))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """Which languages."""
        if level == "same":
            return f"Both are in the same language ({account.language})."
        return f"Its language is {account.language}, the removed account's {entry.language}."


def _spoken(passed: timedelta) -> str:
    hours = int(passed.total_seconds() // 3600)
    if hours < 48:
        return f"{hours} hours" if hours != 1 else "an hour"
    return f"{passed.days} days"


def _quoting(pairs: Pairs) -> Bools:
    """Where the account names the entry, and not as its own."""
    named = pairs.overlap(SELF, MENTION).found > 0
    return named & (pairs.overlap(SELF, CLAIM).found == 0)


def _shared(pairs: Pairs, family: int) -> Findings:
    found = pairs.overlap(family)
    return Findings(graded(found.present(), found.found > 0), found.surprise(), found.found)


_DAY = 86_400
_SOON, _LATER, _LONG_TOGETHER = 7 * _DAY, 90 * _DAY, 14 * _DAY
_TIME_BITS = np.array([3.0, 1.0, 0.0, 0.0, 0.0, 0.0])
_ALIKE, _SIMILAR = 0.9, 0.75
_STYLE_BITS = np.array([2.0, 0.5, 0.0])


@kernel
def _likenesses(
    old_habits: npt.NDArray[np.uint8], old: npt.NDArray[np.int64], old_flags: npt.NDArray[np.int64],
    habits: npt.NDArray[np.uint8], new: npt.NDArray[np.int64], flags: npt.NDArray[np.int64],
) -> npt.NDArray[np.float64]:  # fmt: skip
    """How alike two accounts write, 0 to 1; -1 where the habits of either are not known."""
    found = np.full(len(old), -1.0)
    for pair in range(len(old)):
        if not (old_flags[pair] & HABITUAL and flags[pair] & HABITUAL):
            continue
        one, other, gaps = old_habits[old[pair]], habits[new[pair]], 0.0
        for habit in range(len(HABITS)):
            left, right = one[habit] / HABIT_STEPS, other[habit] / HABIT_STEPS
            gaps += abs(left - right) / (1 + left + right)
        found[pair] = 1 - gaps / len(HABITS)
        if old_flags[pair] & HOURLY and flags[pair] & HOURLY:
            found[pair] = (3 * found[pair] + _cosine(one[HOURS:], other[HOURS:])) / 4
    return found


@kernel
def _cosine(one: npt.NDArray[np.uint8], other: npt.NDArray[np.uint8]) -> float:
    dot, left, right = 0.0, 0.0, 0.0
    for place in range(len(one)):
        dot += float(one[place]) * float(other[place])
        left += float(one[place]) ** 2
        right += float(other[place]) ** 2
    return dot / math.sqrt(left * right) if left and right else 0.0
