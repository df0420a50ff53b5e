"""Running the web server beside the workers and the checkpoint clock."""

from __future__ import annotations

import logging
import threading

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer as Server

from staydown.enforcement.platform_access import registry
from staydown.enforcement.worker import start
from staydown.kernel import actors
from staydown.kernel.settings import Settings, load
from staydown.ledger import checkpoints, queries

log = logging.getLogger(__name__)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until stopped: the web in processes of its own, the workers in threads of this one."""
    registry()  # a connector that cannot be built stops the start, not a delivery at night
    stop, threads = start(workers, registry)
    clock = threading.Thread(target=keep_checkpoints, args=(load(), stop), name="checkpoints")
    clock.start()
    try:
        web_server(host, port).serve()
    finally:
        stop.set()
        for thread in [*threads, clock]:
            thread.join()


def web_server(host: str, port: int) -> Server:
    """The console over WSGI."""
    return Server(
        "staydown.console.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=4,
        log_level=LogLevels.warning,
        websockets=False,
    )


def keep_checkpoints(settings: Settings, stop: threading.Event) -> None:
    """Sign the head on schedule, when it has grown."""
    signed = -1
    while not stop.is_set():
        try:
            if queries.size() != signed:
                checkpoints.write(actors.system("checkpoints"), settings)
                signed = queries.size()
        except Exception:
            # A missing key or a full disk must not end the deliveries; it is logged each time.
            log.exception("no checkpoint could be written")
        stop.wait(settings.checkpoint_minutes * 60)
