"""From findings to bits: the model's table as arrays, and the kernel that sums up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from staydown.mirrors import priors
from staydown.mirrors.kernels import kernel
from staydown.mirrors.signals import ABSENT, COUNT, LEVELS, PLACE, SIGNALS
from staydown.mirrors.signals.behaviour import Time
from staydown.mirrors.signals.naming import SPEAKS
from staydown.mirrors.signals.statements import Announced, Declared

if TYPE_CHECKING:
    from staydown.mirrors.model import Model

TIMES = len(Time.levels) + 1
"""Levels of time, and not known."""
CONTEXTS = 2 * TIMES
"""Each of these, plain and where the likeness has another explanation."""
_TIME, _DECLARED = PLACE["time"], PLACE["declared"]
_HANDLE, _NAME, _POSING = PLACE["handle"], PLACE["display_name"], PLACE["posing"]
_OLDER = Time.levels.index("older")
_CALLS_IT = Declared.levels.index("calls-it")
"""This level and the next one speak of the entry as another's."""
_ANNOUNCED, _DISOWNED = PLACE["announced"], Announced.levels.index("disowned-by-entry")


class Weights(NamedTuple):
    """`offsets` and `weights` by signal, level and context (level of time, the last not known; then
    the same where the likeness is explained); `caps` and `floors` by signal; `groups`: which
    signals say the same thing; `overlaps`: how much each further finding of a group still adds."""

    offsets: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    caps: npt.NDArray[np.float64]
    floors: npt.NDArray[np.float64]
    groups: npt.NDArray[np.int64]
    overlaps: npt.NDArray[np.float64]


def weights_of(model: Model) -> Weights:
    """The model's table as kernels take it."""
    offsets, weights = np.zeros((COUNT, LEVELS, CONTEXTS)), np.zeros((COUNT, LEVELS, CONTEXTS))
    caps, floors = np.zeros(COUNT), np.zeros(COUNT)
    groups = np.arange(COUNT) + len(model.groups)
    overlaps = np.array([*(group.overlap for group in model.groups), *[1.0] * COUNT])
    for place, signal in enumerate(SIGNALS):
        table = model.signals.get(signal.name) or model.signals["*"]
        caps[place], floors[place] = table.cap, table.floor
        for level, name in enumerate(signal.levels):
            for context in range(CONTEXTS):
                row = table.row(in_context(signal.name, name, context))
                offsets[place, level, context] = row.offset
                weights[place, level, context] = row.weight
        for number, group in enumerate(model.groups):
            if signal.name in group.signals:
                groups[place] = number
    return Weights(offsets, weights, caps, floors, groups, overlaps)


def in_context(signal: str, level: str, context: int) -> str:
    """The level under which a finding is looked up. What resembles (`RESEMBLING`) is worth little
    where something else explains it: `same explained`. What passes from hand to hand (`PASSED_ON`)
    is worth more soon after the removal than months later: `same soon-after`, `same late`."""
    when, explained = context % TIMES, context >= TIMES
    if level == "differs":
        return level
    if explained and signal in priors.RESEMBLING:
        return f"{level} explained"
    passed_on = signal in priors.PASSED_ON and when < len(Time.levels)
    return f"{level} {Time.levels[when]}" if passed_on else level


@kernel
def context_of(levels: npt.NDArray[np.int8]) -> int:
    """The context of a pair. Its likeness is explained where the account speaks of the entry as
    another's (news, fans, parody), by word or by name, or is older than the entry, which may have
    posed as it."""
    when = np.int64(levels[_TIME])
    explained = when == _OLDER or levels[_DECLARED] >= _CALLS_IT
    explained = explained or levels[_HANDLE] == SPEAKS or levels[_NAME] == SPEAKS
    explained = explained or levels[_ANNOUNCED] == _DISOWNED or levels[_POSING] == 0
    return (when if when != ABSENT else TIMES - 1) + (TIMES if explained else 0)


@kernel
def contexts_of(levels: npt.NDArray[np.int8]) -> npt.NDArray[np.int64]:
    """The context of each pair."""
    found = np.empty(len(levels), np.int64)
    for pair in range(len(levels)):
        found[pair] = context_of(levels[pair])
    return found


@kernel
def weigh(
    table: Weights, levels: npt.NDArray[np.int8], rarities: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """For each pair the bits of each finding, less what its group already said, and their sum.
    Within a group and a side (for, against) the strongest counts whole and each further one
    less."""
    pairs, count = levels.shape
    bits, totals = np.zeros((pairs, count)), np.zeros(pairs)
    raw = np.zeros(count)
    for pair in range(pairs):
        context = context_of(levels[pair])
        for place in range(count):
            level = np.int64(levels[pair, place])
            raw[place] = 0.0
            if level != ABSENT:
                believed = min(table.caps[place], np.float64(rarities[pair, place]))
                own = table.offsets[place, level, context]
                own += table.weights[place, level, context] * believed
                raw[place] = max(table.floors[place], own)
        for place in range(count):
            if raw[place] != 0.0:
                rank = _rank(raw, table.groups, place)
                bits[pair, place] = raw[place] * table.overlaps[table.groups[place]] ** rank
                totals[pair] += bits[pair, place]
    return bits, totals


@kernel
def _rank(bits: npt.NDArray[np.float64], groups: npt.NDArray[np.int64], place: int) -> int:
    """How many stronger findings of the same group and side there are."""
    rank = 0
    for other in range(len(bits)):
        if groups[other] != groups[place] or bits[other] == 0.0 or other == place:
            continue
        if (bits[other] < 0) == (bits[place] < 0):
            mine, theirs = abs(bits[place]), abs(bits[other])
            rank += 1 if theirs > mine or (theirs == mine and other < place) else 0
    return rank
