"""`make bench`: every benchmark in a process of its own; one JSON line each.

`make bench BENCH="ledger submit"` runs some of them. Each line holds the figure and, from the same
run, that of a peer: the ratio is what can be compared between machines.
"""

from __future__ import annotations

import platform
import subprocess
import sys

#: name -> (module, arguments)
BENCHMARKS: dict[str, tuple[str, tuple[str, ...]]] = {
    "addresses": ("benchmarks.addresses", ()),
    "submit": ("benchmarks.submit", ("481",)),
    "submit-25k": ("benchmarks.submit", ("25000",)),
    "submit-100k": ("benchmarks.submit", ("100000",)),
    "claims": ("benchmarks.claims", ()),
    "deliveries": ("benchmarks.deliveries", ("sqlite",)),
    "deliveries-postgresql": ("benchmarks.deliveries", ("postgresql",)),
    "ledger": ("benchmarks.ledger", ("100000",)),
    "mirrors-quality": ("benchmarks.mirrors_quality", ()),
    "mirrors-alarms": ("benchmarks.mirrors_alarms", ()),
    "screening-api": ("benchmarks.screening", ()),
    "mirrors-speed": ("benchmarks.mirrors_speed", ("1000000", "100000")),
    "scan": ("benchmarks.scan", ("100000", "200000", "400000")),
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 1 where one could not run."""
    unknown = set(names) - set(BENCHMARKS)
    if unknown:
        known = ", ".join(BENCHMARKS)
        print(
            f"no such benchmark: {', '.join(sorted(unknown))}; there are {known}", file=sys.stderr
        )
        return 2
    print(f"# Python {platform.python_version()}, {platform.machine()}", flush=True)
    failed = 0
    for name in names or BENCHMARKS:
        module, arguments = BENCHMARKS[name]
        done = subprocess.run([sys.executable, "-m", module, *arguments], check=False)
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
