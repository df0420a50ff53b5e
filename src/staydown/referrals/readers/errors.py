"""The one error of the readers."""

from __future__ import annotations

from staydown.kernel.errors import InputError


class ReaderError(InputError):
    """The file as a whole cannot be read as a referral; nothing of it should be stored.

    The message says what the file is and what to send instead. Facts where known: `sheet`, `line`,
    `byte` (offset from the start of the file), `limit`, `seen` and `wanted` (columns).
    """
