"""The scan on Spark: `mapInArrow` over a table of the parts, one part a partition."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import staydown
from staydown.mirrors.crew import cores
from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning.manifest import Done
from staydown.mirrors.scanning.parts import Part
from staydown.mirrors.scanning.work import Failed, answer_of, answered, do_part, noted

MISSING = "the Spark engine is not installed: pip install staydown[spark]"
_LOOK_EVERY = 0.5
_LOOPBACK = "127.0.0.1"
_PACKAGES = Path(staydown.__file__).parents[1]
_OWN = {"PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable}


def run(
    work: Path, scan: str, parts: Sequence[Part], workers: int | None, *, master: str | None = None
) -> Iterator[Done | Failed]:
    """Do the parts on a Spark cluster, or in `local[workers]`. All its machines see the folders
    under the same names. Raises FileError."""
    check()

    def do(batches: Iterable[Any]) -> Iterator[Any]:
        import pyarrow as pa

        for batch in batches:
            numbers = batch.column(0).to_pylist()
            answers = [answer_of(do_part(work, scan, parts[number])) for number in numbers]
            yield pa.RecordBatch.from_pydict({"answer": answers})

    with _session(master or f"local[{workers or cores()}]") as spark:
        table = spark.range(0, len(parts), 1, len(parts)).mapInArrow(do, "answer string")
        with ThreadPoolExecutor(1) as aside:
            yield from _arriving(work, scan, parts, aside.submit(table.collect))


def check() -> None:
    """Raise FileError where Spark or Java is not installed."""
    try:
        import pyspark.sql  # noqa: F401
    except ImportError as error:
        raise FileError(MISSING) from error
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise FileError("Spark needs Java 17 or newer: install it, or set JAVA_HOME")


def _arriving(
    work: Path, scan: str, parts: Sequence[Part], job: Future[Any]
) -> Iterator[Done | Failed]:
    """The parts as they are done: Spark answers at its end only, so until then we look at what its
    processes write down. Raises FileError."""
    wanted = {part.number for part in parts}
    told: set[int] = set()
    while not job.done():
        wait([job], _LOOK_EVERY)
        for one in noted(work, scan, told):
            told.add(one.part)
            if one.part in wanted:
                yield one
    try:
        answers = [answered(row.answer) for row in job.result()]
    except Exception as error:  # Spark's and Py4J's have no base in common
        raise FileError(
            f"Spark gave up ({_first_line(error)}); run the same command again to go on"
        ) from error
    yield from (one for one in answers if isinstance(one, Failed) or one.part not in told)


@contextmanager
def _session(master: str) -> Iterator[Any]:
    """A Spark session, stopped afterwards; where Spark is of this machine's own, it listens on
    loopback alone and its processes import what this one does. Raises FileError."""
    from pyspark.sql import SparkSession

    own = master.startswith("local")
    builder = SparkSession.builder.master(master).appName("staydown")
    builder = builder.config("spark.ui.enabled", "false").config("spark.log.level", "ERROR")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    if own:
        builder = builder.config("spark.driver.host", _LOOPBACK)
        builder = builder.config("spark.executorEnv.PYTHONPATH", str(_PACKAGES))
    with _environment(_OWN | {"SPARK_LOCAL_IP": _LOOPBACK} if own else _OWN):
        try:
            spark = builder.getOrCreate()
        except Exception as error:  # Spark's and Py4J's have no base in common
            raise FileError(f"cannot start Spark on {master}: {_first_line(error)}") from error
    try:
        yield spark
    finally:
        spark.stop()


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Variables set for a while, but for those that somebody set."""
    new = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            os.environ.pop(name, None)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
