"""`staydown check`: is the configuration sound?"""

from __future__ import annotations

import sys

import click

from staydown.kernel import boot


@click.command("check")
@click.option("--reach", is_flag=True, help="Also ask every configured platform.")
def command(reach: bool) -> None:
    """Check the configuration; each finding has an id and a hint. Exit 1 if there is one."""
    boot.ready()
    from django.core import checks

    from staydown.enforcement import queries

    messages = checks.run_checks()
    for message in messages:
        click.echo(f"{message.id}: {message.msg}")
        if message.hint:
            click.echo(f"    {message.hint}")
    problems = queries.connector_problems() if reach else []
    for problem in problems:
        click.echo(f"staydown.E010: {problem}")
        click.echo("    See [[connectors]] in staydown.toml and docs/settings.md.")
    if not messages and not problems:
        click.echo("All is well.")
    sys.exit(1 if messages or problems else 0)
