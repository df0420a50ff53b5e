"""How many returns are found at how many false alarms, beside the peers a user would pick.

All see the same generated accounts: returns that keep one trait, by tricks that the engine's model
was not fitted to, among as many look-alikes as ordinary accounts. The peers compare what they are
made for, names and texts: RapidFuzz's Jaro-Winkler over handle and name, and character 3-grams of
handle, name and biography by TF-IDF with sparse-dot-topn. One JSON line each.

`python -m benchmarks.mirrors_quality [ACCOUNTS [ENTRIES]]`: accounts of each sort, 1500 and 800 if
not given.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.support import tell
from staydown.mirrors.evaluate import FALSE_POSITIVE_RATES, recall_at
from staydown.mirrors.outcomes import NOTHING, Outcome, Truth
from staydown.mirrors.rehearsal import outcomes
from staydown.mirrors.shipped import Size, make, world
from staydown.mirrors.synth import Recipe, World, fold, generate

Scores = npt.NDArray[np.float64]
Peer = Callable[[Sequence[dict[str, Any]], Sequence[dict[str, Any]]], Scores]
SEED = 4_000


def main(accounts: int = 1500, entries: int = 800) -> None:
    """Fit on one half of the tricks, measure on the other; and the reverse."""
    size = Size(entries, accounts)
    engine: list[Outcome] = []
    peers: dict[str, list[Outcome]] = {name: [] for name in PEERS}
    for number in (0, 1):
        model = make(SEED + 100 * number, size, fold(number), f"fold-{number}")
        tricks, seed = fold(1 - number), SEED + 50 + number
        engine += outcomes(world(seed, size, tricks, (1,)), model)
        made = generate(
            Recipe(
                seed=seed, entries=entries, returns=accounts, innocents=accounts,
                ordinary=accounts, kept=(1,), tricks=tricks,
            )
        )  # fmt: skip
        for name, peer in PEERS.items():
            peers[name] += peer_outcomes(made, peer)
    for name, found in {"staydown": engine, **peers}.items():
        tell("mirrors-quality", engine=name, accounts=len(found), **recalls(found))


def recalls(found: Sequence[Outcome]) -> dict[str, float]:
    """Recall at each false-positive rate that there are enough innocents for."""
    innocent = sum(not one.is_return for one in found)
    return {
        f"recall_at_{rate:g}": round(recall_at(found, rate), 4)
        for rate in FALSE_POSITIVE_RATES
        if rate * innocent >= 1
    }


def peer_outcomes(made: World, peer: Peer) -> list[Outcome]:
    """A peer's best entry for each account, as outcomes."""
    scores = peer(made.entries, made.accounts)
    place = {entry["id"]: number for number, entry in enumerate(made.entries)}
    found = []
    for row, account in zip(scores, made.accounts, strict=True):
        note = made.notes[account["id"]]
        own = place.get(note.entry or "") if note.kind == "return" else None
        truth = Truth(note.entry if own is not None else None, note.kind, note.tricks)
        score = float(row[own]) if own is not None else NOTHING
        found.append(Outcome(account["id"], truth, float(row.max()), 0.0, 0, score))
    return found


def by_rapidfuzz(entries: Sequence[dict[str, Any]], accounts: Sequence[dict[str, Any]]) -> Scores:
    """The better of two Jaro-Winkler similarities: handles, and names."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cdist
    from rapidfuzz.utils import default_process

    tables = [
        cdist(
            [one.get(name) or "" for one in accounts],
            [one.get(name) or "" for one in entries],
            scorer=JaroWinkler.similarity,
            processor=default_process,
        )
        for name in ("handle", "display_name")
    ]
    return np.asarray(np.maximum(tables[0], tables[1]), dtype=np.float64)


def by_trigrams(entries: Sequence[dict[str, Any]], accounts: Sequence[dict[str, Any]]) -> Scores:
    """Cosine of TF-IDF over character 3-grams of handle, name and biography."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    def text(one: dict[str, Any]) -> str:
        return " ".join(str(one.get(name) or "") for name in ("handle", "display_name", "bio"))

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), min_df=1)
    left = grams.fit_transform([text(one) for one in entries])
    right = grams.transform([text(one) for one in accounts])
    return np.asarray(sp_matmul_topn(right, left.T.tocsr(), top_n=50).toarray())


PEERS: dict[str, Peer] = {"rapidfuzz": by_rapidfuzz, "tfidf-3grams": by_trigrams}

if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
