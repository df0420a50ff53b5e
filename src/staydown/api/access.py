"""Who may call an operation: whoever shows a key with the scope that the operation declares."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from staydown.kernel import keys
from staydown.kernel.errors import PermissionDenied
from staydown.kernel.keys import Caller, UnusableKey
from staydown.kernel.permissions import FOR_KEYS


class Key(HttpBearer):
    """`auth=Key("cases.read")` on an operation is the one place where its scope stands.

    The domains' own queries and actions ask for the permission again.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        if scope not in FOR_KEYS:
            raise ValueError(f"no key can hold the scope {scope}")
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Caller:
        """Who calls; raises UnusableKey, or PermissionDenied where the key lacks the scope."""
        kind, _, text = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if kind.lower() != "bearer":
            raise UnusableKey("key-missing", "send the header Authorization: Bearer sdk_…")
        return self.authenticate(request, text.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:  # noqa: ARG002
        """The same for the text of the key alone."""
        found = keys.caller(token)
        if self.scope not in found.actor.permissions:
            text = f"this key lacks the scope {self.scope}"
            raise PermissionDenied("scope-missing", text, needed=self.scope)
        return found


class Undeclared(HttpBearer):
    """Stands where an operation declares no scope: nobody gets in."""

    def authenticate(self, request: HttpRequest, token: str) -> None:  # noqa: ARG002
        """Refuses."""
        raise PermissionDenied("scope-undeclared", "this operation declares no scope")

    def __call__(self, request: HttpRequest) -> None:
        self.authenticate(request, "")


def caller_of(request: HttpRequest) -> Caller:
    """Who was let in."""
    return cast("Caller", request.auth)  # type: ignore[attr-defined]
