"""A sender at a steady rate: HTTP/1.1 over a few kept connections, and as little Python as can be.

`python -m benchmarks.steadily PORT KEY RATE TOTAL BODIES CONNECTIONS`: prints, as one JSON
document, the milliseconds of each request that was answered, from when it was due; the same of
those that were sent away with 503; and the seconds that all took.
"""

from __future__ import annotations

import json
import queue
import socket
import sys
import threading
import time
from pathlib import Path


def main(port: int, key: str, rate: int, total: int, bodies: Path, connections: int) -> None:
    """Send, and print the document."""
    requests = [_request(key, line) for line in bodies.read_bytes().splitlines()]
    due: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
    took: list[float] = []
    shed: list[float] = []
    threads = [
        threading.Thread(target=_sender, args=(port, due, took, shed)) for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    began = time.perf_counter() + 0.2
    for number in range(total):
        at = began + number / rate
        wait = at - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        due.put((at, requests[number % len(requests)]))
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    print(json.dumps({"milliseconds": took, "shed": shed, "seconds": seconds}))


def _sender(
    port: int, due: queue.SimpleQueue[tuple[float, bytes] | None], took: list[float],
    shed: list[float],
) -> None:  # fmt: skip
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while item := due.get():
            at, request = item
            connection.sendall(request)
            status = _answer(connection)
            if status not in (200, 503):
                raise RuntimeError(f"answered {status}")
            (took if status == 200 else shed).append((time.perf_counter() - at) * 1000)


def _request(key: str, body: bytes) -> bytes:
    head = (
        f"POST /api/v1/screen HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _answer(connection: socket.socket) -> int:
    data = connection.recv(65536)
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(one[15:]) for one in lines if one.startswith(b"content-length:"))
    while len(body) < length:
        body += connection.recv(65536)
    return int(lines[0].split()[1])


if __name__ == "__main__":
    _, _port, _key, _rate, _total, _bodies, _connections = sys.argv
    main(int(_port), _key, int(_rate), int(_total), Path(_bodies), int(_connections))
