"""How fast accounts are screened against a large watchlist, beside two peers in the same run.

Entries and accounts have a handle, a name and a biography, put together at random from invented
syllables, so that names collide about as often as real ones do; one account in a hundred has an
entry's biography, and its handle with a number. The peers compare handle, name and biography by
character 3-grams (TF-IDF, sparse-dot-topn, the five nearest) and handles by Jaro-Winkler
(RapidFuzz), on as many threads as there are processors; building their tables is not counted.

`python -m benchmarks.mirrors_speed [ENTRIES [ACCOUNTS]]`: 1,000,000 and 40,000 if not given.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.support import tell, timed
from staydown.mirrors.bench import measured
from staydown.mirrors.crew import cores
from staydown.mirrors.model import Model

Record = dict[str, str]
_SYLLABLES = tuple("badigokejulamonirusatezihupafy"[place : place + 2] for place in range(0, 30, 2))
_COMMON = 2_000
"""Words of which most names are made; the more frequent ones come up far more often."""


class Makers:
    """Invents accounts; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)  # noqa: S311
        words = Random(0)  # noqa: S311
        self.words = [
            "".join(words.choices(_SYLLABLES, k=words.choice((2, 3)))) for _ in range(_COMMON)
        ]

    def word(self) -> str:
        """A word of a name: seldom a new one, mostly one of the common, Zipf's way."""
        if self.rng.random() < 0.2:
            return "".join(self.rng.choices(_SYLLABLES, k=self.rng.choice((2, 3, 4))))
        return self.words[int(_COMMON ** self.rng.random()) - 1]

    def account(self, number: int) -> Record:
        """One account."""
        first, second = self.word(), self.word()
        digits = self.rng.choice(
            ("", str(self.rng.randrange(100)), str(self.rng.randrange(10_000)))
        )
        bio = " ".join(self.word() for _ in range(self.rng.randrange(3, 14)))
        return {
            "id": f"specimen-{number}",
            "platform": "x",
            "handle": f"{first}{self.rng.choice(('', '_', '.'))}{second}{digits}",
            "display_name": f"{first.title()} {second.title()}",
            "bio": bio,
        }


def entries(count: int) -> Iterator[Record]:
    """The watchlist."""
    makers = Makers(1)
    return (makers.account(number) for number in range(count))


def accounts(count: int) -> Iterator[Record]:
    """Sign-ups; every hundredth continues an entry's handle."""
    makers = Makers(2)
    for number, old in zip(range(count), entries(count), strict=False):
        new = makers.account(number) | {"id": f"new-{number}"}
        kept = {"handle": old["handle"] + "_2", "bio": old["bio"]}
        yield new | kept if number % 100 == 0 else new


def main(size: int, count: int) -> None:
    """Write the files, measure, print the line."""
    with tempfile.TemporaryDirectory(prefix="staydown-bench-") as name:
        folder = Path(name)
        for file, rows in (("watchlist", entries(size)), ("accounts", accounts(count))):
            with (folder / file).open("w", encoding="utf-8") as out:
                out.writelines(json.dumps(row) + "\n" for row in rows)
        ours = measured(folder / "watchlist", folder / "accounts", Model.load())
    old, new = list(entries(size)), list(accounts(max(PEERS.values())))
    peers = {name: round(peer(old, new[: PEERS[name]]), 1) for name, peer in _PEERS.items()}
    times = {f"times_{name}": round(ours["accounts_per_second"] / each, 1)
             for name, each in peers.items()}  # fmt: skip
    tell("mirrors-speed", **ours, **{f"{name}_per_second": each for name, each in peers.items()},
         **times)  # fmt: skip


def by_trigrams(old: list[Record], new: list[Record]) -> float:
    """Accounts a second by TF-IDF over character 3-grams."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    def texts(records: list[Record]) -> list[str]:
        return [" ".join((one["handle"], one["display_name"], one["bio"])) for one in records]

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), dtype=np.float32)
    table = grams.fit_transform(texts(old)).T.tocsr()
    took = timed(
        lambda: sp_matmul_topn(grams.transform(texts(new)), table, top_n=5, n_threads=cores())
    )
    return len(new) / took


def by_rapidfuzz(old: list[Record], new: list[Record]) -> float:
    """Accounts a second by Jaro-Winkler over all handles."""
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import cdist

    handles, wanted = ([one["handle"] for one in records] for records in (old, new))
    took = timed(
        lambda: cdist(wanted, handles, scorer=JaroWinkler.similarity, workers=-1).argmax(axis=1)
    )
    return len(new) / took


PEERS = {"tfidf": 500, "rapidfuzz": 50}
"""How many accounts each peer is given."""
_PEERS: dict[str, Callable[[list[Record], list[Record]], float]] = {
    "tfidf": by_trigrams, "rapidfuzz": by_rapidfuzz,
}  # fmt: skip


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:3]]
    main(*(given + [1_000_000, 40_000][len(given) :]))
