"""`staydown peers`: register the organisations that refer, and how to reach them."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from staydown.kernel.actors import Actor

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_NAME = "Its full name."
_COUNTRY = click.option("--country", help="ISO 3166 code of its state, such as PK.")
_TIME_ZONE = click.option("--time-zone", help="IANA name, such as Asia/Karachi.")


@click.group(name="peers")
def command() -> None:
    """Register authorities, platforms and flaggers."""


@command.command()
@click.argument("slug")
@click.option("--name", required=True, help=_NAME)
@click.option("--kind", required=True, help="authority, platform or flagger.")
@_COUNTRY
@_TIME_ZONE
@_JSON
def add(
    slug: str, name: str, kind: str, country: str | None, time_zone: str | None, *, as_json: bool
) -> None:
    """Register a peer. Registering it again with the same facts does nothing."""
    actor = _ready()
    from staydown.liaison import actions, queries

    peer, created = actions.add_peer(actor, slug, name, kind, country=country, time_zone=time_zone)
    warnings = [] if time_zone or not created else _warnings(slug, peer.country)
    document = {**queries.describe(peer), "created": created, "warnings": warnings}
    outcome = "registered" if created else "known already, nothing changed"
    _print(document, [f"{slug}: {outcome} (time zone {peer.time_zone})"], as_json=as_json)
    for warning in warnings:
        click.echo(f"staydown: warning: {warning}", err=True)


@command.command()
@click.argument("slug")
@click.option("--name", help=_NAME)
@_COUNTRY
@_TIME_ZONE
@_JSON
def change(
    slug: str, name: str | None, country: str | None, time_zone: str | None, *, as_json: bool
) -> None:
    """Correct a peer's facts, or add those left out. Its slug and kind stay."""
    actor = _ready()
    from staydown.liaison import actions, queries

    peer = actions.change_peer(actor, slug, name=name, country=country, time_zone=time_zone)
    document = queries.describe(peer)
    _print(document, [_peer_line(document)], as_json=as_json)


@command.command(name="list")
@_JSON
def list_(*, as_json: bool) -> None:
    """Print every peer."""
    _ready()
    from staydown.liaison import queries

    peers = [queries.describe(peer) for peer in queries.peers()]
    lines = [_peer_line(peer) for peer in peers] or ["no peers yet"]
    _print({"peers": peers}, lines, as_json=as_json)


@command.command()
@click.argument("slug")
@click.option("--email", help="An e-mail address to add.")
@click.option("--phone", help="A phone number to add.")
@click.option("--portal", help="An https address to add.")
@click.option("--purpose", default="answers", show_default=True, help="answers, emergency, legal.")
@_JSON
def contact(slug: str, purpose: str, *, as_json: bool, **given: str | None) -> None:
    """Add ways to reach a peer, if any are given; then print them all."""
    actor = _ready()
    from staydown.liaison import actions, queries

    stated = [(kind, value) for kind, value in given.items() if value is not None]
    actions.add_contact_points(actor, slug, stated, purpose)
    points = queries.contact_points(actor, slug)
    lines = ["  ".join(point.values()) for point in points] or [f"no way to reach {slug} yet"]
    _print({"peer": slug, "contact_points": points}, lines, as_json=as_json)


def _ready() -> Actor:
    """The person at the command line, once the database is ready."""
    from staydown.kernel import actors, boot

    boot.ready()
    return actors.shell()


def _warnings(slug: str, country: str) -> list[str]:
    from staydown.liaison import queries

    if queries.default_time_zone(country):
        return []
    why = f"{country} has not just one time zone" if country else "no country was given"
    remedy = f"staydown peers change {slug} --time-zone ZONE"
    return [f"{why}, so deadlines of {slug} are shown in UTC; to set one: {remedy}"]


def _peer_line(peer: Mapping[str, str | None]) -> str:
    facts = (peer["slug"], peer["kind"], peer["country"] or "--", peer["time_zone"], peer["name"])
    return "  ".join(str(fact) for fact in facts)


def _print(document: Mapping[str, object], lines: list[str], *, as_json: bool) -> None:
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else "\n".join(lines))
