"""Signals on what accounts say about each other: self-declaration, and being announced."""

from __future__ import annotations

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.text.letters import fold


class Declared:
    """The account says that it is the removed one: "backup of @old", "my account was suspended".

    Naming a removed account is not being it: news, fans and parodists name it as another's.
    """

    name = "declared"
    levels = ("names-entry", "returning", "about-entry")
    examples = (
        Example({"handle": "Specimen"}, {"bio": "backup of @specimen"}, "names-entry"),
        Example({"handle": "Specimen"}, {"bio": "حسابي القديم @specimen تم إيقافه"}, "names-entry"),
        Example({"handle": "Specimen_1"}, {"bio": "new acc (specimen_1)"}, "names-entry"),
        Example({"handle": "Specimen"}, {"bio": "5th account, follow back"}, "returning"),
        Example({"handle": "Specimen"}, {"bio": "parody of @specimen"}, "about-entry"),
        Example({"handle": "Specimen"}, {"bio": "tea and books"}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Look for the removed handle among those that the account names."""
        declared, handle = account.declared, entry.handle_folded
        if handle and (handle in declared.handles or _bare(handle, account)):
            bits = background.rarity("statement", f"was {handle}")
            text = f"It says that it was @{handle}."
            return Comparison(self.name, "names-entry", bits, 1.0, text)
        if handle and handle in declared.about:
            text = f"It names @{handle} as another's account."
            return Comparison(self.name, "about-entry", 0.0, 0.0, text)
        if declared.returning:
            bits = background.rarity("returning", "yes")
            text = "It says that it had an earlier account, without saying which."
            return Comparison(self.name, "returning", bits, 0.5, text)
        return None


_UNMISTAKABLE = 6


def _bare(handle: str, account: Prepared) -> bool:
    """Whether an account that says it returns has the old handle, without a sign, in its bio."""
    if not account.declared.returning or len(handle) < _UNMISTAKABLE or handle.isalpha():
        return False
    return handle in fold(account.bio.text)


class Announced:
    """The removed account named the new one before it went: "follow my backup @new"."""

    name = "announced"
    levels = ("by-entry", "named-by-entry")
    examples = (
        Example({"bio": "my backup @specimen2"}, {"handle": "Specimen2"}, "by-entry"),
        Example(
            {"posts": [{"text": "with @specimen2"}]}, {"handle": "specimen2"}, "named-by-entry"
        ),
        Example({"bio": "tea and books"}, {"handle": "specimen2"}, None),
    )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Look for the new handle among those that the removed account named."""
        declared, handle = entry.declared, account.handle_folded
        if handle and handle in declared.handles:
            bits = background.rarity("statement", f"announces {handle}")
            text = f"The removed account announced @{handle} as its own."
            return Comparison(self.name, "by-entry", bits, 1.0, text)
        if handle and handle in declared.about:
            bits = background.rarity("mention", handle) / 2
            text = f"The removed account named @{handle}."
            return Comparison(self.name, "named-by-entry", bits, 0.5, text)
        return None
