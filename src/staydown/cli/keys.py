"""`staydown keys`: the keys with which programs use the HTTP API."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import click

from staydown.kernel import actors, boot, clock
from staydown.kernel.permissions import FOR_KEYS

if TYPE_CHECKING:
    from staydown.kernel.keys import KeyView

_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group("keys")
def command() -> None:
    """Make, list and revoke keys of the HTTP API."""


@command.command("add")
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice(sorted(FOR_KEYS)),
    help="What the key may do; may be given several times.",
)
@click.option("--peer", default="", metavar="SLUG", help="The peer that holds it, and its batches.")
@click.option("--days", default=365, show_default=True, help="Days until it expires.")
@_JSON
def add(name: str, scopes: tuple[str, ...], peer: str, days: int, *, as_json: bool) -> None:
    """Make a key for the program NAME and print it, this once."""
    boot.ready()
    from django.db import transaction

    from staydown.kernel import keys
    from staydown.ledger.actions import record
    from staydown.liaison import queries as liaison

    actor = actors.shell()
    if peer:
        liaison.peer(peer)
    with transaction.atomic():
        view, text = keys.make(actor, name, scopes, peer=peer, days=days)
        record("keys.make", actor, data=_entry(view) | {"scopes": list(view.scopes)})
    if as_json:
        click.echo(json.dumps({"key": text, **_document(view)}, ensure_ascii=False))
        return
    click.echo(text)
    until = clock.short(view.expires_at)
    click.echo(f"It is shown this once, and works until {until}.", err=True)


@command.command("list")
@_JSON
def list_(*, as_json: bool) -> None:
    """Every key, ended ones too, without its secret."""
    boot.ready()
    from staydown.kernel import keys

    found = keys.everything(actors.shell())
    if as_json:
        document = {"keys": [_document(view) for view in found]}
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for view in found:
        click.echo("\t".join(_line(view)))


@command.command("revoke")
@click.argument("key", type=click.UUID, metavar="ID")
@_JSON
def revoke(key: UUID, *, as_json: bool) -> None:
    """End the key ID; within about a second nobody can use it."""
    boot.ready()
    from django.db import transaction

    from staydown.kernel import keys
    from staydown.ledger.actions import record

    actor = actors.shell()
    with transaction.atomic():
        view = keys.revoke(actor, key)
        record("keys.revoke", actor, data=_entry(view))
    done = json.dumps(_document(view), ensure_ascii=False) if as_json else f"Revoked: {view.name}"
    click.echo(done)


def _entry(view: KeyView) -> dict[str, Any]:
    return {"key": str(view.id), "name": view.name, "peer": view.peer}


def _line(view: KeyView) -> tuple[str, ...]:
    used = clock.short(view.last_used_at) if view.last_used_at else "never used"
    until = clock.short(view.expires_at)
    scopes = " ".join(view.scopes)
    peer = view.peer or "--"
    return str(view.id), f"…{view.last_four}", view.state, until, used, peer, scopes, view.name


def _document(view: KeyView) -> dict[str, Any]:
    moments = ("created_at", "expires_at", "revoked_at", "last_used_at")
    shown = {name: getattr(view, name) for name in moments}
    return {
        "id": str(view.id),
        "name": view.name,
        "scopes": list(view.scopes),
        "peer": view.peer or None,
        "last_four": view.last_four,
        "state": view.state,
        "created_by": view.created_by,
        **{name: clock.short(moment) if moment else None for name, moment in shown.items()},
    }
