"""Names as the kernels read them, for people to look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from staydown.mirrors.text import naming
from staydown.mirrors.text.alphabet import alphabet
from staydown.mirrors.text.hashing import points_of
from staydown.mirrors.text.naming import read_name
from staydown.mirrors.text.splitting import new_desk
from staydown.mirrors.text.wordbook import wordbook


@dataclass(frozen=True)
class Name:
    """`latin`, `whole`: ASCII letters of the core and of everything; `words`: hashes of the core's
    words; `number`: the digits after the name, None for none;
    `looks`: by core and by everything; `sounds`, `word_sounds`: keys of the core and of its words.
    """

    latin: str
    whole: str
    core: int
    words: tuple[int, ...]
    number: int | None
    digits: int
    flags: int
    looks: tuple[int, int]
    sounds: frozenset[int]
    word_sounds: tuple[frozenset[int], ...]


_DESK = new_desk()


def read(written: str) -> Name | None:
    """A handle or display name, read; None where it holds no letter or digit."""
    fact = np.zeros(naming.COLUMNS, np.uint32)
    latin = np.zeros(naming.LATIN_LETTERS, np.uint8)
    whole = np.zeros(naming.WHOLE_LETTERS, np.uint8)
    points = points_of(written)
    count = read_name(
        points, 0, len(points), alphabet(), wordbook(), _DESK, fact, latin, whole
    )  # fmt: skip
    if not count:
        return None
    column = [int(value) for value in fact]
    sounds_of = (
        column[naming.WORD_SOUND + naming.WORD_SOUNDS * word :][: naming.WORD_SOUNDS]
        for word in range(count)
    )
    return Name(
        latin=latin[: column[naming.LENGTHS] & 255].tobytes().decode("ascii"),
        whole=whole[: column[naming.LENGTHS] >> 8].tobytes().decode("ascii"),
        core=column[naming.CORE],
        words=tuple(column[naming.WORD : naming.WORD + count]),
        number=column[naming.NUMBER] - 1 if column[naming.NUMBER] else None,
        digits=column[naming.DIGITS],
        flags=column[naming.FLAGS],
        looks=(column[naming.LOOK], column[naming.WHOLE_LOOK]),
        sounds=_known(column[naming.SOUND : naming.SOUND + naming.NAME_SOUNDS]),
        word_sounds=tuple(map(_known, sounds_of)),
    )


def named(written: str) -> Name:
    """As `read`, of what is a name."""
    found = read(written)
    assert found is not None, written
    return found


def _known(keys: list[int]) -> frozenset[int]:
    return frozenset(keys) - {0}
