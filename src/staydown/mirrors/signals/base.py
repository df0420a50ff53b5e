"""What a signal is: it compares one trait of a removed account and a new one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from staydown.mirrors.background import Background
from staydown.mirrors.prepare import Prepared


@dataclass(frozen=True, slots=True)
class Comparison:
    """How one trait of two accounts compares.

    `level`: one of the signal's `levels`. `rarity`: bits of surprise of what is shared under the
    background, 0 where nothing is. `similarity`: 0 to 1. `text`: a sentence for a reviewer.
    """

    signal: str
    level: str
    rarity: float
    similarity: float
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """What a signal is meant to find: fields of two account records, and the level, None where
    the signal keeps silent. Tested with the signal, and read by people."""

    entry: Mapping[str, Any]
    account: Mapping[str, Any]
    level: str | None


class Signal(Protocol):
    """One kind of evidence."""

    @property
    def name(self) -> str:
        """Its stable name, as in match records and model files."""
        ...

    @property
    def levels(self) -> tuple[str, ...]:
        """Its agreement levels, the strongest agreement first."""
        ...

    @property
    def examples(self) -> tuple[Example, ...]:
        """What it finds, by example."""
        ...

    def compare(
        self, entry: Prepared, account: Prepared, background: Background
    ) -> Comparison | None:
        """Compare; None where either account lacks the field, which is no evidence at all."""
        ...
