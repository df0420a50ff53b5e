"""The loop of a worker: hear the news, then carry out what is due, one piece after another."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections import deque
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

from staydown.connectors.base import Connector
from staydown.connectors.registry import Registry
from staydown.enforcement import carrying, leases, notices, snapshots
from staydown.enforcement.models import Job
from staydown.kernel import events, loops
from staydown.kernel.settings import load
from staydown.platforms import parse_ref

log = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)

_PAUSE = 0.5
_NEWS_EVERY = 8
#: Jobs leased together: fewer questions to the database, little to wait for if a worker dies.
_AT_ONCE = 8


class _Line(Generic[J]):
    """One kind of work: leased some at a time, carried out one after another."""

    def __init__(
        self,
        take: Callable[[str, timedelta, int], list[J]],
        carry_out: Callable[[J, Connector | None], None],
    ) -> None:
        self.jobs: deque[J] = deque()
        self._take = take
        self._carry_out = carry_out

    def step(self, worker: Worker) -> bool:
        """Do the next piece; False where none is due."""
        if not self.jobs:
            self.jobs += self._take(worker.name, worker.lease, _AT_ONCE)
        if not self.jobs:
            return False
        job = self.jobs.popleft()
        if leases.keep(job, worker.lease):
            self._carry_out(job, worker.registry.for_ref(parse_ref(job.ref)))
        return True


class Worker:
    """Takes work under leases in its own name; any number may run at once, in any processes."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.lease = timedelta(seconds=load().delivery_lease_seconds)
        self._steps = 0
        self._deliveries = _Line(leases.take_deliveries, carrying.carry_out)
        self._notices = _Line(leases.take_notices, notices.carry_out)
        self._requests = _Line(leases.take_snapshot_requests, snapshots.carry_out)

    def step(self) -> bool:
        """Do one piece of work; False where nothing is due.

        News is heard now and then between deliveries, and whenever there is nothing else to do.
        """
        self._steps += 1
        heard = events.work_off() if self._steps % _NEWS_EVERY == 1 else 0
        worked = self._deliveries.step(self) or self._notices.step(self) or self.record_account()
        return worked or heard > 0 or events.work_off() > 0

    def record_account(self) -> bool:
        """Take one snapshot that the opening of a case asked for; False where none is due."""
        return self._requests.step(self)

    def run_until_idle(self, limit: int = 1_000_000) -> int:
        """Work until nothing is due, at most `limit` pieces; how many were done."""
        done = 0
        while done < limit and self.step():
            done += 1
        return done

    def run(self, stop: threading.Event) -> None:
        """Work until told to stop. A fault outside any delivery is logged and waited out."""
        while not stop.is_set():
            if not self._step_safely():
                stop.wait(_PAUSE)
        for job in [*self._deliveries.jobs, *self._notices.jobs, *self._requests.jobs]:
            leases.give_back(job)

    def _step_safely(self) -> bool:
        from django.db import close_old_connections

        close_old_connections()
        try:
            return self.step()
        except Exception:
            # A lost database or a full disk: the lease ends by itself and the work is taken again.
            log.exception("a worker's step failed", extra={"worker": self.name})
            return False


def start(
    count: int, registry: Callable[[], Registry]
) -> tuple[threading.Event, list[threading.Thread]]:
    """Run `count` workers in threads; set the event to end them."""
    stop = threading.Event()
    workers = [loops.Loop(f"worker-{number}", Worker(registry()).run) for number in range(count)]
    return stop, loops.start(workers, stop)
