"""The loop of a worker: hear the news, then carry out what is due, one piece after another."""

from __future__ import annotations

import logging
import os
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta

from staydown.connectors.registry import Registry
from staydown.enforcement import carrying, leases, snapshots
from staydown.kernel import events
from staydown.kernel.settings import load
from staydown.platforms import parse_ref

log = logging.getLogger(__name__)

_PAUSE = 0.5


class Worker:
    """Takes work under leases in its own name; any number may run at once, in any processes."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.name = f"{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.lease = timedelta(seconds=load().delivery_lease_seconds)

    def step(self) -> bool:
        """Do one piece of work; False where nothing is due."""
        heard = events.work_off()
        return self._deliver() or self._record_account() or heard > 0

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

    def _step_safely(self) -> bool:
        from django.db import close_old_connections

        close_old_connections()
        try:
            return self.step()
        except Exception:
            # A lost database or a full disk: the lease ends by itself and the work is taken again.
            log.exception("a worker's step failed", extra={"worker": self.name})
            return False

    def _deliver(self) -> bool:
        delivery = leases.take_delivery(self.name, self.lease)
        if delivery is None:
            return False
        carrying.carry_out(delivery, self.registry.for_ref(parse_ref(delivery.ref)))
        return True

    def _record_account(self) -> bool:
        request = leases.take_snapshot_request(self.name, self.lease)
        if request is None:
            return False
        snapshots.carry_out(request, self.registry.for_ref(parse_ref(request.ref)))
        return True


def start(
    count: int, registry: Callable[[], Registry]
) -> tuple[threading.Event, list[threading.Thread]]:
    """Run `count` workers in threads; set the event to end them."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=Worker(registry()).run, args=(stop,), name=f"worker-{number}")
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    return stop, threads
