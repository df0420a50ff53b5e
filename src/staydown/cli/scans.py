"""`staydown scans`: what a scan of the whole account base found, taken in as cases."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from uuid import UUID

import click

from staydown.kernel import actors, boot, clock


@click.group("scans")
def command() -> None:
    """Take the matches of a scan in as cases, and take them back."""


@command.command("import")
@click.argument("manifest", type=click.Path(path_type=Path))
@click.option(
    "--accounts",
    required=True,
    type=click.Path(path_type=Path),
    help="What was scanned: the records of the accounts that matched are read from it.",
)
@click.option("--cap", default=1_000, show_default=True, help="Most cases that may be opened.")
@click.option("--yes", is_flag=True, help="Do not ask; for a script.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def import_(manifest: Path, accounts: Path, cap: int, *, yes: bool, as_json: bool) -> None:
    """Open a case for each account in a finished scan; the count is shown and confirmed first."""
    boot.ready()
    from staydown.screening import actions

    plan = actions.plan_import(actors.shell(), manifest, accounts)
    if not as_json:
        click.echo(
            f"{plan.cases:,} cases with {plan.matches:,} matches would be opened or joined; "
            f"{plan.known:,} are known, {plan.forgotten:,} name an entry that is not remembered, "
            f"{plan.unusable:,} have no usable account"
        )
    if not yes and not click.confirm("Open them?", err=True):
        click.echo("nothing was created", err=True)
        sys.exit(1)
    row = actions.import_scan(actors.shell(), manifest, accounts, cap=cap)
    if as_json:
        click.echo(json.dumps(plan.as_json() | {"import": str(row.id)}))
    else:
        click.echo(f"imported as {row.id}; to take it back: staydown scans undo {row.id}")


@command.command("undo")
@click.argument("import_id", metavar="IMPORT", type=click.UUID)
def undo(import_id: UUID) -> None:
    """Take an import back: its open matches and the cases that nothing else keeps open close."""
    boot.ready()
    from staydown.screening import actions

    _, closed = actions.undo_import(actors.shell(), import_id)
    click.echo(f"the import is undone, {closed:,} cases are closed")


@command.command("list")
def list_() -> None:
    """The imports as JSON Lines, the newest first."""
    boot.ready()
    from staydown.screening import queries

    for one in queries.imports(actors.shell()):
        facts = {
            "id": str(one.id),
            "made_at": clock.short(one.made_at),
            "accounts": one.accounts,
            "cases": one.cases,
            "matches": one.matches,
            "undone_at": clock.short(one.undone_at) if one.undone_at else None,
        }
        click.echo(json.dumps(facts))
