"""How many ordinary accounts are wrongly called possible or likely mirrors.

Worlds of 5,000 removed accounts and many ordinary sign-ups, who are nobody's mirror: no look-alike
is made on purpose, but names, slogans, hubs, pictures and connections are shared as in life. One
JSON line, with exact 95% upper bounds (Clopper and Pearson 1934), since a sample shows no more.

`python -m benchmarks.mirrors_alarms [WORLDS [ACCOUNTS]]`: 2 worlds of 50,000 accounts if not given.
"""

from __future__ import annotations

import sys
from collections import Counter

from benchmarks.support import tell
from staydown.mirrors.crew import chunked
from staydown.mirrors.evaluate import upper_bound
from staydown.mirrors.index import Crowd, Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import read
from staydown.mirrors.records import Account, parse
from staydown.mirrors.synth import Recipe, generate

SEED = 9_000
ENTRIES = 5_000
CHUNK = 500
SAMPLED = 50_000


def main(worlds: int = 2, accounts: int = 50_000) -> None:
    """Screen them all, count, print the line."""
    model, tiers = Model.load(), Counter[str]()
    for number in range(worlds):
        recipe = Recipe.varied(
            SEED + number, entries=ENTRIES, returns=0, innocents=0, ordinary=accounts
        )
        made = generate(recipe)
        watchlist = Watchlist.build(map(parse, made.entries), model)
        people = list(map(parse, made.accounts))
        watchlist.weigh_by(model, _crowd(watchlist, people, model))
        for chunk in chunked(people, CHUNK):
            for found in watchlist.screen_batch(chunk, 1, counted=True):
                tiers[str(found[0].tier) if found else "None"] += 1
    total = worlds * accounts
    likely, possible = tiers["likely"], tiers["likely"] + tiers["possible"]
    tell(
        "mirrors-alarms", entries=ENTRIES, ordinary_accounts=total,
        likely=likely, likely_per_million_bound=round(1e6 * upper_bound(likely, total), 2),
        possible=possible,
        possible_per_100k_bound=round(1e5 * upper_bound(possible, total), 2),
    )  # fmt: skip


def _crowd(watchlist: Watchlist, people: list[Account], model: Model) -> Crowd:
    sample = [*watchlist.entries(), *people[:SAMPLED]]
    return Crowd.of(read(chunk, model.background) for chunk in chunked(sample, CHUNK))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
