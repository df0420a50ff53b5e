"""One part, screened in any process: all it needs is read from the scan's folder of work.

The folder holds the job, the model, the crowd and, unless it was saved elsewhere, the watchlist.
Each process opens it once; the watchlist's files are mapped, so that processes share them.
"""

from __future__ import annotations

import json
from collections.abc import Container
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import Model, ModelError
from staydown.mirrors.rows import FileError, Problem, Row, writing
from staydown.mirrors.scanning.chunks import Wanted, chunks_of, screened
from staydown.mirrors.scanning.manifest import MOST_DETAILS, Detail, Done
from staydown.mirrors.scanning.parts import Input, Part, Seen, rows_of
from staydown.mirrors.scanning.sample import Place, open_crowd
from staydown.mirrors.scanning.whole import sha256_of, whole, write_whole
from staydown.mirrors.shelf import Shelf, WatchlistError

JOB, MODEL, CROWD, WATCHLIST, PARTS = "job.json", "model.json", "crowd.npz", "watchlist", "parts"
_LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Job:
    """What all parts have in common. `scan`: its name; `out`: where the parts go; `generation`:
    the folder of the watchlist's files; `until`: the first place in the input that was not counted
    in the crowd; `digits`: of a part's number."""

    scan: str
    out: Path
    suffix: str
    generation: Path
    inputs: tuple[Input, ...]
    until: Place
    wanted: Wanted
    strict: bool
    digits: int

    def save(self, work: Path) -> None:
        """Write the job where every process looks for it. Raises FileError."""
        write_whole(work / JOB, json.dumps(asdict(self), default=str))

    @classmethod
    def load(cls, work: Path) -> Job:
        """The job in a folder of work. Raises OSError, ValueError, TypeError or KeyError."""
        values = json.loads((work / JOB).read_text(encoding="utf-8"))
        inputs = tuple(Input(**{**one, "path": Path(one["path"])}) for one in values["inputs"])
        typed = {
            "out": Path(values["out"]),
            "generation": Path(values["generation"]),
            "inputs": inputs,
            "until": tuple(values["until"]),
            "wanted": Wanted(**values["wanted"]),
        }
        return cls(**{**values, **typed})

    def name_of(self, part: Part) -> str:
        """The name of the part's file."""
        return f"part-{part.number:0{self.digits}}{self.suffix}"


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a part could not be done; the scan stops."""

    reason: str


@lru_cache(maxsize=1)
def opened(work: Path, scan: str) -> tuple[Job, Watchlist]:
    """The job in a folder of work, and its watchlist ready to screen: once in each process. Raises
    FileError."""
    try:
        job = Job.load(work)
        watchlist = Watchlist(Shelf.open(job.generation), Model.load(work / MODEL))
        crowd = open_crowd(work / CROWD) if (work / CROWD).exists() else None
    except (OSError, ValueError, TypeError, KeyError, ModelError, WatchlistError) as error:
        raise FileError(f"this process cannot read the scan's {work}: {error}") from error
    if job.scan != scan:
        raise FileError(f"{work} belongs to another scan by now")
    watchlist.weigh_by(watchlist.model, crowd)
    return job, watchlist


def do_part(work: Path, scan: str, part: Part) -> Done | Failed:
    """Screen a part and write its matches; then write beside the job that it is done."""
    try:
        job, watchlist = opened(work, scan)
        done = _screen_part(job, watchlist, part)
        write_whole(note_of(work, scan, part.number), json.dumps(done.json()))
    except FileError as error:
        return Failed(str(error))
    return done


def _screen_part(job: Job, watchlist: Watchlist, part: Part) -> Done:
    one, seen, count = job.inputs[part.input], Seen(), _Count()

    def counted(row: Row) -> bool:
        return (part.input, row.at) < job.until

    name = job.name_of(part)
    with whole(job.out / name) as temporary, writing(temporary) as file:
        for rows in chunks_of(rows_of(one, part, seen), kind=counted):
            found = screened(watchlist, one.path.name, rows, job.wanted, counted=counted(rows[0]))
            if job.strict and found.problems:
                raise FileError(_said(name, found.problems[0]))
            file.write(found.lines)
            count.add(len(rows), found.matched, len(found.lines), found.problems)
    written = job.out / name
    return Done(
        part.number, name, one.path.name, seen.begin, seen.begin + seen.size,
        seen.hasher.hexdigest(), seen.lines, count.rows, count.matched, count.matches,
        count.problems, written.stat().st_size, sha256_of(written), 1, tuple(count.details),
    )  # fmt: skip


def _said(part: str, problem: Problem) -> str:
    place = f"row {problem.row} of what becomes {part}"
    return f"{problem.file}, {place}: {problem.reason[:_LONGEST_REASON]}"


class _Count:
    """What a part comes to."""

    def __init__(self) -> None:
        self.rows = self.matched = self.matches = self.problems = 0
        self.details: list[Detail] = []

    def add(self, rows: int, matched: int, matches: int, problems: list[Problem]) -> None:
        self.rows += rows
        self.matched += matched
        self.matches += matches
        self.problems += len(problems)
        for one in problems[: MOST_DETAILS - len(self.details)]:
            self.details.append(Detail(one.row, one.reason[:_LONGEST_REASON]))


def note_of(work: Path, scan: str, part: int) -> Path:
    """The file in which a process writes down that a part is done."""
    return work / PARTS / f"{scan}-{part}.json"


def noted(work: Path, scan: str, known: Container[int] = ()) -> list[Done]:
    """The parts that processes wrote down as done, but for those `known`; a note that is damaged
    counts for nothing."""
    found = []
    for path in (work / PARTS).glob(f"{scan}-*.json"):
        if int(path.stem.rpartition("-")[2]) not in known:
            with suppress(OSError, ValueError, TypeError, KeyError):
                found.append(Done.of(json.loads(path.read_text(encoding="utf-8"))))
    return found


def answer_of(one: Done | Failed) -> str:
    """What came of a part, as a text that any engine can carry."""
    return json.dumps(one.json() if isinstance(one, Done) else {"reason": one.reason})


def answered(text: str) -> Done | Failed:
    """What `answer_of` told."""
    values = json.loads(text)
    return Failed(values["reason"]) if "reason" in values else Done.of(values)
