"""Claims checked a second with the whole UN and OFAC lists loaded; one JSON line.

Each claim asks about another name: a listed one, one with a slip, one with a word too many, and one
that no list has. The yardstick of the same run is rapidfuzz looking for the most similar of all
names, which is the plain way to do it. Run: `python -m benchmarks.claims --un FILE --sdn FILE
--alt FILE`; without files, those of the folder STAYDOWN_TEST_DATA, or of ../shared/data beside the
repository, and where there are none it is skipped.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rapidfuzz import process

from benchmarks.support import fresh_installation, peak_mib, tell, timed

CLAIMS = 10_000
PEER_CLAIMS = 100
DAY = date(2026, 3, 1)
OFAC_DAY = date(2025, 2, 1)

Claim = tuple[str, str]


def main(arguments: Sequence[str]) -> int:
    """Load the lists and measure; 0 also where there are no files."""
    files = _files(arguments)
    missing = [str(path) for path in files.values() if not path.is_file()]
    if missing:
        tell(
            "claims",
            skipped=f"no list files ({', '.join(missing)}); name them with --un, --sdn, --alt",
        )
        return 0
    with fresh_installation():
        loading = timed(lambda: _load(files))
        first = timed(lambda: _a_second([("TTP", "un-sc"), ("TTP", "us-ofac-sdn")]))
        names = _names(files)
        ours = _a_second(_claims(names))
        peer = _peer_a_second(names)
        tell(
            "claims",
            checks_per_second=round(ours),
            rapidfuzz_per_second=round(peer),
            ratio=round(ours / peer, 1),
            names=len(names),
            loading_seconds=round(loading, 2),
            first_check_seconds=round(first, 2),
            peak_mib=peak_mib(),
        )
    return 0


def _files(arguments: Sequence[str]) -> dict[str, Path]:
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("STAYDOWN_TEST_DATA") or beside) / "lists"
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--un", type=Path, default=folder / "un_consolidated_2026-02-27.xml")
    parser.add_argument("--sdn", type=Path, default=folder / "ofac_sdn.csv")
    parser.add_argument("--alt", type=Path, default=folder / "ofac_alt.csv")
    return vars(parser.parse_args(arguments))


def _load(files: dict[str, Path]) -> None:
    from staydown.designations.actions import load_files
    from staydown.kernel.actors import shell

    load_files(shell(), "un-sc", [files["un"]])
    load_files(shell(), "us-ofac-sdn", [files["sdn"], files["alt"]], as_of=OFAC_DAY)


def _names(files: dict[str, Path]) -> list[str]:
    """Every name that either list gives, each once."""
    from staydown.designations.sources import SOURCES
    from staydown.designations.sources.base import SourceFile

    groups = (("un-sc", ["un"]), ("us-ofac-sdn", ["sdn", "alt"]))
    found: dict[str, None] = {}
    for list_id, keys in groups:
        given = [SourceFile(key, files[key].read_bytes()) for key in keys]
        parsed = SOURCES[list_id].parse(given)
        found |= dict.fromkeys(name.text for entry in parsed.entries for name in entry.names)
    return list(found)


def _claims(names: Sequence[str]) -> list[Claim]:
    """Distinct claims on both lists: listed names, changed ones, and invented ones."""
    chance = random.Random(20260227)  # noqa: S311
    chosen = chance.sample(names, CLAIMS)
    changes = (
        lambda name, _: name,
        lambda name, at: name[: at % len(name)] + "e" + name[at % len(name) :],
        lambda name, at: f"{name} Specimen{at}",
        lambda _, at: f"Specimen Front of Dry River {at}",
    )
    return [
        (changes[at % len(changes)](name, at), ("un-sc", "us-ofac-sdn")[at // 4 % 2])
        for at, name in enumerate(chosen)
    ]


def _check(claim: Claim) -> None:
    from staydown.designations.queries import check_claim

    check_claim(*claim, DAY)


def _a_second(claims: Sequence[Claim]) -> float:
    began = time.perf_counter()
    for claim in claims:
        _check(claim)
    return len(claims) / (time.perf_counter() - began)


def _peer_a_second(names: Sequence[str]) -> float:
    asked = [name for name, _ in _claims(names)[:PEER_CLAIMS]]
    return len(asked) / timed(lambda: [process.extractOne(name, names) for name in asked])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
