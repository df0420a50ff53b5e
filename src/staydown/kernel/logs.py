"""Logs as JSON Lines on standard error, with named facts and without personal data.

A message is a constant; facts go into `extra`. Only the names in `SAFE` pass, so that an account,
a phone number or a person cannot reach a log by mistake: law 6 of the design.
"""

from __future__ import annotations

import logging
from typing import Any

SAFE = frozenset(
    {
        "action", "attempt", "batch", "case", "code", "connector", "count", "delivery", "duration",
        "entry", "event", "handler", "instrument", "list", "measure", "method", "outcome", "peer",
        "port", "seconds", "snapshot", "state", "status_code", "worker",
    }
)  # fmt: skip

_STANDARD = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime"}


class OnlySafeFacts(logging.Filter):
    """Drop every extra fact whose name is not in `SAFE`, and say that one was dropped."""

    def filter(self, record: logging.LogRecord) -> bool:
        unsafe = [name for name in record.__dict__ if name not in _STANDARD and name not in SAFE]
        for name in unsafe:
            del record.__dict__[name]
        if unsafe:
            record.__dict__["dropped"] = sorted(unsafe)
        return True


def configuration(level: str) -> dict[str, Any]:
    """The `LOGGING` of Django's settings."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"safe": {"()": OnlySafeFacts}},
        "formatters": {
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
                "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
            }
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "filters": ["safe"],
            }
        },
        "loggers": {
            "staydown": {"handlers": ["stderr"], "level": level, "propagate": False},
            "django.request": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
            # httpx quotes the address of each request, which names an account.
            "httpx": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
