"""A scan into a folder: prepare it once, do the parts that are missing, say what was done."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from staydown import __version__
from staydown.mirrors.generations import current_folder
from staydown.mirrors.index import Watchlist
from staydown.mirrors.model import DEFAULT, Model
from staydown.mirrors.rows import FileError, Problem
from staydown.mirrors.scan import load_watchlist
from staydown.mirrors.scanning.chunks import USUAL, Wanted
from staydown.mirrors.scanning.manifest import (
    NAME,
    Done,
    Facts,
    Manifest,
    changed_meanwhile,
    differences,
    finished_inputs,
)
from staydown.mirrors.scanning.parts import PART_BYTES, Input, Part, cut, inputs_at
from staydown.mirrors.scanning.progress import Progress
from staydown.mirrors.scanning.sample import Sample, digest_of, sample_of, save_crowd
from staydown.mirrors.scanning.whole import UNFINISHED, alone_in, sha256_of
from staydown.mirrors.scanning.work import (
    CROWD,
    MODEL,
    PARTS,
    WATCHLIST,
    Failed,
    Job,
    note_of,
    noted,
)
from staydown.mirrors.shelf import Shelf

WORK = ".work"
"""The folder inside a scan's folder for what processes need while it is under way."""


class Engine(Protocol):
    """Does parts, in any order, in any processes; tells each as it is done."""

    def __call__(
        self, work: Path, scan: str, parts: Sequence[Part], workers: int | None
    ) -> Iterator[Done | Failed]: ...


@dataclass(frozen=True, slots=True)
class Order:
    """What to scan, against what, into which folder, how. `model`: None for ours; `suffix`: of the
    parts' files; `restart`: drop what an earlier scan left there."""

    watchlist: Path
    accounts: Path
    out: Path
    model: Path | None = None
    wanted: Wanted = USUAL
    suffix: str = ".jsonl"
    strict: bool = False
    part_bytes: int = PART_BYTES
    restart: bool = False
    workers: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scan came to. `done_before`: parts that an earlier run had done; `redone`: files that
    were not as they had been written; `problems`: rows of the watchlist that were passed over."""

    manifest: Manifest
    entries: int
    done_before: int
    redone: Sequence[str]
    problems: Sequence[Problem] = ()


@dataclass(slots=True)
class _Scan:
    """A scan under way in its folder, which it holds alone."""

    order: Order
    inputs: Sequence[Input]
    parts: Sequence[Part]
    now: Callable[[], str]
    work: Path
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    redone: list[str] = field(default_factory=list)


def scan_folder(
    order: Order,
    engine: Engine,
    now: Callable[[], str],
    tell: Callable[[Progress], None] = lambda _: None,
) -> Outcome:
    """Scan into a folder, or go on with the scan that was begun there. `now` gives RFC 3339 times.
    Raises FileError, ModelError or WatchlistError."""
    inputs = inputs_at(order.accounts)
    parts = cut(inputs, order.part_bytes)
    try:
        order.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot write {order.out}: {error.strerror or error}") from error
    with alone_in(order.out):
        scan = _Scan(order, inputs, parts, now, order.out / WORK)
        scan.facts = _asked(order, inputs)
        if order.restart:
            _clear(order.out)
        return _go_on(scan, engine, tell)


def _go_on(scan: _Scan, engine: Engine, tell: Callable[[Progress], None]) -> Outcome:
    out = scan.order.out
    old = _begun(scan)
    done = _verified(scan, old) if old else {}
    before = len(done)
    missing = [part for part in scan.parts if part.number not in done]
    if missing or old is None or old.finished is None:
        manifest = _prepared(scan, old, done) if missing or old is None else old
        if missing:
            done |= _do(scan, manifest.scan, engine, missing, tell)
        old = _finish(scan, manifest, done)
    shutil.rmtree(scan.work, ignore_errors=True)
    for left in out.glob(f"{UNFINISHED}*"):
        left.unlink(missing_ok=True)
    return Outcome(old, old.facts["watchlist"]["entries"], before, scan.redone, scan.problems)


def _asked(order: Order, inputs: Sequence[Input]) -> dict[str, Any]:
    """What the matches depend on, as far as is known before anything is prepared."""
    model, model_file = Model.load(order.model), order.model or DEFAULT
    least = order.wanted.min_probability
    try:
        watchlist = {"name": order.watchlist.name, "sha256": _watchlist_digest(order.watchlist)}
        model_digest = sha256_of(model_file)
    except OSError as error:
        raise FileError(f"cannot read {error.filename}: {error.strerror or error}") from error
    return {
        "program": f"staydown {__version__}",
        "settings": {
            "top": order.wanted.top,
            "min_probability": model.thresholds["possible"] if least is None else least,
            "strict": order.strict,
            "format": order.suffix.removeprefix("."),
            "part_bytes": order.part_bytes,
        },
        "model": {"name": model.name, "sha256": model_digest},
        "watchlist": watchlist,
        "inputs": [{"name": one.path.name, "bytes": one.size} for one in inputs],
    }


def _watchlist_digest(path: Path) -> str:
    """Of a file, its SHA-256; of a saved watchlist, that of the lines that `sha256sum *` prints in
    the folder of its current generation."""
    if not path.is_dir():
        return sha256_of(path)
    files = sorted(current_folder(path).iterdir())
    lines = [f"{sha256_of(file)}  {file.name}\n" for file in files]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _begun(scan: _Scan) -> Manifest | None:
    """The manifest of the scan that was begun here, which must be this one. Raises FileError."""
    out = scan.order.out
    old = Manifest.load(out)
    if old is None:
        if any(out.glob("part-*")):
            raise FileError(f"{out} holds parts without a manifest; --restart begins anew")
        return None
    _same(out, old.facts, scan.facts)
    scan.facts |= {name: old.facts[name] for name in ("watchlist", "crowd")}
    return old


def _same(out: Path, old: Facts, new: Facts) -> None:
    different = differences(old, new)
    if different:
        raise FileError(
            f"{out} holds another scan ({'; '.join(different)}); "
            "choose another folder, or --restart to begin anew"
        )


def _verified(scan: _Scan, old: Manifest) -> dict[int, Done]:
    """The parts that are done, whose files and whose bytes of the input are as they were. Raises
    FileError where the input has changed."""
    names = {one.path.name: one.path for one in scan.inputs}
    found = {one.part: one for one in (*old.parts, *noted(scan.work, old.scan))}
    for number, one in sorted(found.items()):
        path = names[one.input]
        try:
            same = sha256_of(path, one.begin, one.end) == one.input_sha256
        except OSError as error:
            raise FileError(f"cannot read {path}: {error.strerror or error}") from error
        if not same:
            raise FileError(
                f"{one.input} has changed since {one.name} was scanned; "
                "choose another folder, or --restart to begin anew"
            )
        written = scan.order.out / one.name
        if not written.is_file() or sha256_of(written) != one.sha256:
            scan.redone.append(one.name)
            note_of(scan.work, old.scan, number).unlink(missing_ok=True)
            del found[number]
    return found


def _prepared(scan: _Scan, old: Manifest | None, done: dict[int, Done]) -> Manifest:
    """Make ready what processes need, and write the manifest of a scan that is not finished."""
    order = scan.order
    (scan.work / PARTS).mkdir(parents=True, exist_ok=True)
    model = Model.load(order.model)
    shutil.copyfile(order.model or DEFAULT, scan.work / MODEL)
    generation, entries = _saved_watchlist(scan, model)
    sample = _saved_sample(scan, generation, model)
    found = {
        "watchlist": {
            **scan.facts["watchlist"],
            "entries": entries,
            "passed_over": len(scan.problems),
        },
        "crowd": {
            "accounts": sample.accounts,
            "sha256": digest_of(sample.crowd) if sample.crowd else None,
        },
    }
    if old:
        _same(order.out, old.facts, found)
    scan.facts |= found
    ours = [done[number] for number in sorted(done)]
    manifest = Manifest(scan.facts, old.started if old else scan.now(), None, ours)
    inputs = tuple(replace(one, path=one.path.absolute()) for one in scan.inputs)
    Job(
        manifest.scan, order.out.absolute(), order.suffix, generation.absolute(), inputs,
        sample.until, order.wanted, order.strict, max(5, len(str(len(scan.parts) - 1))),
    ).save(scan.work)  # fmt: skip
    manifest.save(order.out)
    return manifest


def _saved_watchlist(scan: _Scan, model: Model) -> tuple[Path, int]:
    """The folder of the watchlist's files, and how many entries it has."""
    order, saved = scan.order, scan.order.watchlist
    if not saved.is_dir():
        saved = scan.work / WATCHLIST
        shutil.rmtree(saved, ignore_errors=True)
        load_watchlist(
            order.watchlist, model, problems=scan.problems, strict=order.strict,
            workers=order.workers,
        ).save(saved)  # fmt: skip
    return current_folder(saved), len(Watchlist.open(saved, model))


def _saved_sample(scan: _Scan, generation: Path, model: Model) -> Sample:
    """Who was counted; the crowd is written for the processes, and code compiled once for all."""
    watchlist = Watchlist(Shelf.open(generation), model)
    watchlist.warm()
    sample = sample_of(watchlist, scan.inputs)
    (scan.work / CROWD).unlink(missing_ok=True)
    if sample.crowd:
        save_crowd(sample.crowd, scan.work / CROWD)
    return sample


def _do(
    scan: _Scan, name: str, engine: Engine, missing: Sequence[Part],
    tell: Callable[[Progress], None],
) -> dict[int, Done]:  # fmt: skip
    total = sum(one.size for one in scan.inputs)
    progress = Progress(total, total - sum(part.end - part.begin for part in missing))
    done: dict[int, Done] = {}
    tell(progress)
    for one in engine(scan.work.absolute(), name, missing, scan.order.workers):
        if isinstance(one, Failed):
            raise FileError(one.reason)
        done[one.part] = one
        progress.bytes += one.end - one.begin
        progress.rows += one.rows
        progress.matched += one.matched
        progress.problems += one.problems
        tell(progress)
    return done


def _finish(scan: _Scan, manifest: Manifest, done: dict[int, Done]) -> Manifest:
    """Write the manifest of a scan that is whole. Raises FileError where a part is missing, or the
    input was changed meanwhile."""
    lost = [part.number for part in scan.parts if part.number not in done]
    if lost:
        raise FileError(f"{len(lost)} parts were not done; run the same command again to go on")
    for one in scan.inputs:
        if one.path.stat().st_size != one.size:
            raise FileError(changed_meanwhile(one.path.name))
    inputs, parts = finished_inputs(scan.facts["inputs"], [done[number] for number in sorted(done)])
    whole = Manifest(manifest.facts, manifest.started, scan.now(), parts, inputs)
    whole.save(scan.order.out)
    return whole


def _clear(out: Path) -> None:
    """Drop an earlier scan: the manifest first, so that no half of it is taken for whole."""
    (out / NAME).unlink(missing_ok=True)
    shutil.rmtree(out / WORK, ignore_errors=True)
    for path in [*out.glob("part-*.jsonl"), *out.glob("part-*.parquet")]:
        path.unlink()
