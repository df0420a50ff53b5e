"""A sender at a steady rate: HTTP/1.1 over a few kept connections, and as little Python as can be.

`python -m benchmarks.steadily PORT KEY RATE TOTAL BODIES`: prints each request's milliseconds from
when it was due, and how many were answered 503, as one JSON document.
"""

from __future__ import annotations

import json
import queue
import socket
import sys
import threading
import time
from pathlib import Path

CONNECTIONS = 8


def main(port: int, key: str, rate: int, total: int, bodies: Path) -> None:
    """Send, and print the document."""
    requests = [_request(key, line) for line in bodies.read_bytes().splitlines()]
    due: queue.SimpleQueue[tuple[float, bytes] | None] = queue.SimpleQueue()
    took: list[float] = []
    shed: list[int] = []
    threads = [
        threading.Thread(target=_sender, args=(port, due, took, shed)) for _ in range(CONNECTIONS)
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
    print(json.dumps({"milliseconds": took, "shed": len(shed)}))


def _sender(
    port: int, due: queue.SimpleQueue[tuple[float, bytes] | None], took: list[float],
    shed: list[int],
) -> None:  # fmt: skip
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while item := due.get():
            at, request = item
            connection.sendall(request)
            status = _answer(connection)
            took.append((time.perf_counter() - at) * 1000)
            if status == 503:
                shed.append(1)
            elif status != 200:
                raise RuntimeError(f"answered {status}")


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
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), Path(sys.argv[5]))
