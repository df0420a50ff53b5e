"""Screening a stream of lines: so many at a time, and never all threads of the server at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from staydown.api import bodies
from staydown.api.bodies import Read
from staydown.api.problems import TooLarge
from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError, StaydownError
from staydown.screening import actions

log = logging.getLogger(__name__)

#: How many lines are screened together, and of how many bytes at most.
GROUP, GROUP_BYTES = 200, 8_000_000

#: How many streams one process serves at a time. Each keeps a thread for as long as it lasts, and
#: the other threads are for sign-ups.
AT_ONCE = 2

#: How long a stream waits for an overload to pass before the lines of a group are given up.
PATIENCE_SECONDS = 60.0
_LONGEST_WAIT = 5.0

#: A line of the request by its number, with its document or why it has none.
Line = tuple[int, Any]


class Busy(StaydownError):
    """This process serves as many streams as it can beside sign-ups."""


class Slot:
    """One of the streams that a process serves at a time; free again when the answer is read."""

    _free = threading.BoundedSemaphore(AT_ONCE)

    def __init__(self) -> None:
        self._held = True
        self._lock = threading.Lock()

    @classmethod
    def taken(cls) -> Slot:
        """A free one; raises Busy where there is none."""
        if not cls._free.acquire(blocking=False):
            text = "enough batches are being screened: try again in a moment"
            raise Busy("batches-busy", text, retry_after=2)
        return cls()

    def free(self) -> None:
        """Give it back; once is enough."""
        with self._lock:
            if self._held:
                self._held = False
                self._free.release()

    def __del__(self) -> None:
        """An answer that a server dropped without closing it keeps no slot."""
        self.free()

    def until_read(self, first: bytes, rest: Iterator[bytes]) -> Stream:
        """The answer, which frees the slot when it is read or left."""
        return Stream(self, chain([first], rest))


class Stream:
    """An iterator that is closed even if it never began, as a generator is not."""

    def __init__(self, slot: Slot, parts: Iterator[bytes]) -> None:
        self._slot, self._parts = slot, parts

    def __iter__(self) -> Stream:
        return self

    def __next__(self) -> bytes:
        try:
            return next(self._parts)
        except BaseException:
            self._slot.free()
            raise

    def close(self) -> None:
        """Called by the server when the answer is done, or nobody reads it any more."""
        self._slot.free()


def answers(actor: Actor, read: Read) -> Iterator[bytes]:
    """The answer's lines to the lines that `read` gives, a group at a time.

    An overload at the first group is raised; later ones are waited out.
    """
    for number, group in enumerate(_groups(read)):
        found = _screened(actor, group) if number == 0 else _patiently(actor, group)
        yield b"".join(bodies.dumped(one) + b"\n" for one in found)


def _groups(read: Read) -> Iterator[list[Line]]:
    group: list[Line] = []
    size = 0
    for number, raw in enumerate(bodies.lines(read), start=1):
        if isinstance(raw, bytes) and not raw.strip():
            continue
        group.append((number, _document(raw)))
        size += len(raw) if isinstance(raw, bytes) else 0
        if len(group) == GROUP or size > GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _document(raw: bytes | TooLarge) -> Any:
    if isinstance(raw, TooLarge):
        return raw
    try:
        return bodies.document(raw)
    except InputError as error:
        return error


def _screened(actor: Actor, group: Sequence[Line]) -> list[dict[str, Any]]:
    """An answer for each line of the group, in order."""
    usable = [line for line in group if not isinstance(line[1], InputError)]
    screened = actions.screen(actor, [document for _, document in usable])
    found = dict(zip((number for number, _ in usable), screened, strict=True))
    return [_answer(number, document, found.get(number, document)) for number, document in group]


def _answer(number: int, document: Any, found: Any) -> dict[str, Any]:
    if isinstance(found, StaydownError):
        return _refusal(number, document, found.code, found.message)
    answer: dict[str, Any] = found.as_json()
    return answer


def _refusal(number: int, document: Any, code: str, message: str) -> dict[str, Any]:
    event = document.get("event") if isinstance(document, dict) else None
    return {
        "line": number,
        "event": event if isinstance(event, str) else None,
        "error": {"code": code, "message": message},
    }


def _patiently(actor: Actor, group: Sequence[Line]) -> list[dict[str, Any]]:
    """The same, waiting out an overload; every line is answered, whatever happens."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return _screened(actor, group)
        except StaydownError as error:
            retry = error.facts.get("retry_after")
            if retry is None or time.monotonic() > end:
                return _given_up(group, error.code, error.message)
            time.sleep(min(float(str(retry)), _LONGEST_WAIT))
        except Exception:
            log.exception("lines of a stream could not be screened")
            return _given_up(group, "internal", "a fault of this program: send the line again")


def _given_up(group: Sequence[Line], code: str, message: str) -> list[dict[str, Any]]:
    return [_answer(number, one, one) if isinstance(one, InputError)
            else _refusal(number, one, code, message) for number, one in group]  # fmt: skip
