"""The one error of the readers."""

from __future__ import annotations

from staydown.kernel.errors import InputError


class ReaderError(InputError):
    """The file as a whole cannot be read as a referral; nothing of it should be stored.

    The message says what the file is and what to send instead. Facts where known: `sheet`, `line`,
    `byte` (offset from the start of the file), `limit`, `seen` and `wanted` (columns).
    """


def no_rows() -> ReaderError:
    """The error for a file with a place for accounts and none in it."""
    return ReaderError(
        "no-rows", "the file holds no account, only the place for them: send the list with its rows"
    )
