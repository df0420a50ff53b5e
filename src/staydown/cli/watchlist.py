"""`staydown watchlist`: the live watchlist's state, its saved base, and the keys of clients."""

from __future__ import annotations

import json
from datetime import timedelta

import click

from staydown.kernel import actors, boot, clock


@click.group("watchlist")
def command() -> None:
    """The live watchlist: its state, its base on disk, its keys."""


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def status(as_json: bool) -> None:
    """How many accounts are remembered, by which model they are weighed, what expires next."""
    boot.ready()
    from staydown.screening import queries

    found = queries.watchlist(actors.shell())
    expiry = found["next_expiry"]
    found["next_expiry"] = clock.short(expiry) if expiry else None
    found["base_version"] = queries.base_version()
    if as_json:
        click.echo(json.dumps(found, indent=2))
    else:
        click.echo("\n".join(f"{name}: {value}" for name, value in found.items()))


@command.command("compact")
@click.option("--force", is_flag=True, help="Renew it even if little has changed.")
def compact(force: bool) -> None:
    """Renew the base on disk, or make it of the database where it cannot be used."""
    boot.ready()
    from staydown.screening import actions

    version = actions.compact(force=force)
    if version is None:
        click.echo("the base is recent enough; --force renews it even so")
    else:
        click.echo(f"the base holds the watchlist up to version {version}")


@command.command("rotate-keys")
@click.option("--overlap-days", default=90, show_default=True, type=click.IntRange(0, 3650))
def rotate_keys(overlap_days: int) -> None:
    """Make a new key for client identifiers; the one before is used until the overlap ends."""
    boot.ready()
    from staydown.screening import actions

    key = actions.rotate_client_keys(actors.shell(), timedelta(days=overlap_days))
    click.echo(f"{key} is used from now on; the keys before it for {overlap_days} days more")
