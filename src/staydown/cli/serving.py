"""Running the web server beside the workers and the background loops."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from staydown.cli.ports import require_free
from staydown.enforcement import drift
from staydown.enforcement.platform_access import registry
from staydown.enforcement.worker import start
from staydown.kernel import actors, events, loops
from staydown.kernel.errors import ConfigurationError
from staydown.kernel.loops import Loop
from staydown.kernel.settings import Settings, load
from staydown.ledger import checkpoints, queries
from staydown.screening import loops as screening

#: Seconds between two looks for news: what a domain tells is heard within one.
_NEWS_SECONDS = 0.2
#: Seconds between two looks whether a measure is to be read back.
_DRIFT_SECONDS = 5.0


def serve(host: str, port: int, workers: int) -> None:
    """Serve until a signal or Ctrl-C; raises ConfigurationError where the port is taken.

    The web server is a process of its own, started before our threads: it forks its workers, and
    a fork beside running threads may inherit a lock that nobody will ever release.
    """
    registry()  # a connector that cannot be built stops the start, not a delivery at night
    require_free(host, port)
    with _web_server(host, port) as web:
        stop, threads = start(workers, registry)
        threads += loops.start(background(load()), stop)
        try:
            _wait(web, stop)
        finally:
            stop.set()
            for thread in threads:
                thread.join()


def background(settings: Settings) -> list[Loop]:
    """What runs beside the workers, each in a thread of its own; a new loop is a line here.

    News has its own, since all workers may be waiting for slow platforms.
    """
    return [
        loops.repeat("news", hear_news, _NEWS_SECONDS),
        loops.repeat("drift", lambda: drift.step(registry()), _DRIFT_SECONDS),
        loops.repeat("checkpoints", Checkpoints(settings).step, settings.checkpoint_minutes * 60),
        *screening.beside_the_web(),
    ]


def hear_news() -> bool:
    """Let the handlers hear what is due; True where there may be more."""
    return events.work_off() > 0


class Checkpoints:
    """Signs the head on schedule, when it has grown."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._signed = -1

    def step(self) -> bool:
        """Write a checkpoint if there are new entries; False, for once is enough."""
        size = queries.size()
        if size != self._signed:
            checkpoints.write(actors.system("checkpoints"), self._settings)
            self._signed = size
        return False


def web_command(host: str, port: int) -> list[str]:
    """How the web server is started: console and API, in two processes."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning",
        "staydown.console.wsgi:application",
    ]  # fmt: skip


@contextmanager
def _web_server(host: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The console over WSGI, ended when the block ends."""
    process = subprocess.Popen(web_command(host, port))
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
