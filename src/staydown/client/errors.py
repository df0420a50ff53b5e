"""What the client raises, everywhere but in screening.

::

    StaydownClientError
    ├── Unreachable     no answer: refused connection, time-out, an answer that is none
    └── Refused         the server said no; `status`, `code`, `detail` and `errors` say why
"""

from __future__ import annotations

from typing import Any


class StaydownClientError(Exception):
    """The request was not done."""


class Unreachable(StaydownClientError):
    """There was no answer that could be read."""


class Refused(StaydownClientError):
    """The server's refusal, as its problem document (RFC 9457) has it."""

    def __init__(self, status: int, code: str, detail: str, errors: list[dict[str, Any]]) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail, self.errors = status, code, detail, errors
