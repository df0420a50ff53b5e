"""What came of screening accounts whose truth is known: the rows that every measure counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from staydown.mirrors.model import Evidence
from staydown.mirrors.records import Account

#: Bits of an account of which no entry was a candidate: below anything that can be summed up.
NOTHING = -1000.0
FIELDS = ("display_name", "bio", "location", "links", "avatar", "posts", "follows", "groups")


class Found(Protocol):
    """A match, as the watchlist gives it."""

    @property
    def entry(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def evidence(self) -> Sequence[Evidence]: ...


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of an account: whose mirror it is (None: nobody's), what kind of innocent it
    is otherwise, which tricks it used, which entry it was made to resemble."""

    mirror_of: str | None = None
    kind: str = "ordinary"
    tricks: tuple[str, ...] = ()
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One screened account. `bits` and `probability` are of its best match; `place` is that of the
    true entry among its matches, from 1, or 0 where it is not among them."""

    account: str
    truth: Truth
    bits: float
    probability: float
    place: int
    own: float = NOTHING
    slices: Mapping[str, str] = field(default_factory=dict)
    by_signal: Mapping[str, float] = field(default_factory=dict)
    candidates: tuple[tuple[float, bool], ...] = ()

    @property
    def is_return(self) -> bool:
        """Whether the account mirrors an entry."""
        return self.truth.mirror_of is not None


def outcome(account: Account, found: Sequence[Found], truth: Truth) -> Outcome:
    """The row of one account, from its matches, best first."""
    own = truth.mirror_of
    place = next((n for n, match in enumerate(found, 1) if match.entry == own), 0)
    best = found[0] if found else None
    return Outcome(
        account=account.id,
        truth=truth,
        bits=_total(best) if best else NOTHING,
        probability=best.probability if best else 0.0,
        place=place,
        own=_total(found[place - 1]) if place else NOTHING,
        slices=_slices(account, truth),
        by_signal=_by_signal(best),
        candidates=tuple((match.probability, match.entry == own) for match in found),
    )


def truths(pairs: Iterable[Mapping[str, object]]) -> dict[str, Truth]:
    """Truth by account id, from the rows of a pairs file; accounts in no row are ordinary."""
    found: dict[str, Truth] = {}
    for row in pairs:
        entry, label = str(row["entry"]), row["label"] == 1
        tricks = row.get("tricks")
        truth = Truth(
            mirror_of=entry if label else None,
            kind="return" if label else str(row.get("kind") or "look-alike"),
            tricks=tuple(str(trick) for trick in tricks) if isinstance(tricks, list) else (),
            cluster=str(row.get("cluster") or entry),
        )
        if label or str(row["account"]) not in found:
            found[str(row["account"])] = truth
    return found


def _total(match: Found) -> float:
    return sum(one.bits for one in match.evidence)


def _by_signal(match: Found | None) -> dict[str, float]:
    return {one.signal: one.bits for one in match.evidence} if match else {}


def _slices(account: Account, truth: Truth) -> dict[str, str]:
    missing = sum(not getattr(account, name) for name in FIELDS)
    return {
        "kind": truth.kind,
        "trick": " + ".join(sorted(truth.tricks)) if len(truth.tricks) == 1 else "",
        "traits kept": str(len(truth.tricks)) if truth.tricks else "",
        "script": script(f"{account.display_name} {account.bio}"),
        "fields missing": f"{missing} of {len(FIELDS)}",
    }


def script(text: str) -> str:
    """The script that most of its letters are of: Latin, Arabic, Cyrillic, other or none."""
    blocks = {"Latin": (0x41, 0x24F), "Cyrillic": (0x400, 0x52F), "Arabic": (0x600, 0x8FF)}
    letters = [ord(letter) for letter in text if letter.isalpha()]
    counts = {
        name: sum(low <= letter <= high for letter in letters)
        for name, (low, high) in blocks.items()
    }
    counts["other"] = len(letters) - sum(counts.values())
    return max(counts, key=lambda name: counts[name]) if letters else "none"
