"""What an account posts and how it writes: phrases, hashtags, images, habits, hours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from staydown.mirrors.records import Image, Post
from staydown.mirrors.text.shingles import hash_words, shingles, text_words

MAX_POSTS = 500
MAX_WORDED = 100
PHRASE = 4
"""Words in a row that make a phrase."""
_HABIT_POSTS = 40
_HASHTAG = re.compile(r"#(\w{2,60})")
_MENTION = re.compile(r"(?<!\w)@(\w{2,60})")
_HABITS = {
    "exclaims": re.compile("!"), "asks": re.compile(r"[?؟]"), "trails": re.compile(r"\.\.|…"),
    "shouts": re.compile(r"\b[A-Z]{3,}\b"),
    "hashtags": re.compile("#"), "mentions": re.compile("@"),
    "links": re.compile("https?://"), "emoji": re.compile("[\U0001f300-\U0001faff☀-➿]"),
    "commas": re.compile("[,،]"), "lines": re.compile("\n"), "digits": re.compile(r"\d"),
    "i": re.compile(r"\bi\b"), "u": re.compile(r"\b(?:u|ur|r|n|pls|plz)\b"),
    "quotes": re.compile("[\"“”«»]"), "dashes": re.compile("[-–—]"),
    "spaced": re.compile(" [,.!?]"),
}  # fmt: skip
HABITS = (*_HABITS, "length", "capital")
"""What the numbers in `Writing.habits` count: occurrences a post, at most 3."""


@dataclass(frozen=True, slots=True)
class Writing:
    """An account's posts, read.

    `words`: the folded words of each of the first hundred posts. `posts`: hashes of whole posts of
    five words or more. `phrases`: hashes of every four words in a row. `hashtags`, `mentions`:
    folded, without sign. `media`: images. `habits`: means in the order of HABITS, empty under three
    posts. `hours`: posts by hour of day, UTC, 24 counts, empty without times. `first`, `last`: when
    it posted.
    """

    count: int = 0
    words: tuple[tuple[str, ...], ...] = ()
    posts: frozenset[int] = frozenset()
    phrases: frozenset[int] = frozenset()
    hashtags: frozenset[str] = frozenset()
    mentions: frozenset[str] = frozenset()
    media: tuple[Image, ...] = ()
    habits: tuple[float, ...] = ()
    hours: tuple[int, ...] = ()
    first: datetime | None = None
    last: datetime | None = None


UNWRITTEN = Writing()


def read_posts(posts: Sequence[Post]) -> Writing:
    """Read at most 500 posts, the newest as the record orders them."""
    if not posts:
        return UNWRITTEN
    posts = posts[:MAX_POSTS]
    texts = [post.text for post in posts if post.text]
    words = [text_words(text) for text in texts]
    times = sorted(post.at for post in posts if post.at)
    return Writing(
        count=len(posts),
        words=tuple(words[:MAX_WORDED]),
        posts=frozenset(hash_words(run) for run in words if len(run) >= 5),
        phrases=frozenset().union(*(shingles(run, PHRASE) for run in words if len(run) >= PHRASE)),
        hashtags=frozenset(
            tag.lower() for text in texts if "#" in text for tag in _HASHTAG.findall(text)
        ),
        mentions=frozenset(
            name.lower() for text in texts if "@" in text for name in _MENTION.findall(text)
        ),
        media=tuple(image for post in posts for image in post.media),
        habits=_habits(texts),
        hours=_hours(times),
        first=times[0] if times else None,
        last=times[-1] if times else None,
    )


def _habits(texts: Sequence[str]) -> tuple[float, ...]:
    if len(texts) < 3:
        return ()
    counts = [_habits_of(text[:1000]) for text in texts[:_HABIT_POSTS]]
    return tuple(sum(column) / len(counts) for column in zip(*counts, strict=True))


def _habits_of(text: str) -> list[float]:
    counts = [min(3.0, len(pattern.findall(text))) for pattern in _HABITS.values()]
    return [*counts, min(3.0, len(text) / 100), float(text[:1].isupper())]


def _hours(times: Sequence[datetime]) -> tuple[int, ...]:
    if not times:
        return ()
    counted = Counter(time.hour for time in times)
    return tuple(counted[hour] for hour in range(24))
