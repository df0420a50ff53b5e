"""`staydown transparency`: the figures that are published."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from staydown.kernel import actors, boot

if TYPE_CHECKING:
    from staydown.transparency.queries import Report


@click.group("transparency")
def command() -> None:
    """The figures that are published; they name nobody."""


@command.command("report")
@click.option("--from", "since", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--to", "until", required=True, type=click.DateTime(["%Y-%m-%d"]))
@click.option("--format", "form", default="json", type=click.Choice(["json", "csv", "html"]))
@click.option("--out", type=click.Path(path_type=Path), help="A file; else standard output.")
def report(since: datetime, until: datetime, form: str, out: Path | None) -> None:
    """The report of the days from D to D, both included, in UTC."""
    boot.ready()
    from staydown.transparency import queries

    first, last = since.replace(tzinfo=UTC), until.replace(tzinfo=UTC) + timedelta(days=1)
    if last <= first:
        raise click.UsageError("--to is before --from")
    found = queries.report(actors.shell(), first, last)
    text = {"json": _json, "csv": _csv, "html": queries.Report.as_html}[form](found)
    if out is None:
        click.echo(text, nl=not text.endswith("\n"))
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"cannot write {out}: {error.strerror}") from error


def _json(found: Report) -> str:
    return json.dumps(found.document, ensure_ascii=False, indent=2)


def _csv(found: Report) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, ["section", "what", "figure"], lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(found.as_rows())
    return text.getvalue()
