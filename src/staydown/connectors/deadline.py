"""A transport whose every wait ends at one deadline.

httpx bounds each single read. A platform that sends one byte at a time, of its headers above all,
could so hold a worker for days. Here each read and write is given what is left of the whole call.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import local
from typing import Any

import httpcore
import httpx


class Deadline:
    """When the call of this thread must be over; each thread has its own."""

    def __init__(self) -> None:
        self._here = local()

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let every wait in the block end `seconds` from now."""
        self._here.until = time.monotonic() + seconds
        try:
            yield
        finally:
            del self._here.until

    def left(self, timeout: float | None) -> float:
        """`timeout` or what is left of the call, the shorter; 0 where nothing is."""
        left: float = max(self._here.until - time.monotonic(), 0.0)
        return left if timeout is None else min(timeout, left)


def transport(deadline: Deadline) -> httpx.HTTPTransport:
    """HTTP over connections that keep to the deadline.

    A certificate is trusted as everywhere else: by `certifi`, or by what SSL_CERT_FILE names.
    """
    made = httpx.HTTPTransport(trust_env=False)
    # httpx has no public way to name the network backend; tests would notice a change.
    made._pool = httpcore.ConnectionPool(
        ssl_context=httpx.create_ssl_context(),
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=5.0,
        network_backend=_Backend(deadline),
    )
    return made


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        stream = super().connect_tcp(host, port, left, local_address, socket_options)
        return _Stream(stream, self._deadline)


class _Stream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout)
        if not left:
            raise httpcore.ReadTimeout("the call has taken too long")
        return self._inner.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        left = self._deadline.left(timeout)
        if not left:
            raise httpcore.WriteTimeout("the call has taken too long")
        self._inner.write(buffer, left)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, left)
        return _Stream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
