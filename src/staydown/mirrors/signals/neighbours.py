"""Signals on the neighbourhood: whom accounts follow, who follows them, their groups."""

from __future__ import annotations

import numpy as np

from staydown.mirrors.records import Account
from staydown.mirrors.signals.base import Example, Findings, Pairs, graded
from staydown.mirrors.traits import FOLLOW, FOLLOWER, GROUP


class Neighbours:
    """Neighbours that both accounts have, each weighed by how few others have it.

    A community shares its neighbours too: what tells a return from a fellow is the share of the
    rare ones that came along, so the levels are by that share and the bits grow ever more slowly.
    """

    levels = ("most", "many", "some", "differs")

    def __init__(self, name: str, family: int, says: str) -> None:
        self.name = name
        self._family = family
        self._says = says
        ten = {name: [f"specimen-{number}" for number in range(10)]}
        others = [f"specimen-other-{number}" for number in range(7)]
        self.examples = (
            Example(ten, ten, "most"),
            Example(ten, {name: [*ten[name][:3], *others]}, "many"),
            Example(ten, {name: ["specimen-1", "specimen-other"]}, "some"),
            Example(ten, {name: ["specimen-other"]}, "differs"),
            Example(ten, {}, None),
        )

    def compare(self, pairs: Pairs) -> Findings:
        """Weigh the shared neighbours against all of the account that has fewer."""
        found = pairs.overlap(self._family)
        each = pairs.sums[pairs.new, self._family] / np.maximum(1, found.new)
        whole = each * np.minimum(found.old, found.new)
        share = np.where(whole > 0, found.weight / np.maximum(whole, 1e-9), 0.0)
        enough = found.found >= _ENOUGH
        levels = graded(
            found.present(), enough & (share >= _MOST), enough & (share >= _MANY), found.found > 0
        )
        return Findings(levels, found.surprise(), found.found)

    def say(self, level: str, count: int, entry: Account, account: Account) -> str:  # noqa: ARG002
        """How many came along."""
        if not count:
            return f"None of its {self._says} were the removed account's."
        were = "was" if count == 1 else "were"
        return f"{count} of its {self._says} {were} the removed account's."


FOLLOWS = Neighbours("follows", FOLLOW, "followed accounts")
FOLLOWERS = Neighbours("followers", FOLLOWER, "followers")
GROUPS = Neighbours("groups", GROUP, "groups")
_MOST, _MANY, _ENOUGH = 0.5, 0.2, 3
