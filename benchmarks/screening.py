"""Screening through the HTTP API on a live watchlist, beside the engine alone in the same run.

The server is `staydown serve`'s own: granian with two web processes, here on loopback with its
client on the same machine and the same cores. The watchlist is the invented one of
`mirrors_speed`; its base is saved as `watchlist compact` saves it. Measured: the seconds from
starting the server to its first answer, accounts a second in JSON Lines over four connections, one
account a request at a steady rate (latencies from the time at which each was due, so that waiting
behind a slow one counts), memory shared and private by process, and how long a new entry takes to
be found by all processes.

`python -m benchmarks.screening [ENTRIES [ACCOUNTS [RATE [SECONDS]]]]`: 1,000,000, 60,000, 300, 20.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx

from benchmarks.mirrors_speed import accounts, entries
from benchmarks.support import fresh_installation, tell, timed

PORT = 18481
STREAMS = 4
"""Connections: the processes share them out by chance, and each takes two."""
FLOOD, FLOOD_SECONDS = 2_000, 5
"""An overload: requests a second over 64 connections, and for how long."""
TRIES = 20
"""How often each sort of process is asked whether it knows the new entry."""


def main(size: int, count: int, rate: int, seconds: int) -> None:
    """Measure, and print the line."""
    with fresh_installation(STAYDOWN_DATABASE_URL="") as folder:
        build = timed(lambda: _save_base(size))
        key = _key()
        alone = _engine_alone(min(count, 20_000))
        with _server(folder) as (process, started):
            client = httpx.Client(
                base_url=f"http://127.0.0.1:{PORT}/api/v1",
                headers={"Authorization": f"Bearer {key}"},
                timeout=60,
            )
            ready = started + _first_answers(client)
            lines = [_line(number, one) for number, one in enumerate(accounts(count))]
            batch = timed(lambda: _stream(key, lines))
            time.sleep(3)  # what the streams left behind is no part of a sign-up
            usual = _steadily(key, rate, seconds, lines, 8)
            flood = _steadily(key, FLOOD, FLOOD_SECONDS, lines, 64)
            memory = _memory(process.pid)
            live = _live(client)
    per_second = count / batch
    tell(
        "screening-api",
        entries=size,
        build_seconds=round(build, 1),
        seconds_to_first_answer=round(ready, 2),
        engine_per_second=round(alone),
        batch_per_second=round(per_second),
        batch_to_engine=round(per_second / alone, 2),
        rate=rate,
        requests=len(usual["milliseconds"]),
        shed=len(usual["shed"]),
        p50_ms=round(_quantile(usual["milliseconds"], 0.5), 2),
        p99_ms=round(_quantile(usual["milliseconds"], 0.99), 2),
        flood_rate=FLOOD,
        flood_answered_per_second=round(len(flood["milliseconds"]) / flood["seconds"]),
        flood_shed=len(flood["shed"]),
        **memory,
        new_entry_live_seconds=round(live, 2),
    )


def _save_base(size: int) -> None:
    """The base as `compact` saves it: the entries' own rows are not what is measured."""
    from staydown.mirrors.index import Watchlist
    from staydown.mirrors.model import Model
    from staydown.mirrors.records import parse
    from staydown.screening import model_store, screener
    from staydown.screening.models import WatchHead

    WatchHead.objects.create(version=size)
    model = Model.load()
    numbered = (
        parse(one | {"id": str(UUID(int=number))}) for number, one in enumerate(entries(size))
    )
    watchlist = Watchlist.build(numbered, model)
    note = {"version": size, "model": model_store.SHIPPED}
    watchlist.save(screener.folder(), note)


def _key() -> str:
    from staydown.kernel import actors, keys

    return keys.make(actors.shell(), "bench", ["screening.screen"])[1]


def _engine_alone(count: int) -> float:
    """Accounts a second in this process, without HTTP or a database: the yardstick."""
    from staydown.mirrors.index import Watchlist
    from staydown.mirrors.model import Model
    from staydown.mirrors.records import parse
    from staydown.screening import screener

    watchlist = Watchlist.open(screener.folder(), Model.load())
    watchlist.warm()
    found = [parse(one) for one in accounts(count)]

    def screen() -> None:
        for first in range(0, count, 200):
            watchlist.screen_batch(found[first : first + 200])

    return count / timed(screen)


@contextmanager
def _server(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], float]]:
    from staydown.cli.serving import web_command

    log = (folder / "server.log").open("wb")
    process = subprocess.Popen(web_command("127.0.0.1", PORT), stdout=log, stderr=log)
    began = time.perf_counter()
    try:
        while time.perf_counter() - began < 120:
            try:
                httpx.get(f"http://127.0.0.1:{PORT}/api/v1/openapi.json", timeout=1)
                break
            except httpx.HTTPError:
                time.sleep(0.02)
        yield process, time.perf_counter() - began
    except BaseException:
        print((folder / "server.log").read_text()[-2000:], file=sys.stderr)
        raise
    finally:
        process.terminate()
        process.wait()


def _line(number: int, account: dict[str, str]) -> bytes:
    account = account | {"id": str(10_000 + number)}
    document = {"event": f"bench-{number}", "occasion": "registration", "account": account}
    return json.dumps(document).encode() + b"\n"


def _first_answers(client: httpx.Client) -> float:
    """Until the watchlist is open and has answered."""
    began = time.perf_counter()
    while True:
        answer = client.post("/screen", content=_line(0, next(iter(accounts(1)))))
        if answer.status_code == 200:
            return time.perf_counter() - began
        assert answer.status_code == 503, answer.text
        time.sleep(0.05)


def _stream(key: str, lines: list[bytes]) -> None:
    """Every line over `STREAMS` connections at once; every one is answered."""
    numbers: list[int] = []

    def run(part: list[bytes]) -> None:
        while not run_once(part):
            time.sleep(0.1)  # both streams of that process are taken

    def run_once(part: list[bytes]) -> bool:
        answered = 0
        with httpx.stream(
            "POST", f"http://127.0.0.1:{PORT}/api/v1/screen/batch", timeout=600,
            content=(b"".join(part[at : at + 200]) for at in range(0, len(part), 200)),
            headers={"Authorization": f"Bearer {key}"},
        ) as answer:  # fmt: skip
            if answer.status_code == 503:
                return False
            assert answer.status_code == 200, answer.read()
            for line in answer.iter_lines():
                assert '"error"' not in line, line
                answered += 1
        numbers.append(answered)
        return True

    parts = [lines[number::STREAMS] for number in range(STREAMS)]
    threads = [threading.Thread(target=run, args=(part,)) for part in parts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(numbers) == len(lines), numbers


def _steadily(
    key: str, rate: int, seconds: int, lines: list[bytes], connections: int
) -> dict[str, Any]:
    """Milliseconds from when each request was due, at `rate` a second: answered, and shed.

    The sender is a process of its own, written in plain sockets: a busy client would be measured
    as a slow server.
    """
    total = rate * seconds
    bodies = Path(os.environ["STAYDOWN_DATA"]) / "bodies.jsonl"
    bodies.write_bytes(b"".join(lines[:5000]))
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.steadily", str(PORT), key, str(rate), str(total),
         str(bodies), str(connections)],
        check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _memory(pid: int) -> dict[str, int]:
    """MiB: shared file pages mapped by the web processes together, and private by process."""
    shared, private = [], []
    for child in _children(pid):
        rollup = Path(f"/proc/{child}/smaps_rollup").read_text()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in rollup.splitlines()[1:]}
        private.append((kib["Private_Clean"] + kib["Private_Dirty"]) // 1024)
        shared.append((kib["Shared_Clean"] + kib["Shared_Dirty"]) // 1024)
    return {"shared_mib": max(shared), "private_mib": max(private), "processes": len(shared)}


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in found if "granian" in Path(f"/proc/{one}/cmdline").read_text()]


def _live(client: httpx.Client) -> float:
    """Seconds until every one of many requests, over all processes, knows a new entry."""
    document = {"event": "live", "account": _returning() | {"id": "77"}}
    _remember()
    began = time.perf_counter()
    last_unknown = began
    for number in range(TRIES * 10):
        content = json.dumps(document | {"event": f"live-{number}"}).encode()
        with httpx.Client(base_url=client.base_url, headers=client.headers) as fresh:
            answer = fresh.post("/screen", content=content).json()
        if answer["watchlist_version"] <= _version() - 1:
            last_unknown = time.perf_counter()
        elif number > TRIES and time.perf_counter() - last_unknown > 2:
            break
    return last_unknown - began


def _version() -> int:
    from staydown.screening import keeping

    return keeping.version()


def _returning() -> dict[str, Any]:
    return {"platform": "x", "handle": "specimen_live", "display_name": "Specimen Live"}


def _remember() -> None:
    """An entry of a removal: a case, a decision, a measure, as the tables want them."""
    from staydown.cases.models import Case, Decision, Measure
    from staydown.kernel import actors, clock, people
    from staydown.kernel.permissions import Role
    from staydown.screening import keeping

    shell = actors.shell()
    user, _ = people.add(shell, "bench", "a long password for a benchmark", [Role.REVIEWER])
    case = Case(ref="x:handle:specimenlive", open=False)
    case.save(force_insert=True)
    decision = Decision(
        case=case, outcome="remove", ground="policy", facts="Benchmark.", decided_by=user
    )
    decision.save(force_insert=True)
    measure = Measure(case=case, decision=decision, ref=case.ref, kind="remove")
    measure.save(force_insert=True)
    keeping.add(
        actors.system("watchlist"), measure=measure.id, case=case.id, ref=case.ref,
        account=_returning() | {"id": "live"}, removed_at=clock.now(),
        keep=keeping.retention([]),
    )  # fmt: skip


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


if __name__ == "__main__":
    given = [int(argument) for argument in sys.argv[1:5]]
    main(*(given + [1_000_000, 60_000, 300, 20][len(given) :]))
