"""No name, however hostile, is written beyond the room that there is: kernels check no bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from staydown.mirrors.text import naming
from staydown.mirrors.text.alphabet import alphabet
from staydown.mirrors.text.hashing import points_of
from staydown.mirrors.text.naming import read_name
from staydown.mirrors.text.splitting import Desk, new_desk
from staydown.mirrors.text.wordbook import wordbook

CANARY = 77
"""What lies behind the room."""


@pytest.mark.parametrize(
    "written",
    [
        "ﷺ" * 27 + "aB" * 46, "ﷺ" * 27 + "\U00020000" * 93, "ﷺ" * 300, "aB" * 200, "𠀀" * 300,
        "abd " * 80, "Ω" * 300, "ab12" * 80, "5" * 300, "a.b " * 90, "ﬃ" * 300, "\ud800a" * 200,
        "㍿" * 200, "specimen" * 100, "salahuddin " * 50, "5x" * 200, "x" * 300, "صلاحالدین " * 40,
        "🇸 " * 200, "abd a b c d e f g h i j k l m n o p",
    ],
)  # fmt: skip
def test_no_name_is_written_beyond_its_room(written: str) -> None:
    wide = [doubled(part) for part in new_desk()]
    fact = doubled(np.zeros(naming.COLUMNS, np.uint32))
    latin = doubled(np.zeros(naming.LATIN_LETTERS, np.uint8))
    whole = doubled(np.zeros(naming.WHOLE_LETTERS, np.uint8))
    points = points_of(written)
    read_name(
        points, 0, len(points), alphabet(), wordbook(), Desk(*map(front, wide)), front(fact),
        front(latin), front(whole),
    )  # fmt: skip
    behind = [room[len(room) // 2 :] for room in (*wide, fact, latin, whole)]
    assert all((room == CANARY).all() for room in behind)


def doubled(room: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The room, and as much behind it."""
    return np.concatenate((room, np.full(len(room), CANARY, room.dtype)))


def front(room: npt.NDArray[Any]) -> npt.NDArray[Any]:
    return room[: len(room) // 2]
