"""What a folder of matches says of itself: inputs, watchlist, model, settings, parts, totals."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning.whole import write_whole

FORMAT = 1
NAME = "manifest.json"
MOST_DETAILS = 20
"""Rows passed over that a part tells one by one; the others are counted."""
MOST_DETAILS_IN_ALL = 1_000
Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Detail:
    """A row that was passed over: its number, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """A finished part. `begin`, `end`: its bytes in the input, whole lines; `first`: the number of
    its first line in the input (1 where the parts before it are not known: details count from it);
    `lines`: with blank ones; `rows`: without; `sha256`: of what was written; `input_sha256`: of its
    bytes in the input."""

    part: int
    name: str
    input: str
    begin: int
    end: int
    input_sha256: str
    lines: int
    rows: int
    matched: int
    matches: int
    problems: int
    bytes: int
    sha256: str
    first: int = 1
    details: tuple[Detail, ...] = ()

    def json(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, values: Facts) -> Done:
        """Of JSON values. Raises TypeError or KeyError on another form."""
        details = tuple(Detail(**one) for one in values["details"])
        return cls(**{**values, "details": details})

    def from_line(self, first: int) -> Done:
        """The same, its details' rows counted so that its first line is line `first`."""
        moved = tuple(replace(one, row=one.row + first - self.first) for one in self.details)
        return replace(self, first=first, details=moved)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`facts`: all that the matches depend on, beside the inputs' bytes; `started`, `finished`:
    RFC 3339 (`finished` None until every part is there)."""

    facts: Facts
    started: str
    finished: str | None = None
    parts: Sequence[Done] = ()
    inputs: Sequence[Facts] = field(default_factory=tuple)

    @property
    def scan(self) -> str:
        """A short name for the facts: two scans with one name have the same matches."""
        return scan_id(self.facts)

    def save(self, folder: Path) -> None:
        """Write it. Raises FileError."""
        head = {"format": FORMAT, "started": self.started, "finished": self.finished}
        tail = {"totals": totals(self.parts), "parts": [one.json() for one in self.parts]}
        facts = dict(self.facts) | ({"inputs": list(self.inputs)} if self.inputs else {})
        text = json.dumps(head | facts | tail, indent=1, ensure_ascii=False)
        write_whole(folder / NAME, text.encode("utf-8", "backslashreplace").decode() + "\n")

    @classmethod
    def load(cls, folder: Path) -> Manifest | None:
        """The manifest in a folder; None if there is none. Raises FileError."""
        path = folder / NAME
        if not path.exists():
            return None
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            if values["format"] != FORMAT:
                raise FileError(
                    f"{path} has format {values['format']}; this program reads {FORMAT}"
                )
            parts = [Done.of(one) for one in values["parts"]]
            facts = {name: values[name] for name in FACTS if name in values}
            facts["inputs"] = [_plain(one) for one in values["inputs"]]
            return cls(facts, values["started"], values["finished"], parts, values["inputs"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            if isinstance(error, FileError):
                raise
            raise FileError(f"{path} is no manifest of a scan; --restart begins anew") from error


FACTS = ("program", "settings", "model", "watchlist", "crowd", "inputs")


def _plain(one: Facts) -> Facts:
    return {"name": one["name"], "bytes": one["bytes"]}


def scan_id(facts: Facts) -> str:
    """The first 16 hex digits of the SHA-256 of the facts."""
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def totals(parts: Iterable[Done]) -> dict[str, int]:
    """The parts' counts, summed."""
    found = dict.fromkeys(("rows", "matched", "matches", "problems"), 0)
    for one in parts:
        for name in found:
            found[name] += getattr(one, name)
    return found


def differences(old: Facts, new: Facts) -> list[str]:
    """What both speak of and do not agree in, in words."""
    found = []
    for name in (name for name in old if name in new and old[name] != new[name]):
        before, now = old[name], new[name]
        if isinstance(before, Mapping) and isinstance(now, Mapping):
            found += [f"{name} {each}" for each in differences(before, now)]
        elif name == "inputs":
            found.append(_inputs_differ(before, now))
        else:
            found.append(f"{name} was {_short(before)} and is {_short(now)}")
    return found


def _inputs_differ(before: Sequence[Facts], now: Sequence[Facts]) -> str:
    sizes, sizes_now = ({one["name"]: one["bytes"] for one in each} for each in (before, now))
    for name in sorted(sizes.keys() | sizes_now.keys()):
        if name not in sizes_now:
            return f"input {name} is gone"
        if name not in sizes:
            return f"input {name} is new"
        if sizes[name] != sizes_now[name]:
            return f"input {name} had {sizes[name]:,} bytes and has {sizes_now[name]:,}"
    return "the inputs come in another order"


def _short(value: object) -> str:
    return value[:24] if isinstance(value, str) else json.dumps(value)


def finished_inputs(
    inputs: Sequence[Facts], parts: Sequence[Done]
) -> tuple[list[Facts], list[Done]]:
    """The inputs with their rows and digests, and the parts with the rows' numbers in the inputs;
    all parts in order. An input's digest is SHA-256 over the lines of its parts' digests. Raises
    FileError where the parts' bytes do not lie end to end."""
    told: list[Facts] = []
    placed: list[Done] = []
    left = MOST_DETAILS_IN_ALL
    for one in inputs:
        own = [part for part in parts if part.input == one["name"]]
        line, at, hasher = 1, 0, hashlib.sha256()
        for part in own:
            if part.begin not in (at, part.end):
                raise FileError(changed_meanwhile(one["name"]))
            hasher.update(f"{part.input_sha256}\n".encode())
            moved = part.from_line(line)
            placed.append(replace(moved, details=moved.details[:left]))
            left -= len(placed[-1].details)
            line, at = line + part.lines, max(at, part.end)
        if at != one["bytes"]:
            raise FileError(changed_meanwhile(one["name"]))
        rows = sum(part.rows for part in own)
        told.append({**one, "rows": rows, "sha256": hasher.hexdigest()})
    return told, placed


def changed_meanwhile(name: str) -> str:
    """What to say of an input that is no longer what it was."""
    return f"{name} was changed while it was read; --restart begins anew"
