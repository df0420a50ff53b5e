"""Fuzz the mirror engine's reading of texts (`make fuzz`), guided by coverage.

Any bytes become an account: its texts, links, posts and hashes. It must be read and compared with a
watchlist without a crash and within bounds. `make fuzz` compiles the kernels anew, with their array
bounds checked. Stops by itself after `-max_total_time`.
"""

from __future__ import annotations

import inspect
import sys

import atheris

from staydown.mirrors import records
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model
from staydown.mirrors.reading import read
from staydown.mirrors.records import Account, RecordError, parse
from staydown.mirrors.text import declarations, letters, links

for module in (records, declarations, letters, links):
    for _, function in inspect.getmembers(module, inspect.isfunction):
        if function.__module__ == module.__name__:
            atheris.instrument_func(function)

MODEL = Model.load()
MOST_TRAITS = 70_000
ENTRY = parse({
    "id": "specimen", "platform": "x", "handle": "specimen_qandil", "display_name": "نمونہ قندیل",
    "bio": "backup of @specimen_old, call +1 212 555 0147 or t.me/+SpecimenQandil",
    "posts": [{"text": "Seven lanterns burn over the specimen bridge, #lantern2016"}] * 3,
})  # fmt: skip
WATCHLIST = Watchlist.build([ENTRY], MODEL)


def account(data: bytes) -> Account | None:
    """An account of these bytes; None where the record form refuses them."""
    given = atheris.FuzzedDataProvider(data)

    def text(most: int = 400) -> str:
        found: str = given.ConsumeUnicode(given.ConsumeIntInRange(0, most))
        return found

    record = {
        "id": "specimen-new", "platform": text(8) or "x", "handle": text(60),
        "display_name": text(60), "bio": text(), "location": text(60), "language": text(8),
        "created_at": text(30) or None, "links": [text(100) for _ in range(2)],
        "posts": [{"text": text()} for _ in range(3)], "follows": [text(20) for _ in range(2)],
        "avatar": {"pdq": given.ConsumeBytes(32).hex().zfill(64), "quality": given.ConsumeInt(4)},
    }  # fmt: skip
    try:
        return parse(record)
    except RecordError:
        return None


def one(data: bytes) -> None:
    """Read and screen what the bytes say."""
    found = account(data)
    if found is None:
        return
    traits = len(read([found], MODEL.background).traits)
    assert traits <= MOST_TRAITS
    for match in WATCHLIST.screen(found, min_probability=0):
        assert 0 <= match.probability <= 1
        assert all(evidence.text for evidence in match.evidence)


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
