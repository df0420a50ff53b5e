"""Logs as JSON Lines on standard error, with named facts and without personal data.

A message is a constant; facts go into `extra`. Only the names in `SAFE` pass, so that an account,
a phone number or a person cannot reach a log by mistake: law 6 of the design.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
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
    """Drop every extra fact whose name is not in `SAFE`, and say that one was dropped.

    Of an error its kind and its place are kept, not its words: a database quotes the row.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if not hasattr(record, "_cleaned"):  # several handlers may share a record
            _clean(record)
            record._cleaned = True
        return True


def _clean(record: logging.LogRecord) -> None:
    unsafe = sorted(record.__dict__.keys() - _STANDARD - SAFE)
    for name in unsafe:
        del record.__dict__[name]
    if unsafe:
        record.__dict__["dropped"] = unsafe
    if record.exc_info:
        record.__dict__["error"] = _kind_and_place(record.exc_info[1])
        record.exc_info = record.exc_text = None


def _kind_and_place(error: BaseException | None) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    at = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return {"kind": type(error).__name__, "at": at}


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
