"""What the benchmarks share: a fresh installation, and referrals of any length."""

from __future__ import annotations

import csv
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HEADER = (
    "S.No", "Platform", "Account link / ID", "Name on account", "Affiliated organisation",
    "Legal basis", "First seen (date)", "Evidence", "Remarks",
)  # fmt: skip
SHAPES = (
    ("X", "https://x.com/specimen{}"),
    ("Twitter", "https://twitter.com/sPecimen{}?s=20&t=abc"),
    ("Facebook", "https://m.facebook.com/profile.php?id=9900{:09}&mibextid=ZbWKwL"),
    ("Telegram", "t.me/s/specimen{}_ch"),
    ("Instagram", "instagram.com/specimen{}/reels/"),
)
CLAIMS = (
    ("Specimen Front of Dry River", "ATA First Schedule"),
    ("Specimen Brigade of the Glass Mountain", "UN 1267"),
    ("Specimen Orchard League", "ATA"),
)


@contextmanager
def fresh_installation(**settings: str) -> Iterator[Path]:
    """An empty data folder in a temporary place, with Staydown ready in it."""
    with tempfile.TemporaryDirectory(prefix="staydown-bench-") as name:
        for known in [known for known in os.environ if known.startswith("STAYDOWN_")]:
            if known != "STAYDOWN_SYNAPSE_PYTHON":
                del os.environ[known]
        os.environ["STAYDOWN_DATA"] = str(Path(name) / "data")
        os.environ["STAYDOWN_LOG_LEVEL"] = "ERROR"
        os.environ.update(settings)
        from staydown.kernel import boot

        boot.ready()
        yield Path(name)


def write_referral(path: Path, rows: int) -> None:
    """A referral of `rows` rows, each naming another invented account."""
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(rows):
            platform, shape = SHAPES[number % len(SHAPES)]
            organisation, basis = CLAIMS[number % len(CLAIMS)]
            row = (number + 1, platform, shape.format(number), "", organisation, basis, "", "", "")
            writer.writerow(row)


def add_authority() -> None:
    """The peer that the benchmarks' referrals come from."""
    from staydown.kernel import actors
    from staydown.liaison.actions import add_peer

    add_peer(actors.shell(), "specimen", "Specimen Authority", "authority", country="PK")


def load_specimen_lists() -> None:
    """The demonstration's invented lists."""
    from staydown.cli.demo import world as worlds
    from staydown.designations.actions import load_list
    from staydown.designations.sources.base import SourceFile
    from staydown.kernel import actors, clock

    world, shell = worlds.build(today=clock.now().date()), actors.shell()
    national = SourceFile("specimen-list.csv", world.specimen_list_csv)
    load_list(shell, "pk-nacta-organisations", [national], as_of=clock.now().date())
    load_list(shell, "un-sc", [SourceFile("specimen-un.xml", world.un_xml)])


def timed(work: Callable[[], Any]) -> float:
    """Seconds that `work` takes by the clock on the wall."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def peak_mib() -> int:
    """The most memory this process has held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def tell(benchmark: str, **figures: object) -> None:
    """Print one benchmark's line."""
    print(json.dumps({"benchmark": benchmark, **figures}))
    sys.stdout.flush()
