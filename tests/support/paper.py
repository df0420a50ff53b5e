"""A platform that keeps every call in a file, for several processes at once."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from staydown.connectors.base import MeasureKind, Order, Outcome, Reading
from staydown.platforms import AccountRef
from tests.support.world import MemoryPlatform

PATIENCE = 30.0


@dataclass
class PaperPlatform(MemoryPlatform):
    """What is in force follows from the calls in `calls`, whoever made them.

    `meets`: the first call of each process waits until that many processes have made one, so that
    they are at work together, whichever was faster to start.
    """

    calls: Path = Path("calls.jsonl")
    meets: int = 1

    def __init__(self, calls: Path, meets: int = 1) -> None:
        super().__init__()
        self.calls, self.meets = calls, meets

    def apply(self, order: Order) -> Outcome:
        self._note("apply", order)
        return super().apply(order)

    def lift(self, order: Order) -> Outcome:
        self._note("lift", order)
        return super().lift(order)

    def read(self, ref: AccountRef) -> Reading:
        holding: set[MeasureKind] = set()
        for call in read_calls(self.calls):
            if call["ref"] == str(ref):
                change = holding.add if call["verb"] == "apply" else holding.discard
                change(MeasureKind(call["kind"]))
        return Reading(True, True, frozenset(holding), "read from the file")

    def _note(self, verb: str, order: Order) -> None:
        call = {"verb": verb, "key": order.key, "ref": str(order.ref), "kind": order.kind.value}
        line = json.dumps(call | {"by": str(os.getpid())}) + "\n"
        with self.calls.open("a", encoding="utf-8") as file:
            file.write(line)
        self._meet()

    def _meet(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while len({call["by"] for call in read_calls(self.calls)}) < self.meets:
            if time.monotonic() > deadline:
                raise TimeoutError("the other worker did not come")
            time.sleep(0.01)
        self.meets = 1


def read_calls(path: Path) -> list[dict[str, str]]:
    """Every call so far, in order."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
