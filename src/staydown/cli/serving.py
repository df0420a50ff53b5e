"""Running the web server beside the workers and the checkpoint clock."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from staydown.cli.ports import require_free
from staydown.enforcement.platform_access import registry
from staydown.enforcement.worker import start
from staydown.kernel import actors
from staydown.kernel.errors import ConfigurationError
from staydown.kernel.settings import Settings, load
from staydown.ledger import checkpoints, queries

log = logging.getLogger(__name__)


def serve(host: str, port: int, workers: int) -> None:
    """Serve until a signal or Ctrl-C; raises ConfigurationError where the port is taken.

    The web server is a process of its own, started before our threads: it forks its workers, and
    a fork beside running threads may inherit a lock that nobody will ever release.
    """
    registry()  # a connector that cannot be built stops the start, not a delivery at night
    require_free(host, port)
    with _web_server(host, port) as web:
        stop, threads = start(workers, registry)
        clock = threading.Thread(target=keep_checkpoints, args=(load(), stop), name="checkpoints")
        clock.start()
        try:
            _wait(web, stop)
        finally:
            stop.set()
            for thread in [*threads, clock]:
                thread.join()


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


@contextmanager
def _web_server(host: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The console over WSGI, ended when the block ends."""
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "2", "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "staydown.console.wsgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def _wait(web: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Return when told to stop; raise where the web server ends by itself."""

    def told(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        while not stop.wait(0.2):
            if web.poll() is not None:
                raise ConfigurationError(
                    "web-server-ended", f"the web server ended by itself (status {web.returncode})"
                )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
