"""`staydown deliveries`: carry them out, list them, retry stuck ones, see and restore drift."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING
from uuid import UUID

import click

from staydown.kernel import actors, boot, clock

if TYPE_CHECKING:
    from staydown.enforcement.queries import DriftView


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
    stuck = queries.notice_counts()["stuck"]
    if stuck:
        click.echo(f"{stuck} notices to users are stuck: staydown deliveries notices --state stuck")
    sys.exit(1 if counts["stuck"] or stuck else 0)


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


@command.command("notices")
@click.option("--state", type=click.Choice(["waiting", "done", "stuck", "void"]), default=None)
def notices(state: str | None) -> None:
    """The newest notices to users as JSON Lines, without their text."""
    boot.ready()
    from staydown.enforcement import queries

    for one in queries.notices(actors.shell(), state=state or ""):
        facts = {
            "id": str(one.id),
            "ref": one.ref,
            "language": one.language,
            "subject": one.subject,
            "state": one.state,
            "problem": one.problem,
            "detail": one.detail,
        }
        click.echo(json.dumps(facts, ensure_ascii=False))


@command.command("retry")
@click.argument("delivery", type=click.UUID)
def retry(delivery: UUID) -> None:
    """Give a stuck DELIVERY, or notice to a user, its tries again."""
    boot.ready()
    from staydown.enforcement import actions
    from staydown.enforcement.errors import NoSuchDelivery

    try:
        actions.retry(actors.shell(), delivery)
    except NoSuchDelivery:
        actions.retry_notice(actors.shell(), delivery)
    click.echo(f"{delivery} waits for its next try")


@command.command("drift")
@click.option("--check-now", is_flag=True, help="Read every measure in force back first.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def drift(check_now: bool, as_json: bool) -> None:
    """Measures in force that do not hold on their platform. Exit 1 if there are any."""
    boot.ready()
    from staydown.enforcement import drift, queries
    from staydown.enforcement.platform_access import registry

    if check_now:
        looked = drift.look_at_all(registry())
        click.echo(f"{looked} measures looked at", err=True)
    found = queries.drifts(actors.shell(), state="open")
    if as_json:
        click.echo(json.dumps([_drift(one) for one in found], ensure_ascii=False, indent=2))
    for one in () if as_json else found:
        since = clock.short(one.found_at)
        click.echo(f"{one.id}  {one.ref}  {one.kind}  {one.state} {since}  {one.detail}")
    sys.exit(1 if found else 0)


@command.command("restore")
@click.argument("drift", type=click.UUID)
def restore(drift: UUID) -> None:
    """Carry the measure of a DRIFT to its platform again."""
    boot.ready()
    from staydown.enforcement import actions

    delivery = actions.restore(actors.shell(), drift)
    click.echo(f"{drift} is restored by delivery {delivery.id}")


def _drift(one: DriftView) -> dict[str, str]:
    return {
        "id": str(one.id),
        "measure": str(one.measure),
        "case": str(one.case),
        "ref": one.ref,
        "kind": one.kind,
        "state": one.state,
        "found_at": clock.short(one.found_at),
        "detail": one.detail,
    }
