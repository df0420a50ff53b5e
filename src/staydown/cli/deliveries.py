"""`staydown deliveries`: carry them out, list them, retry stuck ones."""

from __future__ import annotations

import json
import sys
from uuid import UUID

import click

from staydown.kernel import actors, boot


@click.group("deliveries")
def command() -> None:
    """Carry out deliveries; see and retry stuck ones."""


@command.command("run")
def run() -> None:
    """Do all work that is due now, then end. Exit 1 if a delivery is stuck."""
    boot.ready()
    from staydown.enforcement import queries
    from staydown.enforcement.platform_access import registry
    from staydown.enforcement.worker import Worker

    done = Worker(registry()).run_until_idle()
    counts = queries.counts()
    numbers = ", ".join(f"{number} {name}" for name, number in counts.items())
    click.echo(f"{done} pieces of work done; deliveries: {numbers}")
    sys.exit(1 if counts["stuck"] else 0)


@command.command("list")
@click.option("--state", type=click.Choice(["waiting", "done", "stuck", "void"]), default=None)
def list_(state: str | None) -> None:
    """The newest deliveries as JSON Lines."""
    boot.ready()
    from staydown.enforcement import queries

    for one in queries.deliveries(actors.shell(), state=state or ""):
        facts = {
            "id": str(one.id),
            "ref": one.ref,
            "verb": one.verb,
            "state": one.state,
            "confirmed": one.confirmed,
            "attempts": len(one.attempts),
            "problem": one.problem,
            "detail": one.detail,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))


@command.command("retry")
@click.argument("delivery", type=click.UUID)
def retry(delivery: UUID) -> None:
    """Give a stuck DELIVERY its tries again."""
    boot.ready()
    from staydown.enforcement import actions

    actions.retry(actors.shell(), delivery)
    click.echo(f"{delivery} waits for its next try")
