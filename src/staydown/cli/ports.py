"""Asking for a port before anything is started that would be lost without it."""

from __future__ import annotations

import socket

from staydown.kernel.errors import ConfigurationError


def require_free(host: str, port: int) -> None:
    """Raise ConfigurationError where nothing can be served at `host`:`port`."""
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise ConfigurationError(
            "port-taken", f"cannot serve at {host}:{port} ({error.strerror}): choose --port"
        ) from error
