"""`staydown mirrors`: find removed accounts that return; train and measure the engine that does."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from staydown.mirrors.index import Watchlist
    from staydown.mirrors.model import Model
    from staydown.mirrors.rows import Problem
    from staydown.mirrors.scan import Scanned
    from staydown.mirrors.scanning.folder import Engine, Outcome

_FILE = click.Path(path_type=Path)
_WATCHLIST = click.option(
    "--watchlist", "watchlist_path", type=_FILE, required=True, metavar="FILE",
    help="Removed accounts: JSON Lines or Parquet, or a folder of a saved watchlist.",
)  # fmt: skip
_ACCOUNTS = click.option(
    "--accounts", "accounts_path", type=_FILE, required=True, metavar="FILE",
    help="Accounts to screen: JSON Lines or Parquet.",
)  # fmt: skip
_PAIRS = click.option(
    "--pairs", "pairs_path", type=_FILE, required=True, metavar="FILE",
    help='The truth, as JSON Lines: {"account", "entry", "label": 0 or 1, "cluster"?}.',
)  # fmt: skip
_MODEL = click.option("--model", "model_path", type=_FILE, help="A model file; ours if left out.")
_STRICT = click.option("--strict", is_flag=True, help="Stop at the first row that is no record.")
_WORKERS = click.option(
    "--workers", type=click.IntRange(1), help="Processes; all cores if left out."
)
_MOST_SHOWN = 20
_FILES = {".jsonl", ".json", ".parquet"}
"""How the names of files of matches end; another new name is a folder's."""


@click.group(name="mirrors")
def command() -> None:
    """Recognise removed accounts that return."""


@command.command()
@_WATCHLIST
@_ACCOUNTS
@click.option(
    "--out", type=_FILE, required=True, metavar="FILE|FOLDER",
    help="Matches: a .jsonl or .parquet file; or a folder for parts and a manifest.",
)  # fmt: skip
@click.option("--top", type=click.IntRange(1), default=5, help="Most matches of an account; 5.")
@click.option(
    "--min-probability", type=click.FloatRange(0, 1),
    help="Report matches from this probability; the model's `possible` if left out.",
)  # fmt: skip
@_MODEL
@_STRICT
@_WORKERS
@click.option(
    "--engine", type=click.Choice(["local", "ray", "spark"]), default="local",
    help="What does the parts: processes here, Ray Data, or Spark.",
)  # fmt: skip
@click.option("--ray-address", help="A Ray cluster; one of this machine's own if left out.")
@click.option("--spark-master", help="A Spark master; local[WORKERS] if left out.")
@click.option("--format", "form", type=click.Choice(["jsonl", "parquet"]), help="Of parts; jsonl.")
@click.option(
    "--part-size", type=click.IntRange(1), metavar="MIB", default=8,
    help="MiB of accounts in a part; 8.",
)  # fmt: skip
@click.option("--restart", is_flag=True, help="Drop the scan that the folder holds; begin anew.")
@click.option(
    "--progress", type=click.Choice(["auto", "json", "none"]), default="auto",
    help="On a terminal only; or a line of JSON now and then.",
)  # fmt: skip
@click.pass_context
def scan(ctx: click.Context, /, **options: Any) -> None:
    """Screen accounts against a watchlist. Exit status 1 if rows were passed over."""
    out: Path = options["out"]
    if out.is_dir() or (out.suffix not in _FILES and not out.exists()):
        ctx.exit(_scan_folder(**options))
    for name in ("ray_address", "spark_master", "form", "restart"):
        if options[name]:
            option = {"form": "format"}.get(name, name).replace("_", "-")
            raise click.UsageError(f"--{option} needs --out FOLDER")
    if options["engine"] != "local":
        raise click.UsageError("--engine needs --out FOLDER")
    if options["accounts_path"].is_dir():
        raise click.UsageError("accounts in a folder need --out FOLDER")
    ctx.exit(_scan_file(**options))


def _scan_file(
    *, watchlist_path: Path, accounts_path: Path, out: Path, top: int,
    min_probability: float | None, model_path: Path | None, strict: bool, workers: int | None,
    **_: object,
) -> int:  # fmt: skip
    from staydown.mirrors import scan as scanning
    from staydown.mirrors.scanning.chunks import Wanted

    with _plainly():
        problems: list[Problem] = []
        watchlist = _watchlist(watchlist_path, accounts_path, model_path, problems, strict, workers)
        done = scanning.scan(
            watchlist, accounts_path, out, Wanted(top, min_probability),
            strict=strict, workers=workers, tell=_progress(),
        )  # fmt: skip
    _tell(problems + done.problems)
    click.echo(_summary(done, len(watchlist)), err=True)
    return 1 if problems or done.problems else 0


def _scan_folder(
    *, watchlist_path: Path, accounts_path: Path, out: Path, top: int,
    min_probability: float | None, model_path: Path | None, strict: bool, workers: int | None,
    engine: str, ray_address: str | None, spark_master: str | None, form: str | None,
    part_size: int, restart: bool, progress: Any,
) -> int:  # fmt: skip
    from datetime import UTC, datetime

    from staydown.mirrors.scanning.chunks import Wanted
    from staydown.mirrors.scanning.folder import Order, scan_folder
    from staydown.mirrors.scanning.progress import Teller

    order = Order(
        watchlist_path, accounts_path, out, model_path, Wanted(top, min_probability),
        f".{form or 'jsonl'}", strict, part_size * 1024 * 1024, restart, workers,
    )  # fmt: skip
    with _plainly():
        done = scan_folder(
            order, _engine(engine, ray_address, spark_master),
            lambda: datetime.now(UTC).isoformat(timespec="seconds"), Teller(progress).tell,
        )  # fmt: skip
    return _told(done)


def _engine(name: str, ray_address: str | None, spark_master: str | None) -> Engine:
    """The engine of a name. Raises FileError where its library is not installed."""
    from functools import partial

    if name == "ray":
        from staydown.mirrors.scanning import ray

        ray.check()
        return partial(ray.run, address=ray_address)
    if name == "spark":
        from staydown.mirrors.scanning import spark

        spark.check()
        return partial(spark.run, master=spark_master)
    from staydown.mirrors.scanning import local

    return local.run


def _told(done: Outcome) -> int:
    """Say what a scan into a folder came to; the exit status."""
    from staydown.mirrors.rows import Problem
    from staydown.mirrors.scanning.manifest import totals

    parts = done.manifest.parts
    found = totals(parts)
    details = [Problem(one.input, each.row, each.reason) for one in parts for each in one.details]
    _tell([*done.problems, *details], len(done.problems) + found["problems"])
    for name in done.redone:
        click.echo(f"{name} was not as it had been written; scanned again", err=True)
    if done.done_before:
        click.echo(f"{done.done_before:,} of {len(parts):,} parts were there already", err=True)
    click.echo(
        f"{found['rows']:,} rows against {done.entries:,} entries: "
        f"{found['matched']:,} accounts with a match, in {len(parts):,} parts", err=True,
    )  # fmt: skip
    return 1 if done.problems or found["problems"] else 0


@command.command()
@click.option("--watchlist", "watchlist_path", type=_FILE, help="Removed accounts.")
@click.option("--accounts", "accounts_path", type=_FILE, help="Accounts whose truth is known.")
@click.option("--pairs", "pairs_path", type=_FILE, help="The truth, as `evaluate` reads it.")
@click.option(
    "--from-decisions", is_flag=True,
    help="Learn from what reviewers of this installation decided, instead of from files.",
)  # fmt: skip
@click.option("--out", type=_FILE, required=True, help="Where to write the model.")
@click.option("--name", default="trained", help="The model's name.")
def train(
    watchlist_path: Path | None,
    accounts_path: Path | None,
    pairs_path: Path | None,
    out: Path,
    name: str,
    *,
    from_decisions: bool,
) -> None:
    """Fit a model on labelled pairs; accounts in no pair are taken for ordinary.

    With --from-decisions the model in use is refitted and recalibrated, and both are measured on
    decisions that were held out: staydown models activate asks for that.
    """
    if from_decisions:
        _train_from_decisions(out, name)
        return
    if not (watchlist_path and accounts_path and pairs_path):
        raise click.UsageError("give --watchlist, --accounts and --pairs, or --from-decisions")
    from staydown.mirrors.train import trained
    from staydown.mirrors.trials import Trial

    with _plainly():
        model = trained(Trial.read(watchlist_path, accounts_path, pairs_path), name)
        model.save(out)
    click.echo(json.dumps({"model": str(out), **model.fitted_on}), err=True)


def _train_from_decisions(out: Path, name: str) -> None:
    from staydown.kernel import actors, boot

    boot.ready()
    from staydown.screening import actions

    measured = actions.train(actors.shell(), out, name)
    click.echo(json.dumps({"model": str(out), **measured}))
    click.echo(f"to put it in use: staydown models activate {out}", err=True)


@command.command()
@_WATCHLIST
@_ACCOUNTS
@_PAIRS
@_MODEL
@click.option("--report", type=_FILE, help="Write the report as one HTML page.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def evaluate(
    watchlist_path: Path,
    accounts_path: Path,
    pairs_path: Path,
    model_path: Path | None,
    report: Path | None,
    *,
    as_json: bool,
) -> None:
    """Measure a model on accounts whose truth is known."""
    from staydown.mirrors.evaluate import evaluate as measured
    from staydown.mirrors.model import Model
    from staydown.mirrors.report import html
    from staydown.mirrors.trials import Trial

    with _plainly():
        model = Model.load(model_path)
        trial = Trial.read(watchlist_path, accounts_path, pairs_path)
        coverage = trial.coverage(model) if report else ()
        found = measured(trial.outcomes(model), model, coverage)
        if report:
            report.write_text(html(found, model), encoding="utf-8")
    figures = {
        "counts": dict(found.counts),
        "recall": {f"{rate:g}": round(figure.value, 4) for rate, figure in found.recall.items()},
        "top1": round(found.top1.value, 4),
        "mrr": round(found.mrr.value, 4),
        "calibration_error": round(found.calibration_error, 5),
    }
    click.echo(json.dumps(figures) if as_json else _figures(figures))


@command.command()
@_WATCHLIST
@_ACCOUNTS
@_MODEL
@_WORKERS
def bench(
    watchlist_path: Path, accounts_path: Path, model_path: Path | None, workers: int | None
) -> None:
    """Throughput, latency and memory on your own files, as one JSON document."""
    from staydown.mirrors.bench import measured
    from staydown.mirrors.model import Model

    with _plainly():
        click.echo(
            json.dumps(measured(watchlist_path, accounts_path, Model.load(model_path), workers))
        )


def _watchlist(
    path: Path,
    accounts: Path,
    model_path: Path | None,
    problems: list[Problem],
    strict: bool,
    workers: int | None,
) -> Watchlist:
    """The watchlist, with the model's background taken from the accounts at hand."""
    from staydown.mirrors.model import Model
    from staydown.mirrors.scan import crowd_at, load_watchlist

    model: Model = Model.load(model_path)
    watchlist = load_watchlist(path, model, problems=problems, strict=strict, workers=workers)
    watchlist.weigh_by(model, crowd_at(watchlist, accounts))
    return watchlist


class _plainly:  # noqa: N801
    """Failures that a user can mend, as one line and exit status 2."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        from staydown.mirrors.evaluate import MeasureError
        from staydown.mirrors.model import ModelError
        from staydown.mirrors.rows import FileError
        from staydown.mirrors.shelf import WatchlistError

        told = FileError | MeasureError | ModelError | OSError | WatchlistError
        if isinstance(error, told):
            raise click.ClickException(str(error)) from error


def _progress() -> Any:
    """Show how far the scan is, on a terminal only."""
    began = time.monotonic()

    def tell(so_far: Scanned) -> None:
        if sys.stderr.isatty():
            rate = so_far.accounts / max(1e-9, time.monotonic() - began)
            click.echo(f"\r{so_far.accounts:,} accounts, {rate:,.0f}/s", err=True, nl=False)

    return tell


def _tell(problems: list[Problem], count: int | None = None) -> None:
    """Tell the first of `count` rows that were passed over."""
    shown = problems[:_MOST_SHOWN]
    for problem in shown:
        click.echo(f"{problem.file}, line {problem.row}: {problem.reason}", err=True)
    more = (len(problems) if count is None else count) - len(shown)
    if more:
        click.echo(f"and {more:,} more rows", err=True)


def _summary(done: Scanned, entries: int) -> str:
    return f"{done.accounts:,} accounts against {entries:,} entries: {done.matched:,} with a match"


def _figures(figures: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in figures.items())
