"""The signals, in the order in which they are computed and shown."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors.signals import behaviour, contacts, names, pictures, statements, texts
from staydown.mirrors.signals import neighbours as near
from staydown.mirrors.signals.base import ABSENT, Comparison, Example, Findings, Pairs, Signal

SIGNALS: tuple[Signal, ...] = (
    names.Handle(), names.DisplayName(), names.NameHandle(), texts.Bio(), texts.Location(),
    contacts.Links(), pictures.Avatar(), behaviour.Posts(), behaviour.Hashtags(),
    behaviour.Mentions(), pictures.Media(), statements.Declared(),
    statements.Announced(), statements.Posing(),
    near.FOLLOWS, near.FOLLOWERS, near.GROUPS, behaviour.Time(), behaviour.Language(),
    behaviour.Style(), contacts.PHONE_NUMBER, contacts.MAIL, contacts.DEVICES, contacts.NETWORKS,
)  # fmt: skip
COUNT = len(SIGNALS)
PLACE = {signal.name: place for place, signal in enumerate(SIGNALS)}
LEVELS = max(len(signal.levels) for signal in SIGNALS)
"""The most levels that a signal has."""


class Compared(NamedTuple):
    """Findings by pair and signal, in the order of SIGNALS."""

    levels: npt.NDArray[np.int8]
    rarities: npt.NDArray[np.float32]
    counts: npt.NDArray[np.int64]


def compare_all(pairs: Pairs) -> Compared:
    """Every comparison that the accounts of each pair allow; ABSENT for the rest."""
    shape = (len(pairs.old), COUNT)
    found = Compared(np.empty(shape, np.int8), np.empty(shape, np.float32), np.empty(shape, int))
    if not len(pairs.old):
        return found
    for place, signal in enumerate(SIGNALS):
        found.levels[:, place], found.rarities[:, place], found.counts[:, place] = signal.compare(
            pairs
        )
    return found


__all__ = [
    "ABSENT", "SIGNALS", "Compared", "Comparison", "Example", "Findings", "Pairs", "Signal",
    "compare_all",
]  # fmt: skip
