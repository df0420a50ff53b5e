"""`staydown lists`: load lists of designations, fetch them, check a claim against them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from staydown.designations.actions import Loaded
    from staydown.kernel.actors import Actor

_DAY = click.DateTime(["%Y-%m-%d"])
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_SHRUNKEN = click.option(
    "--accept-shrunken", is_flag=True, help="Load it although much of the list is gone."
)


@click.group(name="lists")
def command() -> None:
    """Load lists and check claims against them."""


@command.command()
@click.argument("source")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--as-of", type=_DAY, help="The day that the files show, where they do not say.")
@_SHRUNKEN
@_JSON
def load(
    source: str,
    files: tuple[Path, ...],
    as_of: datetime | None,
    *,
    accept_shrunken: bool,
    as_json: bool,
) -> None:
    """Load a snapshot of a list. The same files of the same day again change nothing."""
    actor = _ready()
    from staydown.designations import actions

    day = as_of.date() if as_of else None
    loaded = actions.load_files(actor, source, files, as_of=day, accept_shrunken=accept_shrunken)
    _print_loaded(loaded, as_json=as_json)


@command.command()
@click.argument("source")
@_SHRUNKEN
@_JSON
def fetch(source: str, *, accept_shrunken: bool, as_json: bool) -> None:
    """Fetch a list from its official address and load it."""
    actor = _ready()
    from staydown.designations import actions

    loaded = actions.fetch_list(actor, source, accept_shrunken=accept_shrunken)
    _print_loaded(loaded, as_json=as_json)


@command.command()
@click.argument("name")
@click.option("--list", "list_id", required=True, help="Id of the list, such as un-sc.")
@click.option("--on", "on_day", type=_DAY, help="The day of the claim; today if left out.")
@click.option("--reference", help="The reference claimed, such as QDe.132.")
@click.option("--regime", help="The regime claimed: a UN list type or an OFAC programme.")
@click.option(
    "--known-at",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%SZ"]),
    help="Answer with the snapshots that were loaded by that moment (UTC).",
)
@_JSON
@click.pass_context
def check(
    ctx: click.Context,
    name: str,
    list_id: str,
    on_day: datetime | None,
    reference: str | None,
    regime: str | None,
    known_at: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Does a list name an organisation on a day? Exit status 0 only if that is supported."""
    _ready()
    from staydown.designations import queries

    verdict = queries.check_claim(
        name,
        list_id,
        on_day.date() if on_day else _today(),
        reference=reference,
        regime=regime,
        snapshot_known_at=known_at.replace(tzinfo=UTC) if known_at else None,
    )
    document = verdict.as_json()
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _told(document))
    if verdict.outcome is not queries.Outcome.SUPPORTED:
        ctx.exit(1)


@command.command()
@_JSON
def status(*, as_json: bool) -> None:
    """Show which lists are loaded, and of which day."""
    actor = _ready()
    from staydown.designations import queries

    known = queries.lists(actor)
    lines = [_status_line(each) for each in known]
    click.echo(json.dumps({"lists": known}, ensure_ascii=False) if as_json else "\n".join(lines))


def _ready() -> Actor:
    """The person at the command line, once the database is ready."""
    from staydown.kernel import actors, boot

    boot.ready()
    return actors.shell()


def _today() -> date:
    from staydown.kernel import clock

    return clock.now().date()


def _print_loaded(loaded: Loaded, *, as_json: bool) -> None:
    document = loaded.as_json()
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _summary(document))


def _summary(document: dict[str, Any]) -> str:
    counts = {kind: count for kind, count in document["counts"].items() if count}
    numbers = ", ".join(f"{count} {kind}" for kind, count in counts.items())
    known = "" if document["new"] else " (known already, nothing changed)"
    lines = [f"{document['list']} as of {document['as_of'][:10]}: {numbers}{known}"]
    if document["delisted"]:
        lines.append(f"  delisted: {', '.join(document['delisted'])}")
    lines += [f"  note: {finding['text']}" for finding in document["findings"]]
    return "\n".join(lines)


def _told(document: dict[str, Any]) -> str:
    lines = [f"{document['verdict']}: {document['why']}"]
    snapshot = document["snapshot"]
    if snapshot:
        age = " (stale)" if document["stale"] else ""
        lines.append(f"  by the snapshot of {snapshot['list']} as of {snapshot['as_of'][:10]}{age}")
    lines += [f"  {entry['match']}: {_entry(entry)}" for entry in document["entries"]]
    return "\n".join(lines)


def _entry(entry: dict[str, Any]) -> str:
    since = f", listed {entry['listed_on']}" if entry["listed_on"] else ""
    until = f" to {entry['until']}" if entry["until"] else ""
    return f"{entry['reference']} {entry['name']}{since}{until}"


def _status_line(known: dict[str, Any]) -> str:
    snapshot = known["snapshot"]
    if snapshot is None:
        return f"{known['list']}: not loaded"
    stale = ", stale" if known["stale"] else ""
    return f"{known['list']}: as of {snapshot['as_of'][:10]}{stale}"
