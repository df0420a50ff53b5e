"""Deliveries a second to a local receiver, by two worker processes; one JSON line.

A delivery is the whole of it: snapshot, intent committed, call, read-back, outcome committed. The
yardstick of the same run is the same three requests to the same receiver without any of ours: one
process, one connection. Run: `python -m benchmarks.deliveries sqlite|postgresql [COUNT]`.
"""

from __future__ import annotations

import base64
import json
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.support import add_authority, fresh_installation, tell, timed

WORKERS = 2


def main(database: str, count: int) -> None:
    """Measure, and print the line."""
    with ExitStack() as stack:
        settings = {}
        if database == "postgresql":
            from tests.support.postgres import Cluster

            cluster = Cluster.start()
            stack.callback(cluster.stop)
            settings["STAYDOWN_DATABASE_URL"] = cluster.url("postgres")
        folder = stack.enter_context(fresh_installation(**settings))
        secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
        port = stack.enter_context(_receiver(folder, secret, count))
        connector = {
            "kind": "webhook", "name": "receiver", "url": f"http://127.0.0.1:{port}/",
            "secret": secret, "platforms": ["x"],
        }  # fmt: skip
        os.environ["STAYDOWN_CONNECTORS"] = json.dumps([connector])
        from staydown.kernel.settings import load

        load.cache_clear()
        _want_removals(folder, count)
        seconds = timed(_work)
        done = _confirmed()
        bare = timed(lambda: _bare(port, secret, count))
        tell(
            f"deliveries-{database}",
            deliveries=done,
            workers=WORKERS,
            seconds=round(seconds, 2),
            per_second=round(done / seconds),
            bare_requests_per_second=round(3 * count / bare),
            ratio_to_bare_requests=round(seconds / bare, 2),
        )
        assert done == count, f"{count - done} deliveries are missing"


@contextmanager
def _receiver(folder: Path, secret: str, count: int) -> Iterator[int]:
    accounts = [
        {
            "ref": f"x:handle:specimen{number}",
            "account": {"id": str(number), "platform": "x", "handle": f"specimen{number}"},
        }
        for number in range(count)
    ]
    (folder / "accounts.json").write_text(json.dumps(accounts))
    (folder / "secret").write_text(secret)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "staydown.connectors.webhook.sample_platform",
            "--accounts", folder / "accounts.json", "--state", folder / "journal.jsonl",
            "--secret-file", folder / "secret",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def _want_removals(folder: Path, count: int) -> None:
    """`count` accounts referred and decided, their deliveries made and waiting."""
    from staydown.cases.actions import decide, receive
    from staydown.cases.queries import opened_by
    from staydown.cases.rules import Draft
    from staydown.kernel import actors, events, people
    from staydown.kernel.permissions import Role

    add_authority()
    path = folder / "referral.csv"
    lines = [f"X,https://x.com/specimen{number}\n" for number in range(count)]
    path.write_text("Platform,Account link\n" + "".join(lines))
    shell = actors.shell()
    batch = receive(shell, path, peer_slug="specimen", instrument_id="pk-peca-37").batch
    user, _ = people.add(shell, "bench", "a long password for a benchmark", [Role.REVIEWER])
    draft = Draft("remove", "Benchmark.", ground="policy", policy_ground="Rules, section 4")
    for case, _ in opened_by(batch.id):
        decide(user.as_actor(), case, draft)
    while events.work_off(1000):
        pass
    _record_accounts()


def _record_accounts() -> None:
    """The snapshots of the cases' opening: taken long before, and no part of a delivery."""
    from staydown.enforcement.platform_access import registry
    from staydown.enforcement.worker import Worker

    worker = Worker(registry())
    while worker.record_account():
        pass


def _work() -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_worker) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def _worker() -> None:
    from staydown.kernel import boot

    boot.ready()
    from staydown.enforcement.platform_access import registry
    from staydown.enforcement.worker import Worker

    Worker(registry()).run_until_idle()


def _confirmed() -> int:
    from staydown.enforcement.queries import counts

    return counts()["confirmed"]


def _bare(port: int, secret: str, count: int) -> None:
    """The three requests of each delivery, signed, and nothing else."""
    from staydown.connectors.base import MeasureKind, Order
    from staydown.connectors.options import Options
    from staydown.connectors.webhook.config import from_options
    from staydown.platforms import parse_ref

    options = {"url": f"http://127.0.0.1:{port}/", "secret": secret, "platforms": ["x"]}
    with from_options("bare", Options("bare", options)) as connector:
        for number in range(count):
            ref = parse_ref(f"x:handle:specimen{number}")
            connector.snapshot(ref)
            connector.lift(Order(ref, MeasureKind.REMOVE, key=f"bare-{number}"))
            connector.read(ref)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1_000)
