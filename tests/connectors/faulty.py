"""A platform that misbehaves, on a real loopback socket."""

from __future__ import annotations

import gzip
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache

Behaviour = Callable[["Faulty", socket.socket], None]


@dataclass
class Faulty:
    """What the misbehaving platform saw and sent."""

    url: str
    requests: list[bytes] = field(default_factory=list)
    sent: int = 0
    over: threading.Event = field(default_factory=threading.Event)


def answers(status: str, body: bytes = b"", **headers: str) -> Behaviour:
    """A whole answer."""
    told = {"Content-Length": str(len(body)), **{_dashed(name): headers[name] for name in headers}}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    whole = f"HTTP/1.1 {status}\r\n{head}Connection: close\r\n\r\n".encode() + body
    return lambda _faulty, client: client.sendall(whole)


def hangs_up(_faulty: Faulty, _client: socket.socket) -> None:
    """No answer at all."""


def dies_in_mid_answer(_faulty: Faulty, client: socket.socket) -> None:
    """Half an answer, then the connection is gone."""
    client.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"state": {"exi')


def keeps_silent(faulty: Faulty, _client: socket.socket) -> None:
    """The connection stays open, and nothing comes."""
    faulty.over.wait(30)


def drips(faulty: Faulty, client: socket.socket) -> None:
    """An answer that comes so slowly, byte by byte, that no single wait is long."""
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not faulty.over.wait(0.02):
        client.sendall(b" ")


def drips_headers(faulty: Faulty, client: socket.socket) -> None:
    """The same, before any body."""
    client.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not faulty.over.wait(0.02):
        client.sendall(b"x")


def floods(faulty: Faulty, client: socket.socket) -> None:
    """An answer of one gigabyte."""
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
    chunk = b"x" * 65536
    while faulty.sent < 1_000_000_000:
        client.sendall(chunk)
        faulty.sent += len(chunk)


def bombs(_faulty: Faulty, client: socket.socket) -> None:
    """A small answer that would unpack to a hundred megabytes."""
    packed = _hundred_megabytes()
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
    client.sendall(head.encode() + packed)


@contextmanager
def misbehaving(behaviour: Behaviour) -> Iterator[Faulty]:
    """Serve every request with `behaviour`."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            faulty.requests.append(_whole_request(self.request))
            with suppress(OSError):  # the client has had enough, as it should
                behaviour(faulty, self.request)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        faulty = Faulty(f"http://127.0.0.1:{server.server_address[1]}")
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield faulty
        finally:
            faulty.over.set()
            server.shutdown()
            thread.join()


def closed_port() -> str:
    """An address on this machine where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


@cache
def _hundred_megabytes() -> bytes:
    """Packed, a hundred kilobytes."""
    return gzip.compress(b" " * 100_000_000)


def _whole_request(client: socket.socket) -> bytes:
    client.settimeout(5)
    received = b""
    while b"\r\n\r\n" not in received:
        received += client.recv(65536) or b"\r\n\r\n"
    head, _, body = received.partition(b"\r\n\r\n")
    wanted = _content_length(head)
    while len(body) < wanted:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body


def _content_length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _dashed(name: str) -> str:
    return name.replace("_", "-")
