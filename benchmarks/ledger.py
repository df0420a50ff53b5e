"""Verifying a ledger of many entries; one JSON line.

The yardstick of the same run is SHA-256 over the same bodies: what no verifier can do without.
Run: `python -m benchmarks.ledger ENTRIES`.
"""

from __future__ import annotations

import sys
from hashlib import sha256

from benchmarks.support import fresh_installation, peak_mib, tell, timed


def main(entries: int) -> None:
    """Measure, and print the line."""
    with fresh_installation():
        from staydown.kernel import actors
        from staydown.ledger.models import Entry
        from staydown.ledger.queries import verify

        appending = timed(lambda: _append(entries))
        verifying = timed(lambda: verify(actors.shell()))
        bodies = [body.encode() for body in Entry.objects.values_list("body", flat=True)]
        hashing = timed(lambda: [sha256(body).digest() for body in bodies])
        tell(
            "ledger",
            entries=entries,
            verify_seconds=round(verifying, 2),
            append_per_second=int(entries / appending),
            peak_mib=peak_mib(),
            ratio_to_hashing_alone=round(verifying / hashing, 1),
        )


def _append(entries: int) -> None:
    """Entries such as a delivery writes: an action, two rows, a few facts."""
    from django.db import transaction

    from staydown.kernel import actors
    from staydown.ledger.actions import record

    worker = actors.system()
    with transaction.atomic():
        for number in range(entries):
            record("benchmark.entry", worker, data={"number": number, "verb": "apply"})


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
