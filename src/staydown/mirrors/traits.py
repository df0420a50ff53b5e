"""Traits: what is told of an account by which it can be found, and weighed by how common it is.

A trait is a family and a 32-bit hash. An entry of a watchlist is filed under some of its traits; an
account is looked up under its own; what both have is weighed by how many others have it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staydown.mirrors.kernels import kernel


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of trait.

    `ceiling`: bits that sharing one may be worth at most, however rare it is: what an unseen one is
    worth where its spelling does not tell. `group`: families that say the same thing; -1: not filed
    in the index. `promise`: the share of its bits that a filed trait promises; `extra`: the share
    of that which counts where its group has promised already. `budget`: postings that one account
    may cost. `filed`: how many of an account's traits are filed and looked up at most.
    """

    name: str
    ceiling: float
    group: int = -1
    promise: float = 0.0
    extra: float = 0.0
    budget: int = 0
    filed: int = 0


FAMILIES: tuple[Family, ...] = (
    Family("name", 30, 0, 0.9, 0.2, 1000, 8),
    Family("look", 30, 0, 0.85, 0.05, 600, 6),
    Family("anagram", 26, 0, 0.7, 0.05, 400, 2),
    Family("sound", 24, 0, 0.75, 0.05, 600, 12),
    Family("letter-left-out", 20, 0, 0.65, 0.05, 400, 20),
    Family("letters", 16, 0, 0.55, 0.12, 1000, 60),
    Family("word", 18, 0, 0.6, 0.2, 600, 8),
    Family("word-sound", 16, 0, 0.55, 0.2, 600, 8),
    Family("number", 20, 0, 0.7, 0.5, 400, 2),
    Family("said", 16),
    Family("bio-phrase", 26, 1, 0.75, 0.15, 600, 24),
    Family("bio-word", 16, 1, 0.5, 0.3, 600, 12),
    Family("name-word", 16, 3, 0.5, 0.4, 400, 5),
    Family("place", 10),
    Family("secret", 26, 2, 0.9, 0.3, 600, 24),
    Family("link", 24, 2, 0.8, 0.3, 600, 24),
    Family("host", 18, 2, 0.7, 0.3, 300, 8),
    Family("self", 24, 3, 0.9, 0.3, 600, 1),
    Family("claim", 24, 3, 0.9, 0.3, 600, 32),
    Family("mention", 20, 3, 0.7, 0.3, 600, 48),
    Family("bare", 20, 3, 0.6, 0.3, 300, 6),
    Family("disowned", 20, 3, 0.1, 0.1, 300, 16),
    Family("linked", 24, 3, 0.8, 0.3, 600, 24),
    Family("phone", 26, 4, 0.9, 0.4, 600, 1),
    Family("email", 28, 4, 0.9, 0.4, 600, 1),
    Family("device", 26, 4, 0.9, 0.4, 600, 16),
    Family("network", 22, 4, 0.8, 0.4, 600, 16),
    Family("post", 30, 5, 0.8, 0.15, 600, 48),
    Family("phrase", 26, 5, 0.65, 0.15, 1200, 96),
    Family("hashtag", 18, 6, 0.7, 0.3, 600, 32),
    Family("follow", 18, 7, 0.7, 0.3, 1500, 64),
    Family("follower", 18, 8, 0.7, 0.3, 1500, 64),
    Family("group", 20, 9, 0.8, 0.3, 1000, 48),
    Family("language", 6),
)
COUNT = len(FAMILIES)
NUMBER = {family.name: number for number, family in enumerate(FAMILIES)}
(
    NAME, LOOK, ANAGRAM, SOUND, LEFT_OUT, LETTERS, WORD, WORD_SOUND, NUMBERED, SAID, BIO_PHRASE,
    BIO_WORD, NAME_WORD, PLACE, SECRET, LINK, HOST, SELF, CLAIM, MENTION, BARE, DISOWNED, LINKED,
    PHONE, EMAIL, DEVICE, NETWORK, POST, PHRASE, HASHTAG, FOLLOW, FOLLOWER, GROUP, LANGUAGE,
) = range(COUNT)  # fmt: skip
CEILINGS = np.array([family.ceiling for family in FAMILIES], np.float32)
GROUPS = np.array([family.group for family in FAMILIES], np.int64)
PROMISES = np.array([family.promise for family in FAMILIES], np.float32)
EXTRAS = np.array([family.extra for family in FAMILIES], np.float32)
BUDGETS = np.array([family.budget for family in FAMILIES], np.int64)
FILED = np.array([family.filed for family in FAMILIES], np.int64)
GUESS_STEPS = 4
"""Guesses of rarity are kept as bytes, in steps of a quarter of a bit."""


@kernel
def packed_guess(bits: float) -> int:
    """A guess of rarity as a byte."""
    return int(min(255.0, max(0.0, bits * GUESS_STEPS)))
