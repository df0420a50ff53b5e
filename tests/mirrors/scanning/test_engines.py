"""One input, three engines: the same parts, byte for byte."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from staydown.mirrors.rows import FileError
from staydown.mirrors.scanning import ray, spark
from staydown.mirrors.scanning.chunks import Wanted
from staydown.mirrors.scanning.folder import Order
from tests.mirrors.accounts import write
from tests.mirrors.scanning.scans import accounts, files, scanned, table, watchlist_at

ROOT = Path(__file__).resolve().parents[3]
needs_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None, reason="Ray is not installed (staydown[ray])"
)
needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None or not shutil.which("java"),
    reason="Spark (staydown[spark]) or Java is not installed",
)


@pytest.fixture(autouse=True)
def _processes_find_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [str(ROOT / "src"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, paths)))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Order, dict[str, bytes]]:
    """JSON Lines and Parquet, and what local processes make of them."""
    folder = tmp_path_factory.mktemp("engines")
    (folder / "in").mkdir()
    rows = accounts(3_000)
    write(folder / "in" / "a.jsonl", [*rows[:1_500], "{", "x" * 30_000, *rows[1_500:1_600]])
    table(folder / "in" / "b.parquet", rows[1_600:], row_group_size=350)
    order = Order(
        watchlist_at(folder), folder / "in", folder / "local", wanted=Wanted(3, 0.0),
        part_bytes=40_000, workers=2,
    )  # fmt: skip
    scanned(order)
    return order, files(order.out)


def _into(order: Order, name: str) -> Order:
    return replace(order, out=order.out.parent / name)


def _agrees(found: dict[str, bytes], wanted: dict[str, bytes]) -> None:
    """Part by part, and so all of it sorted."""
    assert len(wanted) > 8
    assert found == wanted
    assert sum(one.count(b"\n") for name, one in found.items() if name != "manifest.json") > 3_000


@pytest.mark.slow
@needs_ray
def test_ray_data_agrees_with_local_processes(both: tuple[Order, dict[str, bytes]]) -> None:
    order = _into(both[0], "ray")
    scanned(order, ray.run)
    _agrees(files(order.out), both[1])


def _executors() -> int:
    """How many Spark executors run below this process."""
    parents: dict[int, int] = {}
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(process.name)] = int((process / "stat").read_text().rpartition(") ")[2]
                                             .split()[1])  # fmt: skip
            if b"CoarseGrainedExecutorBackend" in (process / "cmdline").read_bytes():
                found.append(int(process.name))
        except (OSError, ValueError):
            continue

    def ours(process: int) -> bool:
        while process in parents:
            if process == os.getpid():
                return True
            process = parents[process]
        return False

    return sum(map(ours, found))


@pytest.mark.slow
@needs_spark
def test_two_spark_executors_agree_with_local_processes(
    both: tuple[Order, dict[str, bytes]],
) -> None:
    order, most = _into(both[0], "spark"), 0

    def tell(_: object) -> None:
        nonlocal most
        most = max(most, _executors())

    scanned(order, partial(spark.run, master="local-cluster[2,1,1024]"), tell=tell)
    _agrees(files(order.out), both[1])
    assert most == 2


@pytest.mark.slow
@needs_ray
def test_one_engine_goes_on_where_another_stopped(both: tuple[Order, dict[str, bytes]]) -> None:
    order = _into(both[0], "mixed")
    scanned(order)
    for number in (0, 3, 7):
        (order.out / f"part-{number:05}.jsonl").unlink()
    done = scanned(order, ray.run)
    assert done.redone == [f"part-{number:05}.jsonl" for number in (0, 3, 7)]
    _agrees(files(order.out), both[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    "engine",
    [
        pytest.param(ray.run, marks=needs_ray, id="ray"),
        pytest.param(partial(spark.run, master="local[2]"), marks=needs_spark, id="spark"),
    ],
)
def test_what_stops_a_part_is_one_line_on_every_engine(
    both: tuple[Order, dict[str, bytes]], engine: Any, request: pytest.FixtureRequest
) -> None:
    order = replace(_into(both[0], f"strict-{request.node.callspec.id}"), strict=True)
    with pytest.raises(FileError, match=r"^a\.jsonl, row \d+ of what becomes part-\d+.*: not JSON"):
        scanned(order, engine)


@pytest.mark.parametrize(("engine", "module"), [("ray", "ray"), ("spark", "pyspark")])
def test_an_engine_that_is_not_installed_is_one_line(
    engine: str, module: str, tmp_path: Path
) -> None:
    command = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from staydown.cli import main; main(sys.argv[1:])"
    )
    asked = ["mirrors", "scan", "--watchlist", "w", "--accounts", "a", "--out", str(tmp_path),
             "--engine", engine]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", command, *asked], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(f"pip install staydown[{engine}]")
    assert len(done.stderr.strip().splitlines()) == 1


@needs_spark
def test_spark_without_java_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileError, match="Java 17"):
        spark.check()
