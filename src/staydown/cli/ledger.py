"""`staydown ledger`: verify it, prove an entry, sign a checkpoint."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staydown.kernel import actors, boot
from staydown.kernel.errors import InputError

if TYPE_CHECKING:
    from staydown.ledger.notes import Verifier
    from staydown.ledger.verify import Report


@click.group("ledger")
def command() -> None:
    """Verify, prove and checkpoint the ledger."""


@command.command("verify")
@click.option("--checkpoint", type=click.Path(path_type=Path), help="A checkpoint kept elsewhere.")
@click.option("--key", metavar="FILE|VKEY", help="The checkpoint's public key, kept elsewhere.")
@click.option("--json", "as_json", is_flag=True)
def verify(checkpoint: Path | None, key: str | None, as_json: bool) -> None:
    """Recompute the whole log and compare the tables. Exit 1 if anything does not fit."""
    if key and not checkpoint:
        raise InputError("bad-key", "--key is of a checkpoint: give that with --checkpoint FILE")
    boot.ready()
    from staydown.ledger import checkpoints, queries

    given = checkpoints.read(checkpoint, _verifier(key)) if checkpoint else None
    report = queries.verify(actors.shell(), given)
    if as_json:
        click.echo(json.dumps(asdict(report) | {"ok": report.ok}, ensure_ascii=False))
    else:
        _print(report)
    sys.exit(0 if report.ok else 1)


@command.command("prove")
@click.argument("entry", type=int)
def prove(entry: int) -> None:
    """Print the inclusion proof of ENTRY (RFC 6962) as JSON."""
    boot.ready()
    from staydown.ledger import queries

    click.echo(json.dumps(queries.proof(actors.shell(), entry)))


@command.command("checkpoint")
@click.option("--out", type=click.Path(path_type=Path), help="Default: the checkpoints' folder.")
def checkpoint(out: Path | None) -> None:
    """Sign the present head and write it outside the database."""
    settings = boot.ready()
    from staydown.ledger import checkpoints, queries

    path, note = checkpoints.write(actors.shell(), settings, out)
    click.echo(note, nl=False)
    click.echo(f"Written to {path}", err=True)
    click.echo(f"Keep with it, elsewhere, its key: {queries.verifier()}", err=True)


def _verifier(key: str | None) -> Verifier | None:
    from staydown.ledger.notes import Verifier

    if key is None:
        return None
    try:
        text = Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
        return Verifier.parse(text)
    except (OSError, ValueError) as error:
        raise InputError("bad-key", f"--key: {error}") from error


def _print(report: Report) -> None:
    click.echo(f"{report.size:,} entries, {report.rows:,} rows; root {report.root}")
    for finding in report.findings:
        click.echo(f"✗ {finding.code}: {finding.text}")
    if report.ok:
        click.echo("✓ every entry and every row is as recorded")
    for limit in report.limits:
        click.echo(f"  Not ruled out: {limit}")
