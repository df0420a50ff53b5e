"""`staydown models`: which model screening weighs by."""

from __future__ import annotations

import json
from pathlib import Path

import click

from staydown.kernel import actors, boot


@click.group("models")
def command() -> None:
    """The model that screening weighs by."""


@command.command("show")
def show() -> None:
    """The model in use, as JSON."""
    boot.ready()
    from staydown.screening import queries

    found = queries.watchlist(actors.shell())
    click.echo(json.dumps({name: found[name] for name in ("model", "model_sha256")}))


@command.command("activate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--override", default="", metavar="REASON", help="Take it even if it is not better.")
def activate(file: Path, override: str) -> None:
    """Put the model in FILE in use; `shipped` goes back to ours.

    It must have measured better than the one in use on decisions that were held out, as `mirrors
    train --from-decisions` does.
    """
    boot.ready()
    from staydown.screening import actions

    chosen = actions.activate_model(actors.shell(), file, override=override)
    click.echo(f"{chosen.name} is in use; every screening process takes it up within a second")
