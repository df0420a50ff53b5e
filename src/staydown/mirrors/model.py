"""The model: what each agreement or disagreement is worth, and how sure the sum makes us.

Evidence is counted in bits (Fellegi and Sunter 1969, with Winkler's frequency adjustment): the
base-two logarithm of how much likelier a finding is for a mirror than for an unrelated account.
Bits of different signal groups add up; within a group (the handle and the name; posts and their
style) the strongest finding counts whole and each further one less, for they say the same thing.
A model is a JSON file that a person can read, change and compare: see `priors.py` for the table.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from staydown.mirrors import priors
from staydown.mirrors.background import Background
from staydown.mirrors.matches import Tier
from staydown.mirrors.signals import PLACE
from staydown.mirrors.weighing import Weights, weights_of

Floats = npt.NDArray[np.float64]
FORMAT = 2
DEFAULT = Path(__file__).parent / "models" / "default.json"
UNFILED = ("time", "language", "style", "location")
"""Signals that no key stands for: what they may add to what an entry promises."""


class ModelError(ValueError):
    """A model file that cannot be used; the message says what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Row:
    """Bits of one level of one signal: `offset + weight * rarity`."""

    weight: float
    offset: float


@dataclass(frozen=True, slots=True)
class SignalTable:
    """A signal's levels. `cap` is its reliability: rarity beyond that many bits is not believed,
    since handles are taken over, numbers recycled and pictures stolen. `floor` limits bits
    against."""

    cap: float
    floor: float
    levels: Mapping[str, Row]

    def bits(self, level: str, rarity: float) -> float:
        """Bits of a finding."""
        row = self.row(level)
        return max(self.floor, row.offset + row.weight * min(self.cap, rarity))

    def row(self, level: str) -> Row:
        """The level's row; a level that the table lacks reads as the level without its context
        (`same late` as `same`), or as the `*` row, with it or without."""
        plain, _, context = level.partition(" ")
        for name in (level, f"* {context}" if context == "explained" else plain, plain):
            if name in self.levels:
                return self.levels[name]
        return self.levels["*"]


@dataclass(frozen=True, slots=True)
class Group:
    """Signals that say the same thing; each finding after the strongest counts `overlap` of the
    one before (0: only the strongest counts; 1: they are independent)."""

    signals: tuple[str, ...]
    overlap: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """From summed bits to calibrated ones, `slope * bits + intercept`, as measured per account on
    a watchlist of `entries` entries. More entries mean more chances to look like one of them."""

    slope: float
    intercept: float
    entries: int

    def apply(self, bits: Floats, entries: int | None) -> Floats:
        """Calibrated bits that an account mirrors this entry, on a watchlist of that size."""
        return self.slope * bits + self.intercept - self._larger(entries)

    def bits_for(self, calibrated: float, entries: int | None) -> float:
        """The summed bits that come to these calibrated ones."""
        return (calibrated + self._larger(entries) - self.intercept) / self.slope

    def _larger(self, entries: int | None) -> float:
        return math.log2(max(entries or self.entries, self.entries) / self.entries)


@dataclass(frozen=True)
class Model:
    """Everything that turns comparisons into a calibrated probability."""

    name: str
    base_rate: float
    thresholds: Mapping[str, float]
    calibration: Calibration
    groups: tuple[Group, ...]
    signals: Mapping[str, SignalTable]
    fitted_on: Mapping[str, Any]
    background: Background = field(default_factory=Background)

    @classmethod
    def load(cls, path: Path | None = None) -> Model:
        """The model in a file, or the default one. Raises ModelError."""
        path = path or DEFAULT
        try:
            return from_json(json.loads(path.read_text(encoding="utf-8")))
        except ModelError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelError(f"{path.name} is not a mirror model: {error!r}") from error

    def save(self, path: Path) -> None:
        """Write the model as JSON, the same bytes for the same model: the table so that a person
        can read it, the background (thousands of hashed counts) on one line at the end."""
        data = to_json(self)
        counted = json.dumps(data.pop("background"), separators=(",", ":"))
        table = json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(f'{table[:-2]},\n "background": {counted}\n}}\n', encoding="utf-8")

    @cached_property
    def weights(self) -> Weights:
        """The table as kernels take it."""
        return weights_of(self)

    def bits_wanted(self, probability: float, entries: int) -> float:
        """The bits that make a match this probable on a watchlist of so many entries; minus
        infinity where every match is wanted."""
        if probability <= 0:
            return -math.inf
        if probability >= 1:
            return math.inf
        odds = math.log2(probability / (1 - probability))
        odds -= math.log2(self.base_rate / (1 - self.base_rate))
        return self.calibration.bits_for(odds, entries)

    @cached_property
    def unfiled_bits(self) -> Floats:
        """The most bits that each signal without keys may add (UNFILED)."""
        places = [PLACE[name] for name in UNFILED]
        table = self.weights
        most = table.offsets + np.maximum(table.weights, 0) * table.caps[:, None, None]
        return np.asarray(np.maximum(0.0, most[places].max(axis=(1, 2))), dtype=np.float64)

    def probability(
        self, bits: float, base_rate: float | None = None, entries: int | None = None
    ) -> float:
        """That the account is a mirror of this entry, where `base_rate` of all new accounts are
        mirrors of some entry (the model's own by default) and the watchlist has `entries`."""
        return float(self.probabilities(np.array([bits]), entries, base_rate)[0])

    def probabilities(
        self, bits: Floats, entries: int | None = None, base_rate: float | None = None
    ) -> Floats:
        """As `probability`, of many pairs."""
        rate = self.base_rate if base_rate is None else base_rate
        if not 0 < rate < 1:
            raise ModelError(f"a base rate lies between 0 and 1, not {rate}")
        odds = self.calibration.apply(bits, entries) + math.log2(rate / (1 - rate))
        return np.asarray(1 / (1 + np.exp2(np.clip(-odds, -1000.0, 1000.0))), dtype=np.float64)

    def tier(self, probability: float) -> Tier | None:
        """`likely`, `possible`, or None below both thresholds."""
        if probability >= self.thresholds["likely"]:
            return "likely"
        return "possible" if probability >= self.thresholds["possible"] else None


def hand_set() -> Model:
    """The model before fitting: the table of `priors.py`."""
    return Model(
        name="hand-set",
        base_rate=1e-4,
        thresholds={"likely": 0.99, "possible": 0.5},
        calibration=Calibration(slope=1.0, intercept=-10.0, entries=1000),
        groups=tuple(Group(signals, overlap) for signals, overlap in priors.GROUPS),
        signals={name: _table(prior) for name, prior in priors.SIGNALS.items()},
        fitted_on={"note": "hand-set priors, fitted to nothing"},
    )


def _table(prior: priors.Prior) -> SignalTable:
    levels = {name: Row(*row) for name, row in prior.levels.items()}
    return SignalTable(prior.cap, prior.floor, levels)


def to_json(model: Model) -> dict[str, Any]:
    """The model as plain JSON values."""
    return {
        "format": FORMAT,
        "name": model.name,
        "base_rate": model.base_rate,
        "thresholds": dict(model.thresholds),
        "calibration": {
            "slope": model.calibration.slope,
            "intercept": model.calibration.intercept,
            "entries": model.calibration.entries,
        },
        "groups": [{"signals": list(g.signals), "overlap": g.overlap} for g in model.groups],
        "signals": {name: _table_json(table) for name, table in model.signals.items()},
        "fitted_on": dict(model.fitted_on),
        "background": model.background.dump(),
    }


def _table_json(table: SignalTable) -> dict[str, Any]:
    levels = {
        name: {"weight": row.weight, "offset": row.offset} for name, row in table.levels.items()
    }
    return {"cap": table.cap, "floor": table.floor, "levels": levels}


def from_json(data: Mapping[str, Any]) -> Model:
    """The model in JSON values. Raises ModelError, KeyError or TypeError on another form."""
    if data["format"] != FORMAT:
        raise ModelError(f"the model has format {data['format']}; this program reads {FORMAT}")
    return Model(
        name=data["name"],
        base_rate=data["base_rate"],
        thresholds=data["thresholds"],
        calibration=Calibration(**data["calibration"]),
        groups=tuple(Group(tuple(g["signals"]), g["overlap"]) for g in data["groups"]),
        signals={name: _table_from(one) for name, one in data["signals"].items()},
        fitted_on=data["fitted_on"],
        background=Background.load(data["background"]),
    )


def _table_from(data: Mapping[str, Any]) -> SignalTable:
    levels = {name: Row(row["weight"], row["offset"]) for name, row in data["levels"].items()}
    if "*" not in levels:
        raise ModelError("every signal needs a `*` level for findings that the table lacks")
    return SignalTable(data["cap"], data["floor"], levels)
