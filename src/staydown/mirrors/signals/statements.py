"""Signals on what accounts say about each other: self-declaration, and being announced."""

from __future__ import annotations

import numpy as np

from staydown.mirrors.reading import FLAGS, POSING, RETURNING, selves
from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import Bools, Example, Findings, Floats, Pairs, graded
from staydown.mirrors.traits import (
    BARE,
    BIO_WORD,
    CEILINGS,
    CLAIM,
    DISOWNED,
    LINKED,
    MENTION,
    NAME_WORD,
    SELF,
)


class Declared:
    """The account says that it is the removed one: "backup of @old", "my account was suspended".

    Naming a removed account is not being it: news, fans and parodists name it as another's.
    """

    name = "declared"
    levels = (
        "names-entry", "hints-entry", "calls-itself", "links-entry", "returning", "calls-it",
        "about-entry",
    )  # fmt: skip
    examples = (
        Example({"handle": "Specimen"}, {"bio": "backup of @specimen"}, "names-entry"),
        Example({"handle": "Specimen"}, {"bio": "حسابي القديم @specimen تم إيقافه"}, "names-entry"),
        Example({"handle": "Specimen_1"}, {"bio": "new acc (specimen_1)"}, "hints-entry"),
        Example(
            {"platform": "x", "handle": "Specimen"},
            {"links": ["https://x.com/specimen"]},
            "links-entry",
        ),
        Example({"handle": "Specimen"}, {"bio": "5th account, follow back"}, "returning"),
        Example({"handle": "Specimen"}, {"bio": "parody of @specimen"}, "about-entry"),
        Example(
            {"display_name": "Specimen Qandil"},
            {"bio": "Specimen Qandil here, back with a new account"},
            "calls-itself",
        ),
        Example(
            {"display_name": "Specimen Qandil"},
            {"display_name": "Tea", "bio": "bring back Specimen Qandil"},
            "calls-it",
        ),
        Example({"handle": "Specimen"}, {"bio": "tea and books"}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The removed handle or address among those that the account names."""
        claimed, about = pairs.overlap(SELF, CLAIM), pairs.overlap(SELF, MENTION)
        hinted, linked = pairs.overlap(SELF, BARE), pairs.overlap(SELF, LINKED)
        returning = (pairs.facts(FLAGS)[1] & RETURNING) > 0
        named = about.found + linked.found > 0
        called, called_bits = _called(pairs)
        levels = graded(
            (claimed.found > 0) | named | called | returning,
            claimed.found > 0,
            (named | (hinted.found > 0)) & returning,
            called & returning,
            (linked.found > 0) & (about.found == 0),
            returning & ~named,
            called & ~named,
        )
        best = np.maximum.reduce([hinted.best, about.best, linked.best])
        bits = np.select(
            [levels == 0, (levels == 2) | (levels == 5), (levels != 4) & (levels > 0)],
            [claimed.best, called_bits, best], 0.0,
        )  # fmt: skip
        return Findings(levels, bits, claimed.found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """What it says about whom."""
        return {
            "names-entry": f"It says that it was @{entry.handle}.",
            "hints-entry": f"It says that it returns, and mentions “{entry.handle}”.",
            "calls-itself": f"It says that it returns, and gives the name “{entry.display_name}”.",
            "calls-it": f"Its biography has the name “{entry.display_name}”.",
            "links-entry": f"It links to @{entry.handle}, without a word.",
            "returning": "It says that it had an earlier account, without saying which.",
            "about-entry": f"It names @{entry.handle} as another's account.",
        }[level]


def _called(pairs: Pairs) -> tuple[Bools, Floats]:
    """Where the biography has all of the removed account's name, as rare as a whole name is, and
    the account does not bear it itself; with the bits of the words."""
    words, own = pairs.overlap(NAME_WORD, BIO_WORD), pairs.overlap(NAME_WORD)
    whole = (words.found > 0) & (words.found == words.old) & (own.found < own.old)
    return whole & (words.weight >= _WHOLE_NAME), words.weight


_WHOLE_NAME = 12.0
"""Bits of the words of a name that hardly come together by chance."""


class Announced:
    """The removed account named the new one before it went: "follow my backup @new".

    Or others did: "@new is the new account of @old", which anybody can say, so that it counts less.
    """

    name = "announced"
    levels = ("by-entry", "by-others", "named-by-entry", "disowned-by-entry")
    examples = (
        Example({"bio": "my backup @specimen2"}, {"handle": "Specimen2"}, "by-entry"),
        Example(
            {"posts": [{"text": "with @specimen2"}]}, {"handle": "specimen2"}, "named-by-entry"
        ),
        Example(
            {"posts": [{"text": "beware of @specimen2, it is fake, not me"}]},
            {"handle": "specimen2"},
            "disowned-by-entry",
        ),
        Example({"bio": "tea and books"}, {"handle": "specimen2"}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """The new handle or address among those that the removed account named."""
        claimed, about = pairs.overlap(CLAIM, SELF), pairs.overlap(MENTION, SELF)
        disowned, linked = pairs.overlap(DISOWNED, SELF), pairs.overlap(LINKED, SELF)
        named = about.found + linked.found > 0
        fake = (disowned.found > 0) & (claimed.found == 0)
        others = pairs.introductions.times(
            selves(pairs.entries, pairs.old), selves(pairs.accounts, pairs.new)
        )
        levels = graded(
            (claimed.found > 0) | named | fake | (others > 0),
            claimed.found > 0, (others > 0) & ~fake, named & ~fake,
        )  # fmt: skip
        bits = np.select(
            [levels == 0, levels == 1], [claimed.best, CEILINGS[SELF]],
            np.maximum(about.best, linked.best),
        )  # fmt: skip
        return Findings(levels, bits, np.where(levels == 1, others, claimed.found))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:
        """How the removed account or others named it."""
        if level == "by-others":
            who = "Another account says" if count == 1 else f"{count} other accounts say"
            return f"{who} that @{account.handle} follows @{entry.handle}."
        if level == "disowned-by-entry":
            return f"The removed account called @{account.handle} a fake."
        if level == "by-entry":
            return f"The removed account announced @{account.handle} as its own."
        return f"The removed account named @{account.handle}."


class Posing:
    """The account says that it is a fan's, a parody, or not the one that it looks like.

    Such a word costs nothing, but those who want to be found again do not say it.
    """

    name = "posing"
    levels = ("says-so",)
    examples = (
        Example({"handle": "specimen"}, {"bio": "parody account, not the real one"}, "says-so"),
        Example({"handle": "specimen"}, {"bio": "tea and books"}, None),
    )

    def compare(self, pairs: Pairs) -> Findings:
        """What the account's profile says."""
        posing = (pairs.facts(FLAGS)[1] & POSING) > 0
        nothing = np.zeros(len(posing))
        return Findings(graded(posing, posing), nothing, nothing.astype(np.int64))

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """That it says so."""
        return "It says that it is a fan's account, a parody, or not the one it looks like."
