"""`staydown referrals`: submit a file, write its answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Literal, cast
from uuid import UUID

import click

from staydown.kernel import actors, boot
from staydown.kernel.errors import InputError

#: The keys of an answer's row that DESIGN.md fixes, in their order.
ROW = ("row", "sheet", "source_row", "status", "refs", "reasons", "claims")


@click.group("referrals")
def command() -> None:
    """Submit referral files and write their answers."""


@command.command("submit")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "peer", required=True, metavar="PEER", help="Slug of the peer.")
@click.option("--instrument", required=True, metavar="ID", help="For example pk-peca-37.")
@click.option("--reasons", default="", help="Written reasons, where the instrument asks for them.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="Of the whole demand.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
def submit(
    file: Path, peer: str, instrument: str, reasons: str, facts: tuple[str, ...], as_json: bool
) -> None:
    """Take in FILE, open cases, and say what became of each row.

    Exit 1 if a row is returned or a claim contradicted.
    """
    boot.ready()
    from staydown.cases import actions as cases
    from staydown.referrals import queries

    actor = actors.shell()
    stated = _facts(facts) | ({"reasons": reasons} if reasons else {})
    done = cases.receive(actor, file, peer_slug=peer, instrument_id=instrument, facts=stated)
    view = queries.batch(actor, done.batch.id)
    rows = queries.answer(actor, done.batch.id)
    if as_json:
        _print_answer(str(view.id), done.replayed, rows, view.counts)
    else:
        _print_summary(view, done.replayed)
    contradicted = queries.contradicted_rows(view.id)
    sys.exit(1 if view.counts["returned"] or contradicted else 0)


@command.command("answer")
@click.argument("batch", type=click.UUID)
@click.option("--format", "format_", type=click.Choice(["csv", "xlsx", "json"]), required=True)
@click.option("--out", type=click.Path(path_type=Path), help="File to write; default: output.")
def answer(batch: UUID, format_: str, out: Path | None) -> None:
    """Write the answer to BATCH in the sender's row order."""
    boot.ready()
    from staydown.cases import queries as cases
    from staydown.referrals import queries
    from staydown.referrals.answer_files import write_answer

    actor = actors.shell()
    queries.batch(actor, batch)
    rows = cases.answer(actor, batch)
    target: Any = out or sys.stdout.buffer
    form = cast('Literal["csv", "xlsx", "json"]', format_)
    try:
        write_answer(rows, target, form)
    except OSError as error:
        where = out or "standard output"
        raise InputError("cannot-write", f"cannot write {where}: {error.strerror}") from error


def _facts(given: tuple[str, ...]) -> dict[str, str]:
    stated = {}
    for one in given:
        name, separator, value = one.partition("=")
        if not (separator and name.strip()):
            raise InputError("fact", f"--fact wants NAME=VALUE, not {one!r}")
        stated[name.strip()] = value
    return stated


def _print_answer(
    batch: str, replayed: bool, rows: Iterator[dict[str, Any]], counts: dict[str, Any]
) -> None:
    """One JSON document, written row by row, so that a large answer needs no large memory."""
    out = sys.stdout
    out.write(f'{{"batch": {json.dumps(batch)}, "replayed": {json.dumps(replayed)}, "rows": [')
    separator = "\n"
    while chunk := list(islice(rows, 500)):
        lines = [json.dumps({key: row[key] for key in ROW}, ensure_ascii=False) for row in chunk]
        out.write(separator + ",\n".join(lines))
        separator = ",\n"
    out.write(f'\n], "counts": {json.dumps(counts)}}}\n')


def _print_summary(view: Any, replayed: bool) -> None:
    again = " (submitted before; nothing was stored again)" if replayed else ""
    counts = view.counts
    click.echo(f"Batch {view.id}{again}")
    click.echo(f"  rows       {view.rows:>7,}")
    for name in ("accepted", "duplicate", "returned"):
        click.echo(f"  {name:<10} {counts[name]:>7,}")
    click.echo(f"  accounts   {counts['refs']['accepted']:>7,} accepted")
    click.echo(f"Answer: staydown referrals answer {view.id} --format csv")
