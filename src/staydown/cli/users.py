"""`staydown users`: the people who sign in to the console."""

from __future__ import annotations

import click

from staydown.kernel import actors, boot
from staydown.kernel.permissions import Role


@click.group("users")
def command() -> None:
    """Add people and give them roles."""


@command.command("add")
@click.argument("username")
@click.option("--name", default="", help="The person's name, as decisions show it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in Role]),
)
@click.option(
    "--password", envvar="STAYDOWN_USER_PASSWORD", prompt=True, hide_input=True,
    confirmation_prompt=True, help="Asked for, or from STAYDOWN_USER_PASSWORD.",
)  # fmt: skip
def add(username: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Add USERNAME, or give a known one further roles."""
    boot.ready()
    from django.db import transaction

    from staydown.kernel import people
    from staydown.ledger.actions import record

    actor = actors.shell()
    wanted = [Role(role) for role in roles]
    with transaction.atomic():
        user, created = people.add(actor, username, password, wanted, name=name)
        record("people.add", actor, data={"user": str(user.id), "roles": sorted(roles)})
    click.echo(f"{'Added' if created else 'Known'}: {username} ({', '.join(roles)})")


@command.command("list")
def list_() -> None:
    """Everybody, with their roles."""
    boot.ready()
    from staydown.kernel import people

    for user in people.everybody():
        roles = ", ".join(role.value for role in user.roles())
        click.echo(f"{user.username}\t{user.name}\t{roles}")
