"""What came of screening accounts whose truth is known: what every measure counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from staydown.mirrors.examples import Examples, Floats, Ints
from staydown.mirrors.model import Model
from staydown.mirrors.records import Account
from staydown.mirrors.weighing import weigh

NOTHING = -1000.0
"""Bits of an account of which no entry was a candidate: below anything that can be summed up."""
ORDINARY = ("ordinary", "profile")
"""Kinds of accounts that stand for the general public."""
FIELDS = ("display_name", "bio", "location", "links", "avatar", "posts", "follows", "groups")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of an account: whose mirror it is (None: nobody's), what kind of innocent it
    is otherwise, which tricks it used, which entry it was made to resemble."""

    mirror_of: str | None = None
    kind: str = "ordinary"
    tricks: tuple[str, ...] = ()
    cluster: str = ""


@dataclass(frozen=True)
class Outcomes:
    """Screened accounts, by row.

    `truths`, `slices`: what each is. `best`, `own`: bits of its best match and of its true entry,
    NOTHING where there is none; `place`: that of the true entry among its matches, from 1, 0 where
    it is not among them; `probability`: of the best match. `examples`, `bits`, `totals`: all
    compared pairs, and their bits by signal and in all.
    """

    truths: Sequence[Truth]
    slices: Sequence[Mapping[str, str]]
    best: Floats
    own: Floats
    place: Ints
    probability: Floats
    said: Floats
    examples: Examples
    bits: Floats
    totals: Floats

    @property
    def returns(self) -> npt.NDArray[np.bool_]:
        """Which accounts mirror an entry."""
        return np.array([truth.mirror_of is not None for truth in self.truths], bool)

    def kinds(self) -> list[str]:
        """What each account is."""
        return [truth.kind for truth in self.truths]


def outcomes(
    accounts: Sequence[Account],
    truth: Mapping[str, Truth],
    examples: Examples,
    model: Model,
    entries: int,
) -> Outcomes:
    """What a model makes of compared pairs. `examples` number the accounts as they stand here."""
    truths = [truth.get(account.id, Truth()) for account in accounts]
    bits, totals = weigh(model.weights, examples.compared.levels, examples.compared.rarities)
    said = model.probabilities(totals, entries)
    count = len(accounts)
    best, own = np.full(count, NOTHING), np.full(count, NOTHING)
    np.maximum.at(best, examples.accounts, totals)
    np.maximum.at(own, examples.accounts[examples.label], totals[examples.label])
    above = np.bincount(
        examples.accounts, weights=totals > own[examples.accounts], minlength=count
    ).astype(np.int64)
    probability = np.zeros(count)
    np.maximum.at(probability, examples.accounts, said)
    return Outcomes(
        truths,
        [_slices(account, one) for account, one in zip(accounts, truths, strict=True)],
        best,
        own,
        np.where(own > NOTHING, above + 1, 0),
        probability,
        said,
        examples,
        bits,
        totals,
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


def _slices(account: Account, truth: Truth) -> dict[str, str]:
    missing = sum(not getattr(account, name) for name in FIELDS)
    return {
        "kind": truth.kind,
        "trick": truth.tricks[0] if len(truth.tricks) == 1 else "",
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
