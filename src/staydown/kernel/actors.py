"""Who does something: a person, the shell, a background worker, or a program with a key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from staydown.kernel import permissions
from staydown.kernel.errors import PermissionDenied


@dataclass(frozen=True, slots=True)
class Actor:
    """The author of an action, as the ledger names it: `user:7`, `shell:local`, `key:<id>`."""

    kind: Literal["user", "shell", "system", "key"]
    id: str
    permissions: frozenset[str]

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"

    def require(self, permission: str) -> None:
        """Raise PermissionDenied unless the actor holds `permission`."""
        if permission not in permissions.ALL:
            raise ValueError(f"no such permission: {permission}")
        if permission not in self.permissions:
            raise PermissionDenied(
                "permission-denied", f"{self} lacks the permission {permission}", needed=permission
            )


def shell() -> Actor:
    """The person at the command line of this installation."""
    return Actor("shell", "local", permissions.SHELL)


def system(name: str = "worker") -> Actor:
    """A background worker of this installation."""
    return Actor("system", name, permissions.SYSTEM)
