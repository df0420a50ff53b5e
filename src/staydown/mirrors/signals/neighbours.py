"""Signals on the neighbourhood: whom accounts follow, who follows them, their groups."""

from __future__ import annotations

from collections.abc import Callable

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared
from staydown.mirrors.signals.base import Comparison, Example
from staydown.mirrors.signals.sums import diminishing

_MOST = 0.5
_MANY = 0.2


class Neighbours:
    """Neighbours that both accounts have, each weighed by how few others have it.

    A community shares its neighbours too: what tells a return from a fellow is the share of the
    rare ones that came along, so the levels are by that share and the bits grow ever more slowly.
    """

    levels: tuple[str, ...] = ("most", "many", "some", "differs")

    def __init__(self, name: str, says: str, values: Callable[[Prepared], frozenset[str]]) -> None:
        self.name = name
        self._says = says
        self._values = values
        ten = {name: [f"specimen-{number}" for number in range(10)]}
        self.examples = (
            Example(ten, ten, "most"),
            Example(ten, {name: ["specimen-1", "specimen-other"]}, "some"),
            Example(ten, {name: ["specimen-other"]}, "differs"),
            Example(ten, {}, None),
        )

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Weigh the shared neighbours against all of the account that has fewer."""
        old, new = self._values(entry), self._values(account)
        if not (old and new):
            return None
        shared = old & new
        bits = [background.rarity("neighbour", one) for one in sorted(shared)]
        fewer = min(old, new, key=len)
        whole = sum(background.rarity("neighbour", one) for one in fewer)
        share = sum(bits) / whole if whole else 0.0
        text = f"{len(shared)} of its {len(new)} {self._says} were the removed account's."
        return Comparison(self.name, _level(share, len(shared)), diminishing(bits), share, text)


def _level(share: float, count: int) -> str:
    if not count:
        return "differs"
    if count >= 3 and share >= _MANY:
        return "most" if share >= _MOST else "many"
    return "some"


FOLLOWS = Neighbours("follows", "followed accounts", lambda account: account.follows)
FOLLOWERS = Neighbours("followers", "followers", lambda account: account.followers)
GROUPS = Neighbours("groups", "groups", lambda account: account.groups)
