"""Adding people and giving them roles."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from staydown.kernel.actors import Actor
from staydown.kernel.errors import InputError, NotFound
from staydown.kernel.models import RoleGrant, User
from staydown.kernel.permissions import Role


def add(
    actor: Actor, username: str, password: str, roles: list[Role], *, name: str = ""
) -> tuple[User, bool]:
    """A person with roles; the person, and whether they are new.

    A known username gets the roles that it lacks; its password stays. The caller writes the ledger
    entry: `kernel` stands below the ledger.
    """
    actor.require("people.manage")
    with transaction.atomic():
        user = User.objects.filter(username=username).first()
        created = user is None
        if user is None:
            _check_password(password)
            user = User.objects.create_user(username, password, name=name)
        held = set(user.roles())
        RoleGrant.objects.bulk_create(
            RoleGrant(user=user, role=role.value) for role in roles if role not in held
        )
    return user, created


def everybody() -> list[User]:
    """All people, by username."""
    return list(User.objects.order_by("username"))


def user(username: str) -> User:
    """The person of this username."""
    found = User.objects.filter(username=username).first()
    if found is None:
        raise NotFound("unknown-user", f"there is no user {username!r}: staydown users add …")
    return found


def _check_password(password: str) -> None:
    try:
        validate_password(password)
    except ValidationError as error:
        raise InputError("weak-password", " ".join(error.messages)) from error
